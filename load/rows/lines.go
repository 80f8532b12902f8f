package rows

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/zframe"
)

// maxLine bounds a line; enrich and shred write none that is longer.
const maxLine = 64 << 20

// bufferSize is read ahead of the lines; most lines fit.
const bufferSize = 256 << 10

// lines reads one part line by line.
type lines struct {
	pos    load.Position
	table  string
	closes []func() error
	r      *bufio.Reader
	long   []byte // a line that does not fit r's buffer

	want   string // SHA-256 of the object, "" if not known
	stored io.Reader
	digest hash.Hash // of what was read of it
}

// openLines opens a part and takes off the compression that its key ends in.
func openLines(ctx context.Context, p load.Part, table string) (*lines, error) {
	key := p.Key
	body, err := p.Store.Open(ctx, key, 0, -1)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", key, err)
	}
	l := &lines{pos: load.Position{Object: key}, table: table, closes: []func() error{body.Close}, want: p.Digest, stored: body}
	if l.want != "" {
		l.digest = sha256.New()
		l.stored = io.TeeReader(body, l.digest)
	}
	plain := l.stored
	switch {
	case strings.HasSuffix(key, ".gz"):
		z, err := gzip.NewReader(l.stored)
		if err != nil && !errors.Is(err, io.EOF) {
			body.Close()
			return nil, fmt.Errorf("decompress %s: %w", key, err)
		}
		if err == nil {
			plain = z
		}
	case strings.HasSuffix(key, ".zst"):
		z, err := zframe.NewReader(bufio.NewReaderSize(l.stored, 64<<10))
		if err != nil {
			body.Close()
			return nil, fmt.Errorf("decompress %s: %w", key, err)
		}
		l.closes = append(l.closes, z.Close)
		plain = z
	}
	l.r = bufio.NewReaderSize(plain, bufferSize)
	return l, nil
}

// next returns the next line without its end, valid until the next call. io.EOF
// after the last.
func (l *lines) next() ([]byte, error) {
	line, err := l.r.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		l.long = append(l.long[:0], line...)
		for err == bufio.ErrBufferFull && len(l.long) <= maxLine {
			line, err = l.r.ReadSlice('\n')
			l.long = append(l.long, line...)
		}
		line = l.long
	}
	if err == io.EOF && len(line) == 0 {
		return nil, io.EOF
	}
	l.pos.Line++
	if len(line) > maxLine {
		return nil, l.bad("line is too long")
	}
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read %s: %w", l.pos.Object, err)
	}
	if line[len(line)-1] == '\n' {
		line = line[:len(line)-1]
	}
	return line, nil
}

// verify reads what is left of the object and compares its digest.
func (l *lines) verify() error {
	if l.digest == nil {
		return nil
	}
	if _, err := io.Copy(io.Discard, l.stored); err != nil {
		return fmt.Errorf("read %s: %w", l.pos.Object, err)
	}
	if hex.EncodeToString(l.digest.Sum(nil)) != l.want {
		return fmt.Errorf("%s: %w", l.pos.Object, load.ErrDigest)
	}
	return nil
}

func (l *lines) bad(reason string) error {
	return &load.DataError{Position: l.pos, Table: l.table, Reason: reason}
}

func (l *lines) close() error {
	var errs []error
	for i := len(l.closes) - 1; i >= 0; i-- {
		errs = append(errs, l.closes[i]())
	}
	return errors.Join(errs...)
}

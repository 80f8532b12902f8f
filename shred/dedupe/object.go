package dedupe

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// An Object is a key or verdict file that can be read in parts. Open returns n
// bytes from off on.
type Object struct {
	Size int64
	Open func(ctx context.Context, off, n int64) (io.ReadCloser, error)
}

// ErrFormat reports a file that is not what it should be.
var ErrFormat = errors.New("dedupe: not a file of this format")

// Files start with the magic, end with a tail: offset of the index, magic.
const (
	keyMagic     = "CMNKEY01"
	verdictMagic = "CMNVER01"
	magicSize    = 8
	tailSize     = 8 + magicSize
)

// read returns n bytes from off on.
func (o Object) read(ctx context.Context, off, n int64) ([]byte, error) {
	if off < 0 || n < 0 || off+n > o.Size {
		return nil, ErrFormat
	}
	r, err := o.Open(ctx, off, n)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, fmt.Errorf("read %d bytes at %d: %w", n, off, err)
	}
	return b, nil
}

// index reads the index of a file of that magic and returns it with its offset.
func (o Object) index(ctx context.Context, magic string) ([]byte, int64, error) {
	tail, err := o.read(ctx, o.Size-tailSize, tailSize)
	if err != nil {
		return nil, 0, err
	}
	off := int64(binary.BigEndian.Uint64(tail))
	n := o.Size - tailSize - off
	if string(tail[8:]) != magic || off < magicSize || n < 0 || n > indexBytes {
		return nil, 0, ErrFormat
	}
	b, err := o.read(ctx, off, n)
	return b, off, err
}

// writer counts what goes through and remembers the first error.
type writer struct {
	w   io.Writer
	n   int64
	err error
}

func (w *writer) write(b []byte) {
	if w.err != nil {
		return
	}
	n, err := w.w.Write(b)
	w.n += int64(n)
	w.err = err
}

func (w *writer) tail(index int64, magic string) {
	w.write(append(binary.BigEndian.AppendUint64(nil, uint64(index)), magic...))
}

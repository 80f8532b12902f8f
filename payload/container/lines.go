package container

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
)

// lines cuts a text at LF, CR LF and CR. A last line needs no end. It holds one
// line, up to the limit, and reads 64 KiB at a time.
type lines struct {
	src     io.Reader
	max     int
	buf     []byte // buf[r:w] is read and not handed out
	r, w    int
	seen    int   // bytes of it that hold no line end
	err     error // of src, kept until the bytes before it are handed out
	skipLF  bool  // the last line ended with CR: a LF now belongs to it
	dropBOM bool
}

const readSize = 64 << 10

func newLines(src io.Reader, limit int, dropBOM bool) *lines {
	return &lines{src: src, max: limit, buf: make([]byte, readSize), dropBOM: dropBOM}
}

func (l *lines) next() (Record, error) {
	if l.dropBOM {
		l.skipBOM()
	}
	for {
		if l.skipLF && l.r < l.w {
			if l.buf[l.r] == '\n' {
				l.r++
			}
			l.skipLF = false
		}
		b := l.buf[l.r:l.w]
		if i := lineEnd(b, l.seen); i >= 0 {
			return l.cut(i, 1), nil
		}
		if l.seen = len(b); l.seen > l.max {
			return l.long()
		}
		if l.err != nil {
			if errors.Is(l.err, io.EOF) && len(b) > 0 {
				return l.cut(len(b), 0), nil
			}
			return Record{}, l.err
		}
		l.fill()
	}
}

// skipBOM passes over a byte-order mark at the start of the text.
func (l *lines) skipBOM() {
	const bom = "\xef\xbb\xbf"
	for l.w < len(bom) && l.err == nil {
		l.fill()
	}
	if bytes.HasPrefix(l.buf[:l.w], []byte(bom)) {
		l.r = len(bom)
	}
	l.dropBOM = false
}

// lineEnd returns where the first line end of b is; none is before from.
func lineEnd(b []byte, from int) int {
	i := bytes.IndexByte(b[from:], '\n')
	if i < 0 {
		i = len(b) - from
	}
	if cr := bytes.IndexByte(b[from:from+i], '\r'); cr >= 0 {
		return from + cr
	}
	if from+i == len(b) {
		return -1
	}
	return from + i
}

// cut hands out the next n bytes and passes over the line end after them.
func (l *lines) cut(n, end int) Record {
	b := l.buf[l.r : l.r+n]
	l.skipLF = end > 0 && l.buf[l.r+n] == '\r'
	l.r, l.seen = l.r+n+end, 0
	if n > l.max {
		return Record{Bytes: b[:min(n, sampleSize)], TooLong: true, Size: int64(n)}
	}
	return Record{Bytes: b, Size: int64(n)}
}

// long passes over a line of which more than the limit is there, and keeps its
// beginning.
func (l *lines) long() (Record, error) {
	rec := Record{Bytes: sample(l.buf[l.r:l.w]), TooLong: true}
	for {
		b := l.buf[l.r:l.w]
		if i := lineEnd(b, l.seen); i >= 0 {
			rec.Size += l.cut(i, 1).Size
			return rec, nil
		}
		rec.Size += int64(len(b))
		l.r, l.w, l.seen = 0, 0, 0
		if errors.Is(l.err, io.EOF) {
			return rec, nil
		}
		if l.err != nil {
			return Record{}, l.err
		}
		l.fill()
	}
}

// fill reads more bytes, after those that are there.
func (l *lines) fill() {
	if l.r > 0 {
		l.w = copy(l.buf, l.buf[l.r:l.w])
		l.r = 0
	}
	if l.w == len(l.buf) {
		grown := make([]byte, 2*len(l.buf))
		copy(grown, l.buf)
		l.buf = grown
	}
	for range 100 {
		var n int
		if n, l.err = l.src.Read(l.buf[l.w:]); n > 0 || l.err != nil {
			l.w += n
			return
		}
	}
	l.err = io.ErrNoProgress
}

func (l *lines) partial() []byte { return l.buf[l.r:l.w] }

// base64Lines gives what lines hold in Base64. Blank lines are no records. A
// line that is not Base64 is handed out as it is, and fails as a record.
type base64Lines struct {
	lines *lines
	buf   []byte
}

func (l *base64Lines) next() (Record, error) {
	for {
		rec, err := l.lines.next()
		if err != nil || rec.TooLong {
			return rec, err
		}
		if len(rec.Bytes) == 0 {
			continue
		}
		b, err := base64.RawStdEncoding.AppendDecode(l.buf[:0], bytes.TrimRight(rec.Bytes, "="))
		if err != nil {
			return rec, nil
		}
		l.buf = b
		return Record{Bytes: b, Size: int64(len(b))}, nil
	}
}

func (l *base64Lines) partial() []byte { return l.lines.partial() }

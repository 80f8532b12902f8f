package container

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"io"
	"sync"

	"github.com/camonica/camonica/payload/gunzip"
	"github.com/camonica/camonica/payload/lzop"
	"github.com/camonica/camonica/zframe"
)

// ErrTooLarge says that an object decompresses to more than the limit.
var ErrTooLarge = errors.New("container: object decompresses to more than the limit")

// peekSize is what the longest signature needs.
const peekSize = 16

// compression names what an object is compressed with, by its first bytes.
func compression(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte(lzop.Magic)):
		return "lzop"
	case bytes.HasPrefix(b, []byte("\x1f\x8b\x08")):
		return "gzip"
	case len(b) >= 10 && string(b[:3]) == "BZh" && b[3] >= '1' && b[3] <= '9' &&
		(string(b[4:10]) == "\x31\x41\x59\x26\x53\x59" || string(b[4:10]) == "\x17\x72\x45\x38\x50\x90"):
		return "bzip2"
	case bytes.HasPrefix(b, []byte("\x28\xb5\x2f\xfd")), len(b) >= 4 && b[0]&0xf0 == 0x50 && string(b[1:4]) == "\x2a\x4d\x18":
		return "zstd"
	}
	return ""
}

var gzips sync.Pool

// decompressor returns the plain bytes of src, which starts with the signature
// of that compression, and what gives its memory back.
func decompressor(name string, src *bufio.Reader) (plain io.Reader, done func(), err error) {
	nothing := func() {}
	switch name {
	case "lzop":
		z, err := lzop.NewReader(src)
		return z, nothing, err
	case "bzip2":
		return bzip2.NewReader(src), nothing, nil
	case "gzip":
		z, ok := gzips.Get().(*gunzip.Reader)
		if !ok {
			z = new(gunzip.Reader)
		}
		return z, func() { gzips.Put(z) }, z.Reset(src)
	case "zstd":
		z, err := zframe.NewReader(src)
		if err != nil {
			return nil, nothing, err
		}
		return z, func() { z.Close() }, nil
	}
	return src, nothing, nil
}

// A source remembers the error of the reader underneath, so that it is not taken
// for damage.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// A capped reader gives at most n bytes, then ErrTooLarge.
type capped struct {
	r io.Reader
	n int64
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p[:min(int64(len(p)), c.n+1)])
	if int64(n) > c.n {
		n = int(c.n)
		err = ErrTooLarge
	}
	c.n -= int64(n)
	return n, err
}

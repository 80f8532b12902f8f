package seal

import (
	"io"

	"github.com/camonica/camonica/keys"
)

// A SealingReader gives the sealed form of what it reads: a Writer turned
// inside out, for destinations that read their content.
type SealingReader struct {
	src    io.Reader
	chunks chunker
	buf    []byte
	out    []byte // sealed bytes not yet handed out
	head   [HeaderSize]byte
	next   byte // first byte of the next chunk, if ahead
	ahead  bool
	done   bool
	size   int
	err    error
}

// NewSealingReader begins a sealed object with the bytes of r as plaintext.
func NewSealingReader(r io.Reader, key *keys.Key, c Context) *SealingReader {
	h := newHeader(key.ID(), defaultChunkLog)
	s := &SealingReader{src: r, size: h.ChunkSize()}
	s.chunks.aead = h.sign(key, c)
	s.head = h.raw
	s.out = s.head[:]
	s.buf = getBuffer(h.chunkLog)
	return s
}

// Read gives sealed bytes. The error of the source ends the stream before its
// last chunk, so that what was read so far does not pass for a whole object.
func (s *SealingReader) Read(p []byte) (int, error) {
	for len(s.out) == 0 {
		if s.done && s.err == nil {
			s.err = io.EOF
		}
		if s.err != nil {
			s.Release()
			return 0, s.err
		}
		s.fill()
	}
	n := copy(p, s.out)
	s.out = s.out[n:]
	return n, nil
}

// fill reads one chunk and the byte after it, which tells whether the chunk is
// the last.
func (s *SealingReader) fill() {
	n := 0
	if s.ahead {
		s.buf[0] = s.next
		n = 1
	}
	m, err := readFull(s.src, s.buf[n:s.size+1])
	n += m
	switch err {
	case nil: // a full chunk, and a byte of the next
		s.ahead, s.next = true, s.buf[s.size]
		s.out = s.chunks.seal(s.buf[:0], s.buf[:s.size], false)
	case io.EOF:
		s.done = true
		s.out = s.chunks.seal(s.buf[:0], s.buf[:n], true)
	default:
		s.err = err
	}
}

// Release gives back the buffer. It is needed only for a stream that is not
// read to its end, which it ends.
func (s *SealingReader) Release() {
	if s.buf == nil {
		return
	}
	clear(s.buf)
	putBuffer(s.buf)
	s.buf, s.out = nil, nil
	if s.err == nil {
		s.err = errClosed
	}
}

package seal

import (
	"bytes"
	"crypto/cipher"
	"io"

	"github.com/camonica/camonica/keys"
)

// A Reader gives the plaintext of a sealed object, or of its end from some
// chunk on. It hands out a chunk only after its tag has been verified, and ends
// with io.EOF only after the last chunk was.
type Reader struct {
	src   io.Reader
	aead  cipher.AEAD
	nonce nonce
	chunk uint64 // the next to read
	next  byte   // first byte of the next chunk, if ahead
	ahead bool
	size  int // plaintext of a full chunk
	buf   []byte
	out   []byte // plaintext not yet handed out
	err   error
}

// NewReader reads the object whose header h has just been taken from r. It
// answers a KeyError if key and context do not fit.
func NewReader(r io.Reader, h *Header, key *keys.Key, c Context) (*Reader, error) {
	return NewReaderFrom(r, h, key, c, 0)
}

// NewReaderFrom is NewReader for a source that begins with the given chunk, at
// h.Offset(chunk) of the object. If the source is a range of the object it must
// hold at least one byte after the last chunk that is read: a source that ends
// with a chunk says that the chunk is the object's last.
func NewReaderFrom(r io.Reader, h *Header, key *keys.Key, c Context, chunk uint64) (*Reader, error) {
	aead, err := h.open(key, c)
	if err != nil {
		return nil, err
	}
	return &Reader{src: r, aead: aead, chunk: chunk, size: h.ChunkSize(), buf: getBuffer(h.chunkLog)}, nil
}

// Offset is where a chunk begins in the sealed object.
func (h *Header) Offset(chunk uint64) int64 {
	return HeaderSize + int64(chunk)*int64(h.ChunkSize()+Overhead)
}

// Read gives plaintext.
func (r *Reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for len(r.out) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		// A destination that holds a chunk is decrypted into without a copy.
		if len(p) >= r.size {
			if n := r.fill(p[:0:r.size]); n > 0 {
				return n, nil
			}
			continue
		}
		n := r.fill(r.buf[:0])
		r.out = r.buf[:n]
	}
	n := copy(p, r.out)
	r.out = r.out[n:]
	return n, nil
}

// WriteTo writes the rest of the plaintext to w, chunk by chunk.
func (r *Reader) WriteTo(w io.Writer) (int64, error) {
	var total int64
	for {
		if len(r.out) == 0 {
			if r.err != nil {
				break
			}
			n := r.fill(r.buf[:0])
			r.out = r.buf[:n]
			continue
		}
		n, err := w.Write(r.out)
		total += int64(n)
		r.out = r.out[n:]
		if err != nil {
			return total, err
		}
	}
	if r.err == io.EOF {
		return total, nil
	}
	return total, r.err
}

// Skip verifies the next chunk and passes over n bytes of plaintext, or all if
// there are fewer.
func (r *Reader) Skip(n int64) error {
	for r.err == nil && (len(r.out) == 0 || n > 0) {
		if len(r.out) == 0 {
			r.out = r.buf[:r.fill(r.buf[:0])]
		}
		m := min(n, int64(len(r.out)))
		r.out = r.out[m:]
		n -= m
		if n == 0 {
			break
		}
	}
	r.out = r.out[min(n, int64(len(r.out))):]
	if r.err == io.EOF {
		return nil
	}
	return r.err
}

// Close gives back the buffer; it does not close the source.
func (r *Reader) Close() error {
	if r.buf != nil {
		clear(r.buf)
		putBuffer(r.buf)
		r.buf, r.out = nil, nil
	}
	if r.err == nil {
		r.err = errClosed
	}
	return nil
}

// fill decrypts the next chunk into dst and returns its length. It sets r.err
// after the last chunk, or when there is nothing to give.
func (r *Reader) fill(dst []byte) int {
	n := 0
	if r.ahead {
		r.buf[0] = r.next
		n = 1
	}
	stored := r.size + Overhead
	m, err := readFull(r.src, r.buf[n:stored+1])
	n += m
	last := false
	switch {
	case err == nil:
		r.ahead, r.next = true, r.buf[stored]
		n = stored
	case err == io.EOF:
		last = true
	default:
		r.err = err
		return 0
	}
	plain, err := openChunk(r.aead, &r.nonce, dst, r.buf[:n], r.chunk, last, stored)
	if err != nil {
		r.err = err
		return 0
	}
	r.chunk++
	if last {
		r.err = io.EOF
	}
	return len(plain)
}

// openChunk verifies and decrypts a chunk. Full is the stored length of all
// chunks but the last.
func openChunk(aead cipher.AEAD, n *nonce, dst, chunk []byte, number uint64, last bool, full int) ([]byte, error) {
	if len(chunk) < Overhead {
		return nil, &ChunkError{number, ErrTruncated}
	}
	var kept []byte
	if last && len(chunk) == full {
		kept = bytes.Clone(chunk) // a failed Open destroys what it decrypts in place
	}
	plain, err := aead.Open(dst, n.set(number, last), chunk, nil)
	if err == nil && len(plain) == 0 && number > 0 {
		return nil, &ChunkError{number, ErrTampered}
	}
	if err == nil {
		return plain, nil
	}
	if kept != nil {
		// Good, but not as the last chunk: what followed is gone.
		if _, err := aead.Open(kept[:0], n.set(number, false), kept, nil); err == nil {
			return nil, &ChunkError{number, ErrTruncated}
		}
	}
	return nil, &ChunkError{number, ErrTampered}
}

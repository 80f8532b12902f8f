package seal

import (
	"crypto/cipher"
	"errors"
	"io"
	"sync"

	"github.com/camonica/camonica/keys"
)

// buffers are of the size that one stored chunk of our ChunkSize takes, and one
// byte more to look ahead.
var buffers = sync.Pool{New: func() any { return new([ChunkSize + Overhead + 1]byte) }}

func getBuffer(chunkLog uint8) []byte {
	if chunkLog == defaultChunkLog {
		return buffers.Get().(*[ChunkSize + Overhead + 1]byte)[:]
	}
	return make([]byte, 1<<chunkLog+Overhead+1)
}

func putBuffer(b []byte) {
	if len(b) == ChunkSize+Overhead+1 {
		buffers.Put((*[ChunkSize + Overhead + 1]byte)(b))
	}
}

// A chunker seals one chunk after the other.
type chunker struct {
	aead  cipher.AEAD
	nonce nonce
	next  uint64
}

// seal appends the stored form of the next chunk to dst.
func (c *chunker) seal(dst, plain []byte, last bool) []byte {
	dst = c.aead.Seal(dst, c.nonce.set(c.next, last), plain, nil)
	c.next++
	return dst
}

// A Writer seals what is written to it. Nothing reaches the destination of a
// chunk before the chunk is full, and the object is not whole before Close.
// A Writer holds one chunk (64 KiB) whatever the size of the object.
type Writer struct {
	w      io.Writer
	chunks chunker
	buf    []byte // plaintext of the chunk to come in buf[:n]
	n      int
	size   int // of a full chunk
	err    error
}

var (
	errClosed  = errors.New("seal: stream is closed")
	errAborted = errors.New("seal: writer was aborted")
)

// NewWriter begins a sealed object on w and writes its header.
func NewWriter(w io.Writer, key *keys.Key, c Context) (*Writer, error) {
	return newWriter(w, key, c, newHeader(key.ID(), defaultChunkLog))
}

func newWriter(w io.Writer, key *keys.Key, c Context, h *Header) (*Writer, error) {
	aead := h.sign(key, c)
	if _, err := w.Write(h.raw[:]); err != nil {
		return nil, err
	}
	return &Writer{w: w, chunks: chunker{aead: aead}, buf: getBuffer(h.chunkLog), size: h.ChunkSize()}, nil
}

// Write takes plaintext. It keeps nothing of p.
func (w *Writer) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	total := len(p)
	for len(p) > 0 {
		// A full chunk is sealed only when more follows: it could be the last.
		if w.n == w.size {
			if err := w.flush(w.buf[:w.n], false); err != nil {
				return total - len(p), err
			}
		}
		if w.n == 0 && len(p) > w.size {
			if err := w.flush(p[:w.size], false); err != nil {
				return total - len(p), err
			}
			p = p[w.size:]
			continue
		}
		n := copy(w.buf[w.n:w.size], p)
		w.n += n
		p = p[n:]
	}
	return total, nil
}

// Close seals the last chunk. It does not close the destination.
func (w *Writer) Close() error {
	if w.err != nil {
		if w.err == errClosed {
			return nil
		}
		return w.err
	}
	if err := w.flush(w.buf[:w.n], true); err != nil {
		return err
	}
	w.release()
	w.err = errClosed
	return nil
}

// Abort gives up an object that must not become whole. After Close it does
// nothing.
func (w *Writer) Abort() {
	if w.err == nil {
		w.release()
		w.err = errAborted
	}
}

func (w *Writer) flush(plain []byte, last bool) error {
	out := w.chunks.seal(w.buf[:0], plain, last)
	w.n = 0
	if _, err := w.w.Write(out); err != nil {
		w.err = err
		w.release()
		return err
	}
	return nil
}

func (w *Writer) release() {
	clear(w.buf[:w.n])
	putBuffer(w.buf)
	w.buf = nil
}

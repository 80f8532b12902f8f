package seal

import (
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/camonica/camonica/keys"
)

// A ReaderAt reads a sealed object from any place. It may be used from many
// goroutines. It keeps the plaintext of the chunk it read last, so small reads
// near each other decrypt once.
type ReaderAt struct {
	src   io.ReaderAt
	h     *Header
	aead  cipher.AEAD
	size  int64 // plaintext
	last  uint64
	body  int64 // stored length of all chunks
	mu    sync.Mutex
	num   uint64 // of the chunk in plain
	plain []byte // nil: none
	buf   []byte
}

// NewReaderAt opens the sealed object of the given length whose header is h. It
// verifies the last chunk, so an object that was cut or extended is refused at
// once.
func NewReaderAt(src io.ReaderAt, size int64, h *Header, key *keys.Key, c Context) (*ReaderAt, error) {
	aead, err := h.open(key, c)
	if err != nil {
		return nil, err
	}
	plain, err := h.PlainSize(size)
	if err != nil {
		return nil, err
	}
	r := &ReaderAt{
		src: src, h: h, aead: aead, size: plain, body: size - HeaderSize,
		buf: make([]byte, h.ChunkSize()+Overhead),
	}
	if plain > 0 {
		r.last = uint64(plain-1) / uint64(h.ChunkSize())
	}
	if err := r.load(r.last); err != nil {
		return nil, err
	}
	return r, nil
}

// Size is the length of the plaintext.
func (r *ReaderAt) Size() int64 { return r.size }

// ReadAt gives plaintext from off on.
func (r *ReaderAt) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, fmt.Errorf("seal: read at negative offset %d", off)
	}
	total := 0
	chunk := int64(r.h.ChunkSize())
	for len(p) > 0 && off < r.size {
		n, err := r.readChunk(p, uint64(off/chunk), int(off%chunk))
		total += n
		if err != nil {
			return total, err
		}
		p, off = p[n:], off+int64(n)
	}
	if len(p) > 0 {
		return total, io.EOF
	}
	return total, nil
}

func (r *ReaderAt) readChunk(p []byte, num uint64, skip int) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.plain == nil || r.num != num {
		if err := r.load(num); err != nil {
			return 0, err
		}
	}
	return copy(p, r.plain[skip:]), nil
}

// load decrypts a chunk into r.plain.
func (r *ReaderAt) load(num uint64) error {
	r.plain = nil
	full := int64(r.h.ChunkSize() + Overhead)
	n := min(full, r.body-int64(num)*full)
	b := r.buf[:n]
	if m, err := r.src.ReadAt(b, r.h.Offset(num)); m < len(b) {
		if errors.Is(err, io.EOF) || err == nil {
			return &ChunkError{num, ErrTruncated}
		}
		return fmt.Errorf("read chunk %d: %w", num, err)
	}
	var nonce nonce
	plain, err := openChunk(r.aead, &nonce, b[:0], b, num, num == r.last, int(full))
	if err != nil {
		return err
	}
	r.num, r.plain = num, plain
	return nil
}

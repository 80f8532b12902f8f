package sealed

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
)

// Open reads plaintext from off on. A read from the first chunk is one request
// to the inner store, one from elsewhere two: the header, and the chunks that
// are needed.
func (s *Store) Open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	if err := check(key); err != nil {
		return nil, err
	}
	if off < 0 {
		return nil, fmt.Errorf("open %s: negative offset %d", key, off)
	}
	r, err := s.open(ctx, key, off, n)
	if !errors.Is(err, store.ErrNotExist) {
		return r, err
	}
	if _, err := s.statClear(ctx, key); err != nil {
		return nil, err
	}
	return s.inner.Open(ctx, key, off, n)
}

func (s *Store) open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	head := int64(seal.HeaderSize)
	if off < seal.ChunkSize {
		head = stored(seal.ChunkSize, off, n)
		if n >= 0 {
			head += seal.HeaderSize
		}
	}
	src, err := s.inner.Open(ctx, key+seal.Suffix, 0, head)
	if err != nil {
		return nil, err
	}
	h, k, err := s.verify(ctx, key, src)
	if err != nil {
		src.Close()
		return nil, fmt.Errorf("open %s: %w", key, err)
	}
	size := int64(h.ChunkSize())
	chunk := uint64(off / size)
	if off >= seal.ChunkSize || size != seal.ChunkSize {
		src.Close()
		src, err = s.inner.Open(ctx, key+seal.Suffix, h.Offset(chunk), stored(size, off, n))
		if err != nil {
			return nil, err
		}
	}
	r, err := seal.NewReaderFrom(src, h, k, s.context(key, k), chunk)
	if err != nil {
		src.Close()
		return nil, fmt.Errorf("open %s: %w", key, err)
	}
	o := &reader{key: key, src: src, r: r, n: n}
	if off == 0 {
		return o, nil
	}
	if err := r.Skip(off - int64(chunk)*size); err != nil {
		o.Close()
		if chunk > 0 && errors.Is(err, seal.ErrTruncated) {
			return s.pastEnd(ctx, key, h, off, err)
		}
		return nil, fmt.Errorf("open %s: %w", key, err)
	}
	return o, nil
}

// stored is the length of the chunks of the given size that hold n bytes from
// off on, with the byte after them that tells that more follow; -1 for all.
func stored(size, off, n int64) int64 {
	if n < 0 {
		return -1
	}
	first, last := off/size, max(off+n-1, off)/size
	return (last-first+1)*(size+seal.Overhead) + 1
}

// verify reads the header of an object and finds the key that fits it.
func (s *Store) verify(ctx context.Context, key string, src io.Reader) (*seal.Header, *keys.Key, error) {
	h, err := seal.ReadHeader(src)
	if err != nil {
		return nil, nil, err
	}
	k, err := s.c.Ring.Find(ctx, h.KeyID, s.run(key))
	if err != nil {
		return nil, nil, err
	}
	return h, k, h.Verify(k, s.context(key, k))
}

// header reads the header of an object without a key.
func (s *Store) header(ctx context.Context, key string) (*seal.Header, error) {
	src, err := s.inner.Open(ctx, key+seal.Suffix, 0, seal.HeaderSize)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	h, err := seal.ReadHeader(src)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	return h, nil
}

// pastEnd answers a read that begins behind the last chunk: with nothing, if the
// object really ends before. Its last chunk must say so, since an object that
// was cut has no bytes there either.
func (s *Store) pastEnd(ctx context.Context, key string, h *seal.Header, off int64, cause error) (io.ReadCloser, error) {
	info, err := s.inner.Stat(ctx, key+seal.Suffix)
	if err != nil {
		return nil, err
	}
	size, err := h.PlainSize(info.Size)
	if err == nil && off < size {
		err = cause
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", key, err)
	}
	r, err := s.open(ctx, key, max(0, size-1), -1)
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(io.Discard, r); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// A reader is an open object, up to n bytes if n is not negative.
type reader struct {
	key string
	src io.ReadCloser
	r   *seal.Reader
	n   int64
}

func (r *reader) Read(p []byte) (int, error) {
	if r.n == 0 {
		return 0, io.EOF
	}
	if r.n > 0 {
		p = p[:min(int64(len(p)), r.n)]
	}
	n, err := r.r.Read(p)
	if r.n > 0 {
		r.n -= int64(n)
	}
	return n, r.named(err)
}

// WriteTo lets io.Copy pass whole chunks.
func (r *reader) WriteTo(w io.Writer) (int64, error) {
	if r.n >= 0 {
		return io.Copy(w, struct{ io.Reader }{r})
	}
	n, err := r.r.WriteTo(w)
	return n, r.named(err)
}

func (r *reader) named(err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	return fmt.Errorf("read %s: %w", r.key, err)
}

func (r *reader) Close() error {
	r.r.Close()
	return r.src.Close()
}

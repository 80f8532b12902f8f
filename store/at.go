package store

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// A ReaderAt is an object open for reading from any place, by many goroutines.
type ReaderAt interface {
	io.ReaderAt
	io.Closer
	Size() int64
}

// An AtOpener has a better way to give a ReaderAt than one request for each
// read. ErrNotExist.
type AtOpener interface {
	OpenAt(ctx context.Context, key string) (ReaderAt, error)
}

// OpenAt opens an object for reading from any place, for formats that have their
// index at the end. Ctx is that of all reads. ErrNotExist.
func OpenAt(ctx context.Context, s Store, key string) (ReaderAt, error) {
	if o, ok := s.(AtOpener); ok {
		r, err := o.OpenAt(ctx, key)
		if !errors.Is(err, errors.ErrUnsupported) {
			return r, err
		}
	}
	info, err := s.Stat(ctx, key)
	if err != nil {
		return nil, err
	}
	return &requests{ctx: ctx, s: s, info: info}, nil
}

// requests reads by one request each time.
type requests struct {
	ctx  context.Context // of the one who opened; io.ReaderAt has no other way
	s    Store
	info Info
}

func (r *requests) Size() int64  { return r.info.Size }
func (r *requests) Close() error { return nil }

func (r *requests) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, fmt.Errorf("read %s: negative offset %d", r.info.Key, off)
	}
	if len(p) == 0 {
		return 0, nil
	}
	src, err := r.s.Open(r.ctx, r.info.Key, off, int64(len(p)))
	if err != nil {
		return 0, err
	}
	defer src.Close()
	n, err := io.ReadFull(src, p)
	if errors.Is(err, io.ErrUnexpectedEOF) && off+int64(n) >= r.info.Size {
		err = io.EOF
	}
	return n, err
}

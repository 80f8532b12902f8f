package sealed

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
)

var _ store.AtOpener = (*Store)(nil)

// OpenAt reads by chunks of the inner object, of which it keeps the last one.
func (s *Store) OpenAt(ctx context.Context, key string) (store.ReaderAt, error) {
	if err := check(key); err != nil {
		return nil, err
	}
	src, err := store.OpenAt(ctx, s.inner, key+seal.Suffix)
	if errors.Is(err, store.ErrNotExist) {
		if _, err := s.statClear(ctx, key); err != nil {
			return nil, err
		}
		return store.OpenAt(ctx, s.inner, key)
	}
	if err != nil {
		return nil, err
	}
	r, err := s.readerAt(ctx, key, src)
	if err != nil {
		src.Close()
		return nil, fmt.Errorf("open %s: %w", key, err)
	}
	return &readerAt{r, src, key}, nil
}

func (s *Store) readerAt(ctx context.Context, key string, src store.ReaderAt) (*seal.ReaderAt, error) {
	h, k, err := s.verify(ctx, key, io.NewSectionReader(src, 0, src.Size()))
	if err != nil {
		return nil, err
	}
	return seal.NewReaderAt(src, src.Size(), h, k, s.context(key, k))
}

type readerAt struct {
	*seal.ReaderAt
	src store.ReaderAt
	key string
}

func (r *readerAt) ReadAt(p []byte, off int64) (int, error) {
	n, err := r.ReaderAt.ReadAt(p, off)
	if err != nil && err != io.EOF {
		err = fmt.Errorf("read %s: %w", r.key, err)
	}
	return n, err
}

func (r *readerAt) Close() error { return r.src.Close() }

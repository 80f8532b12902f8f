package file

import (
	"context"
	"io"
	"os"

	"github.com/camonica/camonica/store"
)

var _ store.AtOpener = (*Store)(nil)

// OpenAt gives the file itself.
func (s *Store) OpenAt(ctx context.Context, key string) (store.ReaderAt, error) {
	f, err := s.openFile(ctx, key)
	if err != nil {
		return nil, err
	}
	i, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	return &readerAt{f, f, i.Size()}, nil
}

type readerAt struct {
	io.ReaderAt
	f    *os.File
	size int64
}

func (r *readerAt) Size() int64  { return r.size }
func (r *readerAt) Close() error { return r.f.Close() }

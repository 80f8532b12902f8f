package store

import (
	"context"
	"errors"
	"io"
	"iter"
	"strings"
)

// Sub is the part of s below the folder prefix, which ends with a slash or is
// empty. Its keys are those of s without the prefix.
func Sub(s Store, prefix string) Store {
	if prefix == "" {
		return s
	}
	if inner, ok := s.(*sub); ok {
		return &sub{inner.s, inner.prefix + prefix}
	}
	return &sub{s, prefix}
}

type sub struct {
	s      Store
	prefix string
}

var (
	_ Store    = (*sub)(nil)
	_ Copier   = (*sub)(nil)
	_ AtOpener = (*sub)(nil)
)

func (s *sub) strip(i Info) Info {
	i.Key = strings.TrimPrefix(i.Key, s.prefix)
	return i
}

func (s *sub) Put(ctx context.Context, key string, r io.Reader) (Info, error) {
	if err := CheckKey(key); err != nil {
		return Info{}, err
	}
	i, err := s.s.Put(ctx, s.prefix+key, r)
	return s.strip(i), err
}

func (s *sub) Open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	if err := CheckKey(key); err != nil {
		return nil, err
	}
	return s.s.Open(ctx, s.prefix+key, off, n)
}

func (s *sub) Stat(ctx context.Context, key string) (Info, error) {
	if err := CheckKey(key); err != nil {
		return Info{}, err
	}
	i, err := s.s.Stat(ctx, s.prefix+key)
	return s.strip(i), err
}

func (s *sub) List(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		for i, err := range s.s.List(ctx, s.prefix+prefix) {
			if !yield(s.strip(i), err) {
				return
			}
		}
	}
}

func (s *sub) Delete(ctx context.Context, key string) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	return s.s.Delete(ctx, s.prefix+key)
}

// CopyFrom passes the request on, with src as the store that it is a part of.
func (s *sub) CopyFrom(ctx context.Context, src Store, srcKey, dstKey string) (Info, error) {
	c, ok := s.s.(Copier)
	if !ok {
		return Info{}, errors.ErrUnsupported
	}
	if inner, ok := src.(*sub); ok {
		src, srcKey = inner.s, inner.prefix+srcKey
	}
	i, err := c.CopyFrom(ctx, src, srcKey, s.prefix+dstKey)
	return s.strip(i), err
}

// OpenAt is that of the store that it is a part of.
func (s *sub) OpenAt(ctx context.Context, key string) (ReaderAt, error) {
	if err := CheckKey(key); err != nil {
		return nil, err
	}
	return OpenAt(ctx, s.s, s.prefix+key)
}

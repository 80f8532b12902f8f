package store

import (
	"context"
	"errors"
	"fmt"
)

// Copy copies an object between stores. A dst that is a Copier and can, does it
// without the bytes passing through us; else they are read and written.
// ErrNotExist, ErrExists.
func Copy(ctx context.Context, dst Store, dstKey string, src Store, srcKey string) (Info, error) {
	if c, ok := dst.(Copier); ok {
		info, err := c.CopyFrom(ctx, src, srcKey, dstKey)
		if !errors.Is(err, errors.ErrUnsupported) {
			return info, err
		}
	}
	r, err := src.Open(ctx, srcKey, 0, -1)
	if err != nil {
		return Info{}, fmt.Errorf("copy %s: %w", srcKey, err)
	}
	defer r.Close()
	info, err := dst.Put(ctx, dstKey, r)
	if err != nil {
		return Info{}, fmt.Errorf("copy %s to %s: %w", srcKey, dstKey, err)
	}
	return info, nil
}

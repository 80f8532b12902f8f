package store

import (
	"bytes"
	"context"
	"fmt"
	"io"
)

// ReadAll reads an object of at most limit bytes, for documents that are held
// in memory.
func ReadAll(ctx context.Context, s Store, key string, limit int64) ([]byte, error) {
	r, err := s.Open(ctx, key, 0, -1)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	if int64(len(b)) > limit {
		return nil, fmt.Errorf("read %s: longer than %d bytes", key, limit)
	}
	return b, nil
}

// PutBytes creates an object from b.
func PutBytes(ctx context.Context, s Store, key string, b []byte) (Info, error) {
	return s.Put(ctx, key, bytes.NewReader(b))
}

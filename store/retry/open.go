package retry

import (
	"context"
	"io"
)

// Open repeats the request, and goes on where a stream broke off.
func (s *Store) Open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	r := &reader{s: s, ctx: ctx, key: key, off: off, n: n}
	if err := s.do(ctx, r.open); err != nil {
		return nil, err
	}
	return r, nil
}

// A reader knows what is still to come of an open range.
type reader struct {
	s      *Store
	ctx    context.Context
	key    string
	off, n int64
	src    io.ReadCloser // nil after it broke off
	broken int           // times in a row, without a byte between
}

func (r *reader) open() error {
	src, err := r.s.inner.Open(r.ctx, r.key, r.off, r.n)
	if err != nil {
		return err
	}
	r.src = src
	return nil
}

func (r *reader) Read(p []byte) (int, error) {
	for {
		if r.src == nil {
			if err := r.s.do(r.ctx, r.open); err != nil {
				return 0, err
			}
		}
		n, err := r.src.Read(p)
		if n > 0 {
			r.broken = 0
			r.off += int64(n)
			if r.n > 0 {
				r.n -= int64(n)
			}
		}
		if err == nil || err == io.EOF || !temporary(err) {
			return n, err
		}
		r.broken++
		if r.broken >= r.s.p.Attempts || r.s.pause(r.ctx, r.broken, err) != nil {
			return n, err
		}
		r.src.Close()
		r.src = nil
		if n > 0 {
			return n, nil
		}
	}
}

func (r *reader) Close() error {
	if r.src == nil {
		return nil
	}
	return r.src.Close()
}

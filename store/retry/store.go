package retry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"time"

	"github.com/camonica/camonica/store"
)

// Policy bounds what is tried.
type Policy struct {
	Attempts int           // of each request, the first one included
	Base     time.Duration // longest pause before the second attempt; doubles
	Max      time.Duration // longest pause
}

// DefaultPolicy tries for about half a minute.
var DefaultPolicy = Policy{Attempts: 8, Base: 200 * time.Millisecond, Max: 20 * time.Second}

// Store repeats requests to another store.
type Store struct {
	inner store.Store
	p     Policy
}

var (
	_ store.Store  = (*Store)(nil)
	_ store.Copier = (*Store)(nil)
)

// New wraps inner.
func New(inner store.Store, p Policy) *Store { return &Store{inner, p} }

// do runs f until it succeeds, fails for good, or has failed often enough.
func (s *Store) do(ctx context.Context, f func() error) error {
	for attempt := 1; ; attempt++ {
		err := f()
		if err == nil || attempt >= s.p.Attempts || !temporary(err) {
			return err
		}
		if cancelled := s.pause(ctx, attempt, err); cancelled != nil {
			return errors.Join(cancelled, err)
		}
	}
}

// temporary tells whether a request may be tried again.
func temporary(err error) bool {
	var t interface{ Temporary() bool }
	if errors.As(err, &t) {
		return t.Temporary()
	}
	var after interface{ RetryAfter() time.Duration }
	return errors.As(err, &after)
}

// pause waits for a random time up to a bound that doubles, or for as long as
// the server asks, within the policy.
func (s *Store) pause(ctx context.Context, attempt int, err error) error {
	bound := s.p.Max
	if shift := attempt - 1; shift < 30 {
		bound = min(bound, s.p.Base<<shift)
	}
	wait := time.Duration(0)
	if bound > 0 {
		wait = rand.N(bound)
	}
	var after interface{ RetryAfter() time.Duration }
	if errors.As(err, &after) {
		wait = max(wait, min(after.RetryAfter(), s.p.Max))
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// Put repeats what it can: always when nothing of r was read yet, else only if
// r can go back to where it began (io.Seeker). An attempt that failed after it
// had all of r may have made the object all the same; a repeat that finds one
// compares the two.
func (s *Store) Put(ctx context.Context, key string, r io.Reader) (store.Info, error) {
	src := newSource(r)
	var info store.Info
	err := s.do(ctx, func() error {
		made := src.whole
		if err := src.rewind(); err != nil {
			return err
		}
		var err error
		info, err = s.inner.Put(ctx, key, src)
		if errors.Is(err, store.ErrExists) && made {
			info, err = s.adopt(ctx, key, src)
		}
		if err != nil && temporary(err) && !src.canRewind() {
			return &final{err}
		}
		return err
	})
	var f *final
	if errors.As(err, &f) {
		err = f.err
	}
	return info, err
}

// final marks an error that would be tried again if that were possible.
type final struct{ err error }

func (f *final) Error() string   { return f.err.Error() }
func (f *final) Temporary() bool { return false }

// adopt accepts the object of an earlier attempt if it is what we wanted.
func (s *Store) adopt(ctx context.Context, key string, src *source) (store.Info, error) {
	if err := src.rewind(); err != nil {
		return store.Info{}, err
	}
	want, err := digest(src)
	if err != nil {
		return store.Info{}, err
	}
	r, err := s.Open(ctx, key, 0, -1)
	if err != nil {
		return store.Info{}, err
	}
	defer r.Close()
	got, err := digest(r)
	if err != nil {
		return store.Info{}, err
	}
	if got != want {
		return store.Info{}, store.ErrExists
	}
	info, err := s.Stat(ctx, key)
	info.SHA256 = want
	return info, err
}

// Stat describes an object.
func (s *Store) Stat(ctx context.Context, key string) (info store.Info, err error) {
	err = s.do(ctx, func() error {
		info, err = s.inner.Stat(ctx, key)
		return err
	})
	return info, err
}

// Delete removes an object.
func (s *Store) Delete(ctx context.Context, key string) error {
	return s.do(ctx, func() error { return s.inner.Delete(ctx, key) })
}

// List goes on behind the last key it yielded.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[store.Info, error] {
	return func(yield func(store.Info, error) bool) {
		last, stopped := "", false
		err := s.do(ctx, func() error {
			for i, err := range s.inner.List(ctx, prefix) {
				if err != nil {
					return err
				}
				if i.Key <= last {
					continue
				}
				last = i.Key
				if !yield(i, nil) {
					stopped = true
					return nil
				}
			}
			return nil
		})
		if err != nil && !stopped {
			yield(store.Info{}, err)
		}
	}
}

// CopyFrom hands the request to the inner store, with the inner store of src
// where src is wrapped too.
func (s *Store) CopyFrom(ctx context.Context, src store.Store, srcKey, dstKey string) (info store.Info, err error) {
	c, ok := s.inner.(store.Copier)
	if !ok {
		return store.Info{}, errors.ErrUnsupported
	}
	if from, ok := src.(*Store); ok {
		src = from.inner
	}
	failed := false
	err = s.do(ctx, func() error {
		info, err = c.CopyFrom(ctx, src, srcKey, dstKey)
		if errors.Is(err, store.ErrExists) && failed {
			// Ours or another's: let the caller read and compare.
			return fmt.Errorf("after a failed attempt: %w", err)
		}
		failed = err != nil
		return err
	})
	return info, err
}

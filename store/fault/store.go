package fault

import (
	"context"
	"errors"
	"io"
	"iter"
	"math/rand/v2"
	"sync"

	"github.com/camonica/camonica/store"
)

// Plan says what goes wrong. Chances are between 0 and 1.
type Plan struct {
	Seed uint64
	// Errors is the chance that a request fails before it does anything.
	Errors float64
	// LateErrors is the chance that a Put, Delete or copy is done and an error
	// reported all the same.
	LateErrors float64
	// Breaks is the chance that a stream breaks off with an error.
	Breaks float64
	// Cuts is the chance that a stream ends early as if it were whole.
	Cuts float64
	// Flips is the chance that one bit of what Open reads is another.
	Flips float64
	// Within is how many bytes a stream gives at most before one of these
	// happens; 0 is 256 KiB. Streams that are shorter come through.
	Within int
	// CrashAfter is the number of requests after which every one fails for
	// good and unfinished Puts leave nothing; 0 is never.
	CrashAfter int
}

// ErrCrashed: the process counts as dead.
var ErrCrashed = errors.New("fault: crashed")

// An Error passes: the request may be tried again.
type Error struct{ Op, Key string }

func (e *Error) Error() string   { return "fault: " + e.Op + " " + e.Key }
func (e *Error) Temporary() bool { return true }

// Store fails according to a plan.
type Store struct {
	inner store.Store
	plan  Plan

	mu       sync.Mutex
	rnd      *rand.Rand
	requests int
}

var (
	_ store.Store  = (*Store)(nil)
	_ store.Copier = (*Store)(nil)
)

// New wraps inner.
func New(inner store.Store, p Plan) *Store {
	return &Store{inner: inner, plan: p, rnd: rand.New(rand.NewPCG(p.Seed, 0))}
}

// Requests is how many there were so far.
func (s *Store) Requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// begin counts a request and decides whether it fails.
func (s *Store) begin(op, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	if s.crashed() {
		return ErrCrashed
	}
	if s.rnd.Float64() < s.plan.Errors {
		return &Error{op, key}
	}
	return nil
}

func (s *Store) crashed() bool { return s.plan.CrashAfter > 0 && s.requests > s.plan.CrashAfter }

// alive is ErrCrashed from the moment of the crash on.
func (s *Store) alive() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.crashed() {
		return ErrCrashed
	}
	return nil
}

func (s *Store) end(op, key string) error {
	if s.chance(s.plan.LateErrors) {
		return &Error{op, key}
	}
	return nil
}

func (s *Store) chance(p float64) bool {
	if p <= 0 {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rnd.Float64() < p
}

func (s *Store) within() int {
	if s.plan.Within > 0 {
		return s.plan.Within
	}
	return 256 << 10
}

func (s *Store) number(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rnd.IntN(n)
}

// Put fails before it reads, while it reads, or after it is done.
func (s *Store) Put(ctx context.Context, key string, r io.Reader) (store.Info, error) {
	if err := s.begin("put", key); err != nil {
		return store.Info{}, err
	}
	src := io.Reader(&checked{r, s})
	if s.chance(s.plan.Breaks) {
		src = &broken{r: src, left: s.number(s.within()), err: &Error{"put", key}}
	}
	info, err := s.inner.Put(ctx, key, src)
	if err == nil {
		err = s.end("put", key)
	}
	return info, err
}

// Open fails, or gives a stream that will.
func (s *Store) Open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	if err := s.begin("open", key); err != nil {
		return nil, err
	}
	inner, err := s.inner.Open(ctx, key, off, n)
	if err != nil {
		return nil, err
	}
	src := io.Reader(&checked{inner, s})
	if s.chance(s.plan.Flips) {
		src = &flipped{r: src, at: s.number(s.within()), bit: byte(1) << s.number(8)}
	}
	if s.chance(s.plan.Cuts) {
		src = &broken{r: src, left: s.number(s.within()), err: io.EOF}
	}
	if s.chance(s.plan.Breaks) {
		src = &broken{r: src, left: s.number(s.within()), err: &Error{"read", key}}
	}
	return struct {
		io.Reader
		io.Closer
	}{src, inner}, nil
}

// Stat fails or describes an object.
func (s *Store) Stat(ctx context.Context, key string) (store.Info, error) {
	if err := s.begin("stat", key); err != nil {
		return store.Info{}, err
	}
	return s.inner.Stat(ctx, key)
}

// List fails at its beginning or on the way.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[store.Info, error] {
	return func(yield func(store.Info, error) bool) {
		if err := s.begin("list", prefix); err != nil {
			yield(store.Info{}, err)
			return
		}
		left := -1
		if s.chance(s.plan.Breaks) {
			left = s.number(10)
		}
		for i, err := range s.inner.List(ctx, prefix) {
			if left == 0 && err == nil {
				i, err = store.Info{}, &Error{"list", prefix}
			}
			if !yield(i, err) || err != nil {
				return
			}
			left--
		}
	}
}

// Delete fails before or after it is done.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := s.begin("delete", key); err != nil {
		return err
	}
	if err := s.inner.Delete(ctx, key); err != nil {
		return err
	}
	return s.end("delete", key)
}

// CopyFrom fails before or after it is done.
func (s *Store) CopyFrom(ctx context.Context, src store.Store, srcKey, dstKey string) (store.Info, error) {
	c, ok := s.inner.(store.Copier)
	if !ok {
		return store.Info{}, errors.ErrUnsupported
	}
	if err := s.begin("copy", dstKey); err != nil {
		return store.Info{}, err
	}
	if from, ok := src.(*Store); ok {
		src = from.inner
	}
	info, err := c.CopyFrom(ctx, src, srcKey, dstKey)
	if err == nil {
		err = s.end("copy", dstKey)
	}
	return info, err
}

package iglu

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options of a Set. The zero value is ready for use.
type Options struct {
	// Answers keeps the first answer for each key; nil keeps them in memory only.
	Answers Answers

	// FailEvents makes an outage a *ResolutionError, as R108 did, instead of an
	// *OutageError.
	FailEvents bool

	Tries      int          // requests per registry and lookup; 0 is 5
	MaxUnknown int          // keys without schema that are asked for; 0 is 10,000
	Log        *slog.Logger // warnings about schemas; nil is none

	// The clock, for tests.
	Now    func() time.Time
	Sleep  func(context.Context, time.Duration) error
	Random func() float64
}

func (o *Options) setDefaults() {
	if o.Tries == 0 {
		o.Tries = 5
	}
	if o.MaxUnknown == 0 {
		o.MaxUnknown = maxUnknownKeys
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Random == nil {
		o.Random = rand.Float64
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}

// A Set finds schemas in registries, compiles them once and keeps them, and
// keeps what is missing or bad as well, so that a process gives one answer per
// key. All workers share it.
type Set struct {
	sources  []*Source
	opts     Options
	cache    cache
	lists    listCache
	unknown  atomic.Int64 // keys that no registry had
	notAsked atomic.Int64

	mu      sync.Mutex
	flights map[Key]*flight
}

// A flight is a lookup under way; others who want the same key wait for it.
type flight struct {
	done chan struct{}
	e    *entry // nil if err is to be seen
	err  error
}

// entry is a final answer: a schema, or a *ResolutionError or *SchemaError.
type entry struct {
	schema  *Schema
	err     error
	expires time.Time // zero for never
}

// NewSet returns a Set over the sources, which are in the order of the
// configuration.
func NewSet(sources []Source, opts Options) *Set {
	opts.setDefaults()
	s := &Set{opts: opts, flights: make(map[Key]*flight)}
	for i := range sources {
		src := sources[i]
		s.sources = append(s.sources, &src)
	}
	return s
}

// Order returns the names of the registries in the order in which they are
// asked for schemas of the vendor.
func (s *Set) Order(vendor string) []string {
	var out []string
	for _, src := range order(s.sources, vendor) {
		out = append(out, src.Name)
	}
	return out
}

// NotAsked returns how many lookups were answered with missing because too many
// unknown keys had been asked for.
func (s *Set) NotAsked() int64 { return s.notAsked.Load() }

// Schema returns the compiled schema published under k. Errors are
// *ResolutionError, *SchemaError (both fail the event), *OutageError (stops the
// run), that of ctx, or one of Options.Answers.
func (s *Set) Schema(ctx context.Context, k Key) (*Schema, error) {
	return s.byURI(ctx, k.String(), k)
}

// ByURI is Schema for the text of an Iglu URI, or a *URIError. A schema that was
// found before costs no lock and no allocation. The text is not kept.
func (s *Set) ByURI(ctx context.Context, uri string) (*Schema, error) {
	if e := s.hit(uri); e != nil {
		return e.schema, e.err
	}
	uri = strings.Clone(uri)
	k, err := ParseKey(uri)
	if err != nil {
		return nil, err
	}
	return s.byURI(ctx, uri, k)
}

func (s *Set) hit(uri string) *entry {
	e := s.cache.get(uri)
	if e == nil || !e.expires.IsZero() && s.opts.Now().After(e.expires) {
		return nil
	}
	return e
}

func (s *Set) byURI(ctx context.Context, uri string, k Key) (*Schema, error) {
	for {
		s.mu.Lock()
		if e := s.hit(uri); e != nil {
			s.mu.Unlock()
			return e.schema, e.err
		}
		f, waiting := s.flights[k]
		if !waiting {
			f = &flight{done: make(chan struct{})}
			s.flights[k] = f
		}
		s.mu.Unlock()
		if !waiting {
			s.fly(ctx, f, uri, k)
		}
		select {
		case <-f.done:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		switch {
		case f.e != nil:
			return f.e.schema, f.e.err
		case waiting && (errors.Is(f.err, context.Canceled) || errors.Is(f.err, context.DeadlineExceeded)):
			continue // the one who asked gave up; ask again
		}
		return nil, f.err
	}
}

func (s *Set) fly(ctx context.Context, f *flight, uri string, k Key) {
	f.err = errors.New("iglu: lookup broken off")
	defer func() {
		s.mu.Lock()
		delete(s.flights, k)
		s.mu.Unlock()
		close(f.done)
	}()
	var keep bool
	f.e, keep, f.err = s.resolve(ctx, k)
	if keep {
		s.cache.put(uri, f.e)
	}
}

// outageRest is how long an outage is remembered if events fail because of it.
const outageRest = time.Minute

// resolve gives the answer for a key that is not in the cache.
func (s *Set) resolve(ctx context.Context, k Key) (e *entry, keep bool, err error) {
	a, known, err := s.stored(ctx, k)
	if err != nil {
		return nil, false, err
	}
	if !known {
		if s.unknown.Load() >= int64(s.opts.MaxUnknown) {
			s.notAsked.Add(1)
			return &entry{err: &ResolutionError{Key: k, NotAsked: true}}, false, nil
		}
		a, err = s.find(ctx, k)
		if out := (*OutageError)(nil); s.opts.FailEvents && errors.As(err, &out) {
			failed := &ResolutionError{Key: k, History: out.History, Outage: true}
			return &entry{err: failed, expires: s.opts.Now().Add(outageRest)}, true, nil
		}
		if err != nil {
			return nil, false, err
		}
		if a, err = s.store(ctx, k, a); err != nil {
			return nil, false, err
		}
	}
	if a.Missing {
		s.unknown.Add(1)
	}
	schema, err := a.schema(k)
	if schema != nil {
		s.warn(k, &a, schema)
	}
	return &entry{schema: schema, err: err}, true, nil
}

func (s *Set) warn(k Key, a *Answer, schema *Schema) {
	if a.Fallback {
		s.opts.Log.Warn("schema taken from a later registry", "schema", k.String(), "registry", a.Registry)
	}
	for _, w := range schema.warnings {
		s.opts.Log.Warn("odd schema", "schema", k.String(), "registry", a.Registry, "path", w.Path, "problem", w.Message)
	}
}

func (s *Set) stored(ctx context.Context, k Key) (Answer, bool, error) {
	if s.opts.Answers == nil {
		return Answer{}, false, nil
	}
	a, ok, err := s.opts.Answers.Get(ctx, k)
	if err != nil {
		return Answer{}, false, fmt.Errorf("read schema answer: %w", err)
	}
	return a, ok, nil
}

func (s *Set) store(ctx context.Context, k Key, a Answer) (Answer, error) {
	if s.opts.Answers == nil {
		return a, nil
	}
	a, err := s.opts.Answers.Put(ctx, k, a)
	if err != nil {
		return Answer{}, fmt.Errorf("write schema answer: %w", err)
	}
	return a, nil
}

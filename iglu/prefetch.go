package iglu

import (
	"context"
	"errors"
	"sync"
)

// maxParallel is how many lookups Prefetch and Probe have under way at once.
const maxParallel = 8

// Prefetch looks the schemas up in parallel, so that they are at hand when
// events come. That some are missing or bad is no error: it shows when they are
// asked for. The error is the first that would stop a run.
func (s *Set) Prefetch(ctx context.Context, keys []Key) error {
	errs := make([]error, len(keys))
	s.parallel(len(keys), func(i int) {
		_, err := s.Schema(ctx, keys[i])
		var missing *ResolutionError
		var bad *SchemaError
		if !errors.As(err, &missing) && !errors.As(err, &bad) {
			errs[i] = err
		}
	})
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// A Probed is a registry's answer to Probe.
type Probed struct {
	Registry string
	Err      error // nil if the registry answered, be it that it has no such schema
}

// Probe asks every registry for one schema and tells which of them do not
// answer. Nothing is kept.
func (s *Set) Probe(ctx context.Context, k Key) []Probed {
	out := make([]Probed, len(s.sources))
	s.parallel(len(s.sources), func(i int) {
		src := s.sources[i]
		_, err := s.ask(ctx, &tried{source: src}, k)
		if errors.Is(err, ErrNotFound) {
			err = nil
		}
		out[i] = Probed{Registry: src.Name, Err: err}
	})
	return out
}

func (s *Set) parallel(n int, f func(i int)) {
	slots := make(chan struct{}, maxParallel)
	var wg sync.WaitGroup
	for i := range n {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			f(i)
		})
	}
	wg.Wait()
}

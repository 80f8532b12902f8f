package run_test

import (
	"context"
	"fmt"
	"io"
	"iter"
	"sync"
	"testing"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/load/loadtest"
	"github.com/camonica/camonica/run"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/fault"
)

// A crash ends a process at a request, whichever of its stores it goes to.
type crash struct {
	mu       sync.Mutex
	requests int
	at       int  // requests that are done; 0 = no end of them
	late     bool // the last one is done, and the process does not hear of it
}

// begin says whether the request is done, and err what the process hears.
func (c *crash) begin() (do bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests++
	switch {
	case c.at == 0 || c.requests < c.at:
		return true, nil
	case c.requests == c.at:
		return c.late, fault.ErrCrashed
	}
	return false, fault.ErrCrashed
}

// dying is a store of a process that will crash.
type dying struct {
	store.Store
	c *crash
}

// dyingOf makes the stores of such a process.
func dyingOf(c *crash) func(store.Store) store.Store {
	return func(st store.Store) store.Store { return dying{st, c} }
}

func (d dying) Put(ctx context.Context, key string, r io.Reader) (store.Info, error) {
	do, err := d.c.begin()
	if !do {
		return store.Info{}, err
	}
	info, perr := d.Store.Put(ctx, key, r)
	if err == nil {
		err = perr
	}
	return info, err
}

func (d dying) Open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	if _, err := d.c.begin(); err != nil {
		return nil, err
	}
	return d.Store.Open(ctx, key, off, n)
}

func (d dying) Stat(ctx context.Context, key string) (store.Info, error) {
	if _, err := d.c.begin(); err != nil {
		return store.Info{}, err
	}
	return d.Store.Stat(ctx, key)
}

func (d dying) List(ctx context.Context, prefix string) iter.Seq2[store.Info, error] {
	if _, err := d.c.begin(); err != nil {
		return func(yield func(store.Info, error) bool) { yield(store.Info{}, err) }
	}
	return d.Store.List(ctx, prefix)
}

func (d dying) Delete(ctx context.Context, key string) error {
	do, err := d.c.begin()
	if !do {
		return err
	}
	if derr := d.Store.Delete(ctx, key); err == nil {
		err = derr
	}
	return err
}

// A process may die at any request: the next one brings the warehouse to what an
// undisturbed run puts there, and no object is left behind.
func TestCrashAtEveryRequest(t *testing.T) {
	each(t, func(t *testing.T, sealed bool) {
		calm := newShop(t, sealed)
		calm.fill(40, 3, logs...)
		var c crash
		calm.wrap = func(s store.Store) store.Store { return dying{s, &c} }
		calm.run(run.Options{})
		total := c.requests
		calm.wrap = func(s store.Store) store.Store { return s }
		want, left := calm.rows("warehouse"), leftovers(calm)

		step := max(1, total/24)
		if testing.Short() {
			step = max(1, total/8)
		}
		for i, at := 0, 1; at <= total; i, at = i+1, at+step {
			s := newShop(t, sealed)
			s.fill(40, 3, logs...)
			c := crash{at: at, late: i%2 == 1}
			s.wrap = func(st store.Store) store.Store { return dying{st, &c} }
			what := fmt.Sprintf("crash at request %d of %d", at, total)
			if _, err := s.executor(run.Options{}).Run(t.Context()); err == nil {
				t.Errorf("%s: the run ended well", what)
				continue
			} else if o := run.OutcomeOf(err); o != run.Failed {
				t.Errorf("%s: outcome %d: %v", what, o, err)
			}
			s.wrap = func(st store.Store) store.Store { return st }
			// A crash before the first manifest leaves nothing to resume, one
			// after the last nothing to do.
			_, err := s.executor(run.Options{}).Run(t.Context())
			if err != nil && run.OutcomeOf(err) != run.NoData {
				t.Errorf("%s: then: %v", what, err)
				continue
			}
			loadtest.Same(t, what, s.rows("warehouse"), want)
			if got := leftovers(s); got != left {
				t.Errorf("%s: objects left\n got %s\nwant %s", what, got, left)
			}
		}
	})
}

// leftovers counts the objects of the locations that a finished run has emptied
// or filled.
func leftovers(s *shop) string {
	b := &s.config.AWS.S3.Buckets
	text := ""
	for _, l := range []config.Location{b.Raw.In[0], b.Raw.In[1], b.Raw.Processing, b.Raw.Archive, b.Enriched.Good,
		b.Enriched.Bad, b.Enriched.Archive, b.Shredded.Good, b.Shredded.Bad, b.Shredded.Archive} {
		text += fmt.Sprintf("%d ", len(s.keysOf(l)))
	}
	return text
}

// Whatever stores do, a run ends with an error or with the right result.
func TestFaultyStores(t *testing.T) {
	each(t, func(t *testing.T, sealed bool) {
		calm := newShop(t, sealed)
		calm.fill(60, 5, logs...)
		calm.run(run.Options{})
		want := calm.rows("warehouse")

		for seed := range uint64(6) {
			s := newShop(t, sealed)
			s.fill(60, 5, logs...)
			n, failures := seed<<32, 0
			var mu sync.Mutex
			plan := fault.Plan{Errors: 0.004, LateErrors: 0.004, Breaks: 0.004, Cuts: 0.006, Within: 12 << 10}
			s.wrap = func(st store.Store) store.Store {
				mu.Lock()
				defer mu.Unlock()
				n++
				p := plan
				p.Seed = n
				return fault.New(st, p)
			}
			for {
				_, err := s.executor(run.Options{}).Run(t.Context())
				if err == nil || run.OutcomeOf(err) == run.NoData {
					break
				}
				if o := run.OutcomeOf(err); o != run.Failed {
					t.Fatalf("seed %d: outcome %d: %v", seed, o, err)
				}
				if failures++; failures > 200 {
					t.Fatalf("seed %d: no end of failures: %v", seed, err)
				}
			}
			s.wrap = func(st store.Store) store.Store { return st }
			t.Logf("seed %d: %d failures before the run ended well", seed, failures)
			loadtest.Same(t, fmt.Sprintf("seed %d after %d failures", seed, failures), s.rows("warehouse"), want)
		}
	})
}

package iglu_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/camonica/camonica/iglu"
)

const event = "iglu:com.acme/event/jsonschema/1-0-0"

// A registryFunc is a registry.
type registryFunc func(k iglu.Key) ([]byte, error)

func (f registryFunc) Lookup(_ context.Context, k iglu.Key) ([]byte, error) { return f(k) }

// passing is an error that goes away.
type passing struct{ after time.Duration }

func (passing) Error() string               { return "down" }
func (passing) Temporary() bool             { return true }
func (p passing) RetryAfter() time.Duration { return p.after }

func answers(answers ...any) registryFunc {
	i := 0
	return func(iglu.Key) ([]byte, error) {
		a := answers[min(i, len(answers)-1)]
		i++
		if err, ok := a.(error); ok {
			return nil, err
		}
		return []byte(a.(string)), nil
	}
}

// slept notes the waits instead of waiting.
func slept(into *[]time.Duration) iglu.Options {
	return iglu.Options{
		Sleep:  func(_ context.Context, d time.Duration) error { *into = append(*into, d); return nil },
		Random: func() float64 { return 0 },
	}
}

func source(name string, r iglu.Registry) iglu.Source {
	return iglu.Source{Name: name, Class: iglu.ClassHTTP, Registry: r}
}

func TestOutcome(t *testing.T) {
	f := func(want string, registries ...iglu.Source) {
		t.Helper()
		var waits []time.Duration
		set := iglu.NewSet(registries, slept(&waits))
		_, err := set.ByURI(context.Background(), event)
		var missing *iglu.ResolutionError
		var bad *iglu.SchemaError
		var out *iglu.OutageError
		got := "found"
		switch {
		case errors.As(err, &missing):
			got = "missing"
		case errors.As(err, &bad):
			got = "bad"
		case errors.As(err, &out):
			got = "outage"
		case err != nil:
			got = err.Error()
		}
		if got != want {
			t.Errorf("outcome %s, want %s (%v)", got, want, err)
		}
	}
	ok, none, down := answers(`{}`), answers(iglu.ErrNotFound), answers(passing{})
	broken, bad := answers(iglu.ErrBroken), answers(`{"type":"nothing"}`)
	central := func(name string, r iglu.Registry) iglu.Source {
		return iglu.Source{Name: name, Class: iglu.ClassHTTP, Central: true, Registry: r}
	}
	f("found", source("a", none), source("b", ok))
	f("found", source("a", down), source("b", ok))
	f("found", source("a", bad), source("b", ok))
	f("found", source("a", answers(passing{}, passing{}, `{}`)))
	f("missing", source("a", none), source("b", none))
	f("missing", central("a", down), central("b", none))
	f("outage", central("a", down), central("b", down))
	f("outage", source("a", none), source("b", down))
	f("outage", source("a", none), source("b", broken))
	f("outage", source("a", bad), source("b", down))
	f("bad", source("a", none), source("b", bad))
}

func TestRetries(t *testing.T) {
	var waits []time.Duration
	set := iglu.NewSet([]iglu.Source{source("a", answers(passing{}, passing{90 * time.Second}, passing{}))}, slept(&waits))
	_, err := set.ByURI(context.Background(), event)
	var out *iglu.OutageError
	if !errors.As(err, &out) || out.History[0].Attempts != 5 {
		t.Fatalf("%v, want an outage after 5 attempts", err)
	}
	want := []time.Duration{500 * time.Millisecond, time.Minute, 2 * time.Second, 4 * time.Second}
	if fmt.Sprint(waits) != fmt.Sprint(want) {
		t.Errorf("waits %v, want %v", waits, want)
	}
}

func TestFailEvents(t *testing.T) {
	now := time.Unix(0, 0)
	opts := slept(new([]time.Duration))
	opts.FailEvents, opts.Tries, opts.Now = true, 1, func() time.Time { return now }
	set := iglu.NewSet([]iglu.Source{source("a", answers(passing{}, `{}`))}, opts)
	for range 3 {
		_, err := set.ByURI(context.Background(), event)
		var missing *iglu.ResolutionError
		if !errors.As(err, &missing) || !missing.Outage {
			t.Fatalf("%v, want a resolution error", err)
		}
	}
	now = now.Add(2 * time.Minute)
	for range 3 {
		if _, err := set.ByURI(context.Background(), event); err != nil {
			t.Fatalf("after the outage: %v", err)
		}
	}
}

func TestOneFlight(t *testing.T) {
	var asked atomic.Int64
	gate := make(chan struct{})
	set := iglu.NewSet([]iglu.Source{source("a", registryFunc(func(iglu.Key) ([]byte, error) {
		asked.Add(1)
		<-gate
		return []byte(`{}`), nil
	}))}, iglu.Options{})
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := set.ByURI(context.Background(), event); err != nil {
				t.Error(err)
			}
		})
	}
	close(gate)
	wg.Wait()
	if n := asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

// TestLeaderGivesUp: who waits for another's lookup asks itself if that one is
// cancelled.
func TestLeaderGivesUp(t *testing.T) {
	started := make(chan struct{})
	var first atomic.Bool
	ctx, cancel := context.WithCancel(context.Background())
	set := iglu.NewSet([]iglu.Source{source("a", registryFunc(func(iglu.Key) ([]byte, error) {
		if first.CompareAndSwap(false, true) {
			close(started)
			<-ctx.Done()
			return nil, ctx.Err()
		}
		return []byte(`{}`), nil
	}))}, iglu.Options{})
	done := make(chan error)
	go func() {
		_, err := set.ByURI(ctx, event)
		done <- err
	}()
	<-started
	go func() {
		_, err := set.ByURI(context.Background(), event)
		done <- err
	}()
	time.Sleep(10 * time.Millisecond)
	cancel()
	var failed int
	for range 2 {
		if err := <-done; errors.Is(err, context.Canceled) {
			failed++
		} else if err != nil {
			t.Error(err)
		}
	}
	if failed != 1 {
		t.Errorf("%d callers failed, want the one who gave up", failed)
	}
}

func TestUnknownKeysAreLimited(t *testing.T) {
	asked := 0
	opts := iglu.Options{MaxUnknown: 10}
	set := iglu.NewSet([]iglu.Source{source("a", registryFunc(func(iglu.Key) ([]byte, error) {
		asked++
		return nil, iglu.ErrNotFound
	}))}, opts)
	for i := range 30 {
		_, err := set.ByURI(context.Background(), fmt.Sprintf("iglu:com.acme/event%d/jsonschema/1-0-0", i))
		var missing *iglu.ResolutionError
		if !errors.As(err, &missing) || missing.NotAsked != (i >= 10) {
			t.Fatalf("key %d: %v", i, err)
		}
	}
	if asked != 10 || set.NotAsked() != 20 {
		t.Errorf("asked %d, not asked %d", asked, set.NotAsked())
	}
}

// memory keeps answers as a run does, in JSON.
type memory struct {
	mu sync.Mutex
	m  map[iglu.Key][]byte
}

func (s *memory) Get(_ context.Context, k iglu.Key) (a iglu.Answer, ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.m[k]
	if ok {
		err = json.Unmarshal(b, &a)
	}
	return a, ok, err
}

func (s *memory) Put(ctx context.Context, k iglu.Key, a iglu.Answer) (iglu.Answer, error) {
	if first, ok, err := s.Get(ctx, k); ok {
		return first, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := json.Marshal(a)
	s.m[k] = b
	return a, err
}

// TestFirstAnswerHolds: two processes of a run give one answer, though the
// registry changes its mind.
func TestFirstAnswerHolds(t *testing.T) {
	shared := &memory{m: make(map[iglu.Key][]byte)}
	f := func(r iglu.Registry, want string) {
		t.Helper()
		set := iglu.NewSet([]iglu.Source{source("a", r)}, iglu.Options{Answers: shared})
		s, err := set.ByURI(context.Background(), event)
		if err != nil || string(s.Raw()) != want {
			t.Errorf("%v, %v; want %s", s, err, want)
		}
	}
	f(answers(`{"title":"first"}`), `{"title":"first"}`)
	f(answers(`{"title":"second"}`), `{"title":"first"}`)
	f(answers(iglu.ErrNotFound), `{"title":"first"}`)

	var histories []string
	missing := "iglu:com.acme/none/jsonschema/1-0-0"
	for _, r := range []iglu.Registry{answers(iglu.ErrNotFound), answers(`{}`)} {
		set := iglu.NewSet([]iglu.Source{source("a", r)}, iglu.Options{Answers: shared})
		_, err := set.ByURI(context.Background(), missing)
		var re *iglu.ResolutionError
		if !errors.As(err, &re) || len(re.History) != 1 {
			t.Fatalf("%v, want the first answer: missing", err)
		}
		b, err := json.Marshal(re)
		if err != nil {
			t.Fatal(err)
		}
		histories = append(histories, string(b))
	}
	if histories[0] != histories[1] {
		t.Errorf("failed events differ: %s", histories)
	}
}

func TestSuperseded(t *testing.T) {
	old, newer := `{"$supersededBy":"1-0-1","title":"old"}`, `{"type":"object","required":["a"]}`
	set := iglu.NewSet([]iglu.Source{source("a", registryFunc(func(k iglu.Key) ([]byte, error) {
		if k.Version.Addition == 0 {
			return []byte(old), nil
		}
		return []byte(newer), nil
	}))}, iglu.Options{})
	s, err := set.ByURI(context.Background(), event)
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := s.SupersededBy(); !ok || v.String() != "1-0-1" || s.Key().String() != event || string(s.Raw()) != old {
		t.Errorf("superseded by %v, %v; key %s, raw %s", v, ok, s.Key(), s.Raw())
	}
	if s.Validate(parse(t, `{}`)) == nil || s.Validate(parse(t, `{"a":1}`)) != nil {
		t.Error("not validated against the newer version")
	}
}

func TestPrefetchAndProbe(t *testing.T) {
	key := func(name string) iglu.Key {
		return iglu.Key{Vendor: "com.acme", Name: name, Format: "jsonschema", Version: iglu.Version{Model: 1}}
	}
	registry := registryFunc(func(k iglu.Key) ([]byte, error) {
		switch k.Name {
		case "missing":
			return nil, iglu.ErrNotFound
		case "bad":
			return []byte(`{"type":5}`), nil
		case "denied":
			return nil, iglu.ErrDenied
		}
		return []byte(`{}`), nil
	})
	set := iglu.NewSet([]iglu.Source{source("a", registry), source("b", answers(iglu.ErrNotFound))}, iglu.Options{})
	if err := set.Prefetch(context.Background(), []iglu.Key{key("event"), key("missing"), key("bad")}); err != nil {
		t.Error(err)
	}
	var out *iglu.OutageError
	if err := set.Prefetch(context.Background(), []iglu.Key{key("event"), key("denied")}); !errors.As(err, &out) {
		t.Errorf("%v, want an outage", err)
	}
	if got := set.Probe(context.Background(), key("missing")); got[0].Err != nil || got[1].Err != nil {
		t.Errorf("probe %v", got)
	}
	if got := set.Probe(context.Background(), key("denied")); !errors.Is(got[0].Err, iglu.ErrDenied) || got[1].Err != nil {
		t.Errorf("probe %v", got)
	}
}

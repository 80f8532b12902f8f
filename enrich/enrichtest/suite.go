package enrichtest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/pageuri"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

// An Input is an event before the enrichment.
type Input struct {
	Columns  map[string]string
	Params   []payload.Pair
	Headers  []string
	Derived  []event.Entity
	Page     string // address; also gives the querystring of the page
	Referrer string
}

// A Result is what an enrichment made of an event.
type Result struct {
	Columns map[string]string // that are not empty
	Derived []event.Entity
	Dropped bool
	Err     error
}

// A Work is the memory of one event, as a worker of enrich has it.
type Work struct {
	enrich.Work
	event   event.Event
	raw     adapter.Raw
	payload payload.Payload
	query   []byte
}

// NewWork returns empty memory for the worker of that number.
func NewWork(worker int) *Work {
	w := new(Work)
	w.Event, w.Raw, w.Worker = &w.event, &w.raw, worker
	w.raw.Payload = &w.payload
	return w
}

// Set puts an event into the memory. All its strings are copies.
func (w *Work) Set(in *Input) {
	w.event.Reset()
	w.payload.Reset()
	w.raw.Params, w.Drop = w.raw.Params[:0], false
	w.PageQuery = w.PageQuery[:0]
	for name, v := range in.Columns {
		c, ok := event.ByName(name)
		if !ok {
			panic("enrichtest: no column " + name)
		}
		w.event.SetBytes(c, []byte(v))
	}
	for _, p := range in.Params {
		w.raw.Params = append(w.raw.Params, payload.Pair{
			Name: w.event.Keep([]byte(p.Name)), Value: payload.Text{Value: w.event.Keep([]byte(p.Value.Value)), Set: p.Value.Set},
		})
	}
	for _, h := range in.Headers {
		w.payload.Headers = append(w.payload.Headers, w.event.Keep([]byte(h)))
	}
	for _, d := range in.Derived {
		d.Schema, d.Data = w.event.Keep([]byte(d.Schema)), w.event.Keep([]byte(d.Data))
		w.event.Derived = append(w.event.Derived, d)
	}
	w.Page, w.Referrer = pageuri.URI{}, pageuri.URI{}
	if in.Page != "" {
		w.Page = pageuri.Parse(w.event.Keep([]byte(in.Page)))
		w.PageQuery, w.query = w.Page.Pairs(w.PageQuery, w.query[:0], "")
	}
	if in.Referrer != "" {
		w.Referrer = pageuri.Parse(w.event.Keep([]byte(in.Referrer)))
	}
}

// Run enriches one event.
func (w *Work) Run(e enrich.Enrichment, in *Input) Result {
	w.Set(in)
	return w.enrich(e)
}

func (w *Work) enrich(e enrich.Enrichment) Result {
	err := e.Enrich(context.Background(), &w.Work)
	r := w.state()
	r.Err = err
	return r
}

// state returns a copy of what the event is.
func (w *Work) state() Result {
	r := Result{Columns: map[string]string{}, Dropped: w.Drop}
	for c := range event.Table {
		if s := w.event.Get(event.Column(c)); s != "" {
			r.Columns[event.Column(c).String()] = strings.Clone(s)
		}
	}
	for _, d := range w.event.Derived {
		r.Derived = append(r.Derived, event.Entity{Schema: strings.Clone(d.Schema), Data: strings.Clone(d.Data), Rank: d.Rank})
	}
	return r
}

// Run runs the suite. Inputs should have events that set much, little, and, if
// the enrichment fails events, some that fail; secrets are texts in them that
// must not come out in the text of an error. allocs is how many allocations an
// event may cost on average once everything has been seen.
func Run(t *testing.T, e enrich.Enrichment, inputs []Input, secrets []string, allocs float64) {
	t.Helper()
	inputs = append(slices.Clone(inputs), Input{})
	var want []Result
	for i := range inputs {
		want = append(want, NewWork(0).Run(e, &inputs[i]))
	}
	t.Run("errors tell nothing", func(t *testing.T) { telling(t, want, secrets) })
	t.Run("ahead", func(t *testing.T) { ahead(t, e, inputs, want) })
	t.Run("keeps nothing", func(t *testing.T) { reuse(t, e, inputs, want) })
	t.Run("many goroutines", func(t *testing.T) { parallel(t, e, inputs, want) })
	t.Run("does not grow", func(t *testing.T) { grow(t, e, inputs, allocs) })
}

func telling(t *testing.T, want []Result, secrets []string) {
	for _, r := range want {
		if r.Err == nil {
			continue
		}
		var f *enrich.Failure
		for _, s := range secrets {
			if strings.Contains(r.Err.Error(), s) || errors.As(r.Err, &f) && strings.Contains(f.Want, s) {
				t.Errorf("the text of an error tells what an event holds: %s", s)
			}
		}
	}
}

// ahead lets the enrichment fetch what it knows, which changes nothing.
func ahead(t *testing.T, e enrich.Enrichment, inputs []Input, want []Result) {
	a, ok := e.(enrich.Ahead)
	if !ok {
		return
	}
	w := NewWork(0)
	for i := range inputs {
		w.Set(&inputs[i])
		before := w.state()
		a.Ahead(&w.Work)
		if after := w.state(); !after.equal(before) {
			t.Errorf("input %d: Ahead made %+v of %+v", i, after, before)
		}
		if got := w.enrich(e); !got.equal(want[i]) {
			t.Errorf("input %d: got %+v after Ahead, want %+v", i, got, want[i])
		}
	}
}

// reuse enriches one event after the other in the same memory, which is
// overwritten between them.
func reuse(t *testing.T, e enrich.Enrichment, inputs []Input, want []Result) {
	w := NewWork(0)
	junk := Input{Columns: map[string]string{"page_title": strings.Repeat("#", 4000)}}
	for range 3 {
		for i := range inputs {
			if got := w.Run(e, &inputs[i]); !got.equal(want[i]) {
				t.Errorf("input %d: got %+v, want %+v", i, got, want[i])
			}
			w.Set(&junk)
		}
	}
}

func parallel(t *testing.T, e enrich.Enrichment, inputs []Input, want []Result) {
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			w := NewWork(worker)
			for i := range 200 {
				n := (i + worker) % len(inputs)
				if got := w.Run(e, &inputs[n]); !got.equal(want[n]) {
					t.Errorf("worker %d, input %d: got %+v, want %+v", worker, n, got, want[n])
					return
				}
			}
		})
	}
	wg.Wait()
}

func grow(t *testing.T, e enrich.Enrichment, inputs []Input, allocs float64) {
	if racing {
		t.Skip("allocations are not counted under the race detector")
	}
	w := NewWork(0)
	for i := range inputs {
		w.Set(&inputs[i])
		base := testing.AllocsPerRun(100, func() { w.Set(&inputs[i]) })
		got := testing.AllocsPerRun(100, func() {
			w.Set(&inputs[i])
			_ = e.Enrich(context.Background(), &w.Work)
		})
		if got-base > allocs {
			t.Errorf("input %d: %v allocations per event, want at most %v", i, got-base, allocs)
		}
	}
}

func (r Result) equal(o Result) bool {
	text := func(err error) string {
		if err == nil {
			return ""
		}
		return err.Error()
	}
	return maps.Equal(r.Columns, o.Columns) && slices.Equal(r.Derived, o.Derived) && r.Dropped == o.Dropped && text(r.Err) == text(o.Err)
}

package explain_test

import (
	"context"
	"errors"
	"testing"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/explain"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

// A stepFunc is an enrichment made of a function.
type stepFunc func(w *enrich.Work) error

func (f stepFunc) Enrich(_ context.Context, w *enrich.Work) error { return f(w) }

// explained is a stepFunc that says what it goes by.
type explained struct{ stepFunc }

func (explained) Explain(*enrich.Work) enrich.Explanation {
	return enrich.Explanation{Reads: []event.Column{event.AppID}, Note: "why"}
}

const line = "2024-05-06\t07:08:09\t-\t43\t192.0.2.1\tGET\t192.0.2.7\t/i\t200\t-\tagent\te=pv&aid=shop&p=web&tv=js-3&eid=c6ef3124-b53a-4b13-a233-000000000001"

// record enriches one line with the steps and returns what the recorder took.
func record(t *testing.T, text string, steps ...enrich.Step) []*explain.Event {
	t.Helper()
	schemas := enrichtest.Schemas()
	o := enrich.DefaultOptions()
	var err error
	if o.Format, err = payload.ByName("clj-tomcat"); err != nil {
		t.Fatal(err)
	}
	o.Adapter, o.Schemas, o.Steps = adapter.NewRegistry(schemas), schemas, steps
	o.Time, o.Version = 1700000000000, "1.2.3"
	var got []*explain.Event
	r := &explain.Recorder{Line: explain.Line(&o), Take: func(e *explain.Event) error { got = append(got, e); return nil }}
	o.Tracer = r
	e, err := enrich.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.NewWorker(0).Record(context.Background(), []byte(text), 0, r); err != nil {
		t.Fatal(err)
	}
	if err := r.EndRecord(); err != nil {
		t.Fatal(err)
	}
	return got
}

func step(name string, e enrich.Enrichment) enrich.Step {
	return enrich.Step{Name: name, Order: enrich.OrderJavaScript, Enrichment: e}
}

func find(t *testing.T, e *explain.Event, name string) *explain.Step {
	t.Helper()
	for i := range e.Steps {
		if e.Steps[i].Name == name {
			return &e.Steps[i]
		}
	}
	t.Fatalf("no step %s", name)
	return nil
}

func TestRecorder(t *testing.T) {
	got := record(t, line,
		step("sets", explained{func(w *enrich.Work) error {
			w.Event.Set(event.AppID, "other")
			w.Event.Derived = append(w.Event.Derived, event.Entity{Schema: "iglu:com.acme/none/jsonschema/1-0-0", Data: `{"a":1}`})
			return nil
		}}),
		step("idle", stepFunc(func(*enrich.Work) error { return nil })),
	)
	if len(got) != 1 || got[0].Number != 1 || got[0].Outcome != explain.Good || got[0].ID != "c6ef3124-b53a-4b13-a233-000000000001" {
		t.Fatalf("got %+v", got)
	}
	s := find(t, got[0], "sets")
	if len(s.Changes) != 1 || s.Changes[0] != (explain.Change{Column: "app_id", Old: "shop", New: "other"}) {
		t.Errorf("changes %+v", s.Changes)
	}
	if len(s.Added) != 1 || string(s.Added[0].Data) != `{"a":1}` || len(s.Reads) != 1 || s.Reads[0].Value != "shop" || s.Note != "why" {
		t.Errorf("step %+v", s)
	}
	if !find(t, got[0], "idle").Idle() {
		t.Error("a step that does nothing is not idle")
	}
	if s := find(t, got[0], "derived_contexts"); len(s.Removed) != 1 || len(s.Added) != 1 || len(s.Changes) != 1 {
		t.Errorf("an invalid entity is not told of: %+v", s)
	}
	if first := got[0].Steps[0]; first.Name != "input" || len(first.Changes) < 5 {
		t.Errorf("first step %+v", first)
	}
}

func TestRecorderFailed(t *testing.T) {
	calls := step("calls", stepFunc(func(*enrich.Work) error { panic("must be spared") }))
	calls.Order, calls.Calls = enrich.OrderAPI, true
	got := record(t, line, step("fails", stepFunc(func(*enrich.Work) error { return errors.New("no luck") })), calls)
	if len(got) != 1 || got[0].Outcome != explain.Failed || got[0].Family != "enrichment_failures" || len(got[0].Failures) != 1 {
		t.Fatalf("got %+v", got)
	}
	if f := find(t, got[0], "fails").Failure; f == nil || f.Text != "no luck" {
		t.Errorf("failure %+v", f)
	}
	if s := find(t, got[0], "calls"); !s.Spared || s.Note == "" {
		t.Errorf("step %+v", s)
	}
	got = record(t, "nothing")
	if len(got) != 1 || got[0].Outcome != explain.Failed || len(got[0].Steps) != 0 {
		t.Errorf("no event: %+v", got)
	}
}

func TestRecorderDropped(t *testing.T) {
	got := record(t, line,
		step("drops", stepFunc(func(w *enrich.Work) error { w.Drop = true; return nil })),
		step("after", stepFunc(func(*enrich.Work) error { panic("must be left out") })))
	if len(got) != 1 || got[0].Outcome != explain.Dropped || !find(t, got[0], "drops").Drops || !find(t, got[0], "after").Spared {
		t.Errorf("got %+v", got)
	}
}

package enrich_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

func unstruct(inner string) string {
	return `{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":` + inner + `}`
}

func contexts(entities ...string) string {
	return `{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1","data":[` + strings.Join(entities, ",") + `]}`
}

func entity(name, data string) string {
	return `{"schema":"iglu:com.acme/` + name + `","data":` + data + `}`
}

func TestUnstructuredEvent(t *testing.T) {
	out, _ := record(t, newWorker(t, nil), get("e", "ue", "ue_pr", " "+unstructData))
	if len(out.good) != 1 {
		t.Fatalf("failed: %v", out.lines)
	}
	row := out.good[0]
	if got := column(row, event.UnstructEvent); got != unstructData {
		t.Errorf("unstruct_event = %s", got)
	}
	if got := column(row, event.EventVendor) + "/" + column(row, event.EventName) + "/" + column(row, event.EventVersion); got != "com.acme/click/1-0-0" {
		t.Errorf("schema of the event %s", got)
	}
}

func TestSupersededSchema(t *testing.T) {
	const old, stored = "cart/jsonschema/1-0-0", "cart/jsonschema/1-0-1"
	out, _ := record(t, newWorker(t, nil), get("e", "ue",
		"ue_pr", unstruct(entity(old, `{"b":1.50}`)), "co", contexts(entity(old, `{"a":1}`), entity(old, `{"b":2}`))))
	if len(out.good) != 1 {
		t.Fatalf("failed: %v", out.lines)
	}
	f := func(c event.Column, want string) {
		t.Helper()
		if got := column(out.good[0], c); got != want {
			t.Errorf("%s = %s, want %s", c, got, want)
		}
	}
	f(event.UnstructEvent, unstruct(entity(stored, `{"b":1.50}`)))
	f(event.Contexts, contexts(entity(stored, `{"a":1}`), entity(stored, `{"b":2}`)))
	f(event.EventVersion, "1-0-1")
	f(event.DerivedContexts, contexts(`{"schema":"iglu:com.snowplowanalytics.iglu/validation_info/jsonschema/1-0-0",`+
		`"data":{"originalSchema":"iglu:com.acme/cart/jsonschema/1-0-0","validatedWith":"1-0-1"}}`))
}

func TestInvalidEntities(t *testing.T) {
	w := newWorker(t, nil)
	out, _ := record(t, w, get("co", contexts(
		entity("user/jsonschema/1-0-0", `{"plan":"free"}`),
		entity("user/jsonschema/1-0-0", `{"plan":"gold"}`),
		entity("nowhere/jsonschema/1-0-0", `{}`),
		entity("broken/jsonschema/1-0-0", `{}`),
		entity("user/jsonschema/0-0-0", `{}`),
		entity("cart/jsonschema/1-0-0", `{"c":1}`),
	)))
	if len(out.bad) != 1 || out.bad[0].Family != badrow.SchemaViolations {
		t.Fatalf("got %v %v", out.good, out.lines)
	}
	shapes := []badrow.Shape{badrow.Invalid, badrow.Unresolved, badrow.BadSchema, badrow.NotIglu, badrow.Invalid}
	ms := out.bad[0].Messages
	if len(ms) != len(shapes) {
		t.Fatalf("messages %+v", ms)
	}
	for i := range ms {
		if ms[i].Shape != shapes[i] {
			t.Errorf("message %d has shape %d, want %d", i, ms[i].Shape, shapes[i])
		}
	}
	if ms[1].Lookups[0].Repository != "memory" || ms[4].Superseded != "1-0-1" {
		t.Errorf("messages %+v", ms)
	}
	if got, want := out.bad[0].Event.Get(event.Contexts), contexts(entity("user/jsonschema/1-0-0", `{"plan":"free"}`)); got != want {
		t.Errorf("contexts = %s, want %s", got, want)
	}
}

func TestChangedContextsAreValidatedAgain(t *testing.T) {
	change := func(c event.Column, text string) *output {
		t.Helper()
		out, _ := record(t, newWorker(t, func(o *enrich.Options) {
			o.Steps = []enrich.Step{{Name: "js", Order: enrich.OrderJavaScript, Enrichment: step(func(w *enrich.Work) error {
				w.Event.Set(c, text)
				return nil
			})}}
		}), get("co", contextsData))
		return out
	}
	good := contexts(entity("user/jsonschema/1-0-0", `{"plan":"free"}`))
	if out := change(event.Contexts, good); len(out.good) != 1 || column(out.good[0], event.Contexts) != good {
		t.Errorf("valid contexts: %v %v", out.good, out.lines)
	}
	if out := change(event.Contexts, contexts(entity("user/jsonschema/1-0-0", `{}`))); len(out.bad) != 1 {
		t.Error("invalid contexts were accepted")
	}
	if out := change(event.UnstructEvent, unstruct(`{}`)); len(out.bad) != 1 {
		t.Error("an invalid event was accepted")
	}
}

// panicking is an adapter with a fault.
type panicking struct{}

func (panicking) Adapt(context.Context, *payload.Payload, *adapter.Scratch, func(*adapter.Raw) error) error {
	var m map[string]int
	m["s3cret"] = 1 //nolint:staticcheck // the fault
	return nil
}

func TestPanickingAdapter(t *testing.T) {
	out, counts := record(t, newWorker(t, func(o *enrich.Options) { o.Adapter = panicking{} }), get())
	if counts.In != 1 || len(out.bad) != 1 || out.bad[0].Family != badrow.GenericError || strings.Contains(out.bad[0].Messages[0].Want, "s3cret") {
		t.Errorf("counts %+v, %v", counts, out.lines)
	}
}

// full is an output that takes nothing.
type full struct{}

var errFull = errors.New("disk is full")

func (full) Good(*event.Event) error { return errFull }
func (full) Bad(*badrow.Row) error   { return errFull }

func TestOutputErrorStops(t *testing.T) {
	w := newWorker(t, nil)
	for _, r := range [][]byte{get(), get("tid", "x"), []byte("NOT VALID")} {
		if _, err := w.Record(context.Background(), r, 0, full{}); !errors.Is(err, errFull) {
			t.Errorf("error %v", err)
		}
	}
}

func TestDamaged(t *testing.T) {
	out := new(output)
	counts, err := newWorker(t, nil).Damaged([]byte("abc"), 7, "object ends early", out)
	if err != nil || counts.In != 1 || counts.Failed != 1 || out.bad[0].Family != badrow.FormatViolation || string(out.bad[0].Line) != "abc" {
		t.Errorf("counts %+v, error %v, %v", counts, err, out.lines)
	}
}

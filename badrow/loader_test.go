package badrow_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/event"
)

func TestLoaderFamiliesReadBack(t *testing.T) {
	e := new(event.Event)
	e.Set(event.EventID, "2b1b25a4-c0df-4859-8201-cf21492ad61b")
	e.Set(event.CollectorTstamp, "2014-05-29 18:16:35.000")
	e.Set(event.BRCookies, "1")
	e.Set(event.TRTotal, "10.50")
	e.Set(event.Contexts, `{"schema":"iglu:a/b/jsonschema/1-0-0","data":[]}`)
	f := func(r badrow.Row) {
		t.Helper()
		r.Processor, r.Line = processor, []byte("a\t\"b\"")
		got, err := badrow.Read(r.Append(nil))
		if err != nil {
			t.Fatal(err)
		}
		if r.Family == badrow.LoaderParsing {
			r.Event = nil
		}
		if d := cmp.Diff(&r, got, cmpopts.EquateEmpty(), cmp.Comparer(sameEvent)); d != "" {
			t.Errorf("%s reads back differently (-want +got):\n%s", r.Family, d)
		}
	}
	mismatch := badrow.Message{Shape: badrow.Mismatch, Field: "event_id", Value: badrow.Some("X"), Want: "a UUID"}
	f(badrow.Row{Family: badrow.LoaderParsing, Event: e, Messages: []badrow.Message{mismatch, mismatch}})
	f(badrow.Row{Family: badrow.LoaderParsing, Messages: []badrow.Message{{Shape: badrow.FieldCount, Value: badrow.Some("1"), Want: "more than one field"}}})
	f(badrow.Row{Family: badrow.LoaderParsing, Messages: []badrow.Message{{Shape: badrow.FieldCount, Value: badrow.Some("12"), Want: "more fields than 12"}}})
	f(badrow.Row{Family: badrow.LoaderRuntime, Event: e, Messages: []badrow.Message{{Want: "refused"}}})
	f(badrow.Row{Family: badrow.LoaderIglu, Event: e, Messages: []badrow.Message{{Shape: badrow.Invalid, Schema: "iglu:a/b/jsonschema/1-0-0",
		Reports: []badrow.Report{{Message: "m", Path: "$.a", Keyword: "type", Targets: []string{"string"}}}}}})
}

func sameEvent(a, b *event.Event) bool {
	if a == nil || b == nil {
		return a == b
	}
	return string(a.AppendTSV(nil)) == string(b.AppendTSV(nil))
}

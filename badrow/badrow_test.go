package badrow_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/event"
)

var processor = badrow.Processor{Artifact: "camonica", Version: "1.2.3"}

func rows() map[string]*badrow.Row {
	request := &badrow.Request{
		Vendor: "com.snowplowanalytics.snowplow", Version: "tp2",
		Params:      []badrow.Param{{Name: "e", Value: badrow.Some("pv\t\"x\"")}, {Name: "flag"}},
		ContentType: badrow.Some("application/json"), Source: "ssc", Encoding: "UTF-8",
		Time: 1000000000000, HasTime: true, IP: badrow.Some("192.0.2.1"), UserAgent: badrow.Some("ü"),
		Headers: []string{"Host: a"}, UserID: badrow.Some("7b9a1a5e-58fb-4ee6-b0ba-a4a5e0f57d0e"),
	}
	payload := *request
	payload.Body = badrow.Some(`{"a":1}`)
	e := new(event.Event)
	e.Set(event.AppID, "shop")
	e.Set(event.PageURLPort, "443")
	e.Set(event.GeoLatitude, "12.5")
	e.Set(event.TxnID, "7")
	e.Set(event.SEValue, "1999.00")
	report := badrow.Report{Message: "required property is missing", Path: "$", Keyword: "required", Targets: []string{"a"}}
	row := func(f badrow.Family, ms ...badrow.Message) *badrow.Row {
		return &badrow.Row{Family: f, Time: 1700000000123, Processor: processor, Messages: ms}
	}

	format := row(badrow.FormatViolation, badrow.Message{Shape: badrow.Mismatch, Field: "timestamp", Value: badrow.Some("20yy"), Want: "a date"})
	format.Loader, format.Line = "cloudfront", []byte("NOT \"VALID\"")

	adapter := row(badrow.AdapterFailures,
		badrow.Message{Shape: badrow.Mismatch, Field: "body", Want: "a body"},
		badrow.Message{Shape: badrow.Mapping, Value: badrow.Some("x"), Want: "a known type", Known: []badrow.Param{{Name: "a", Value: badrow.Some("iglu:a/b/jsonschema/1-0-0")}}})
	adapter.Request = &payload

	tracker := row(badrow.TrackerViolations,
		badrow.Message{Shape: badrow.FieldError, Field: "body", Value: badrow.Some("{"), Want: "not JSON"},
		badrow.Message{Shape: badrow.Criterion, Schema: "iglu:a/b/jsonschema/1-0-0", Criterion: "iglu:a/c/jsonschema/1-0-*"})
	tracker.Request = &payload

	schema := row(badrow.SchemaViolations,
		badrow.Message{Shape: badrow.NotIglu, JSON: `{"foo":[1,null]}`, Want: badrow.InvalidDataPayload},
		badrow.Message{Shape: badrow.Invalid, Schema: "iglu:a/b/jsonschema/1-0-0", Reports: []badrow.Report{report}, Superseded: "1-0-1"},
		badrow.Message{Shape: badrow.BadSchema, Schema: "iglu:a/b/jsonschema/1-0-2", Reports: []badrow.Report{{Message: "no type", Path: "$.type"}}},
		badrow.Message{Shape: badrow.Unresolved, Schema: "iglu:a/b/jsonschema/1-0-3", Lookups: []badrow.Lookup{{
			Repository: "central", Attempts: 2, Last: 1700000000000, Errors: []badrow.LookupError{{Kind: "NotFound"}, {Kind: "RepoFailure", Message: "status 500"}},
		}}})
	schema.Request, schema.Event, schema.Line, schema.WithLine, schema.Index = request, e, []byte("line"), true, 3

	enrichment := row(badrow.EnrichmentFailures,
		badrow.Message{Want: "it broke", Enrichment: "iglu:a/b/jsonschema/1-0-0", Identifier: "b"},
		badrow.Message{Shape: badrow.Mismatch, Field: "event", Value: badrow.Some("x"), Want: "a known type"})
	enrichment.Request, enrichment.Event, enrichment.Index = request, e, 1

	size := row(badrow.SizeViolation, badrow.TooLarge(20, 10))
	size.Line, size.Size, size.MaxSize = []byte("abc"), 20, 10

	generic := row(badrow.GenericError, badrow.Message{Want: "panic"})
	generic.Line = []byte("x\ty")

	return map[string]*badrow.Row{
		"format": format, "adapter": adapter, "tracker": tracker, "schema": schema,
		"enrichment": enrichment, "size": size, "generic": generic,
	}
}

func TestReadBack(t *testing.T) {
	for name, want := range rows() {
		line := want.Append(nil)
		got, err := badrow.Read(line)
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, line)
			continue
		}
		opts := cmp.Options{cmpopts.EquateEmpty(), cmp.Comparer(func(a, b *event.Event) bool {
			return string(a.AppendTSV(nil)) == string(b.AppendTSV(nil))
		})}
		if want.Event == nil {
			opts = cmp.Options{cmpopts.EquateEmpty(), cmpopts.IgnoreFields(badrow.Row{}, "Event")}
		}
		if d := cmp.Diff(want, got, opts); d != "" {
			t.Errorf("%s: Read(Append) differs (-want +got):\n%s", name, d)
		}
	}
}

func TestAppendR108(t *testing.T) {
	for name, r := range rows() {
		line := r.AppendR108(nil)
		if !json.Valid(line) {
			t.Errorf("%s: not JSON: %s", name, line)
		}
		got, err := badrow.Read(line)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Family != badrow.R108 || len(got.Messages) == 0 {
			t.Errorf("%s: got %+v", name, got)
		}
		if r.Family != badrow.SizeViolation && string(got.Line) != string(r.Line) {
			t.Errorf("%s: line %q, want %q", name, got.Line, r.Line)
		}
	}
}

func TestBinaryRecord(t *testing.T) {
	r := &badrow.Row{Family: badrow.GenericError, Processor: processor, Line: []byte{0xff, 0, 1}, Binary: true, Messages: []badrow.Message{{Want: "x"}}}
	got, err := badrow.Read(r.Append(nil))
	if err != nil {
		t.Fatal(err)
	}
	b, err := got.Record(true)
	if err != nil || string(b) != "\xff\x00\x01" {
		t.Errorf("Record = %q, %v", b, err)
	}
}

func TestReasonsHoldNoValues(t *testing.T) {
	const secret = "s3cret"
	for s := badrow.Plain; s <= badrow.Mapping; s++ {
		m := badrow.Message{Shape: s, Field: "f", Value: badrow.Some(secret), JSON: `"` + secret + `"`, Want: "w", Reports: []badrow.Report{{Message: "m"}}}
		re := m.Reason()
		if re.Text == "" || re.Text == secret || re.Field == secret || re.Schema == secret {
			t.Errorf("shape %d: reason %+v", s, re)
		}
	}
}

func TestShrinkR108(t *testing.T) {
	got, err := badrow.ShrinkR108([]byte(`{"line":"abc","errors":["e"],"x":1}`))
	if err != nil || string(got) != `{"size":35,"errors":["e"],"x":1}` {
		t.Errorf("got %s, %v", got, err)
	}
	for _, bad := range []string{``, `[]`, `{`} {
		if _, err := badrow.ShrinkR108([]byte(bad)); err == nil {
			t.Errorf("ShrinkR108(%q) gave no error", bad)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, r := range rows() {
		f.Add(r.Append(nil))
		f.Add(r.AppendR108(nil))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		r, err := badrow.Read(line)
		if err != nil {
			return
		}
		if out := r.Append(nil); r.Family.Schema() != "" && !json.Valid(out) {
			t.Errorf("written row is not JSON: %s", out)
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	r := rows()["schema"]
	var dst []byte
	b.ReportAllocs()
	for b.Loop() {
		dst = r.Append(dst[:0])
	}
}

package enrich_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/payload"
)

// record runs one record and checks the identity of the counts.
func record(t *testing.T, w *enrich.Worker, r []byte) (*output, enrich.Counts) {
	t.Helper()
	out := new(output)
	counts, err := w.Record(context.Background(), r, 5, out)
	if err != nil {
		t.Fatal(err)
	}
	if counts.In != counts.Good+counts.Failed+counts.Skipped {
		t.Errorf("counts do not add up: %+v", counts)
	}
	if int(counts.Good) != len(out.good) || int(counts.Failed) != len(out.bad) {
		t.Errorf("counts %+v, but %d good and %d bad", counts, len(out.good), len(out.bad))
	}
	return out, counts
}

func TestGoodEvent(t *testing.T) {
	out, _ := record(t, newWorker(t, nil), batch(1))
	if len(out.good) != 1 {
		t.Fatalf("failed: %v", out.lines)
	}
	f := func(c event.Column, want string) {
		t.Helper()
		if got := column(out.good[0], c); got != want {
			t.Errorf("%s = %q, want %q", c, got, want)
		}
	}
	f(event.AppID, "shop")
	f(event.EventType, "page_view")
	f(event.ETLTstamp, "2023-11-14 22:13:20.000")
	f(event.CollectorTstamp, "2024-05-06 07:08:09.000")
	f(event.DerivedTstamp, "2024-05-06 07:08:08.544")
	f(event.EventID, "c6ef3124-b53a-4b13-a233-000000000000")
	f(event.VCollector, "clj-tomcat")
	f(event.VETL, "camonica-1.2.3")
	f(event.UserIPAddress, "192.0.2.7")
	f(event.UserAgent, "Mozilla/5.0 (X11)")
	f(event.PageURLHost, "shop.example")
	f(event.PageURLPort, "443")
	f(event.PageURLQuery, "utm_source=news&utm_medium=email&page=2")
	f(event.RefrURLHost, "www.search.example")
	f(event.DvceScreenHeight, "1080")
	f(event.EventName, "page_view")
	f(event.EventVersion, "1-0-0")
	f(event.Contexts, strings.Replace(contextsData, "contexts/jsonschema/1-0-0", "contexts/jsonschema/1-0-1", 1))
}

func TestParameters(t *testing.T) {
	w := newWorker(t, nil)
	good := func(c event.Column, want string, params ...string) {
		t.Helper()
		out, _ := record(t, w, get(params...))
		if len(out.good) != 1 {
			t.Errorf("%v: failed: %v", params, out.lines)
			return
		}
		if got := column(out.good[0], c); got != want {
			t.Errorf("%v: %s = %q, want %q", params, c, got, want)
		}
	}
	good(event.UserIPAddress, "", "ip", "")
	good(event.UserIPAddress, "198.51.100.1", "ip", "198.51.100.1, 10.0.0.1")
	good(event.TxnID, "19539", "tid", "019539")
	good(event.TxnID, "", "tid", "null")
	good(event.SECategory, "new", "se_ca", "new", "ev_ca", "old")
	good(event.SEValue, "1", "ev_va", "2", "se_va", "1")
	good(event.SEProperty, "old", "ev_pr", "old")
	good(event.TIName, "nm", "ti_nm", "nm", "ti_na", "na")
	good(event.NetworkUserID, "third", "tnuid", "third", "nuid", "second")
	good(event.NetworkUserID, "", "nuid", "-")
	good(event.PageTitle, "a    b", "page", "a\tb\n")
	good(event.PageURL, "https://shop.example/start", "url", "")
	good(event.RefrDomainUserID, "abc", "url", "http://a.example/?_sp=abc.bad")
	good(event.EventVendor, "com.snowplowanalytics.snowplow", "unknown_parameter", "x")

	bad := func(field string, params ...string) {
		t.Helper()
		out, _ := record(t, w, get(params...))
		if len(out.bad) != 1 || out.bad[0].Family != badrow.SchemaViolations {
			t.Errorf("%v: want a failed event, got %v %v", params, out.good, out.lines)
			return
		}
		m := out.bad[0].Messages[0]
		if m.Field != field && (len(m.Reports) == 0 || m.Reports[0].Path != field) {
			t.Errorf("%v: got %+v, want field %s", params, m, field)
		}
	}
	bad("tid", "tid", "")
	bad("se_va", "se_va", "1,5")
	bad("ev_va", "ev_va", "x", "se_va", "1")
	bad("co", "co", "{", "cx", "e30")
	bad("ue_pr", "ue_pr", `{"a":1} x`)
	bad("eid", "eid", "no uuid")
	bad("res", "res", "1x")
}

func TestBatch(t *testing.T) {
	r := line("", `{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[`+
		trackerEvent(0)+`,{"e":"xx","p":"web","tv":"a"},`+trackerEvent(1)+`,{"e":"pv","p":"web","tv":"a","tid":"x"}]}`)
	out, counts := record(t, newWorker(t, nil), r)
	if counts.In != 4 || counts.Good != 2 || counts.Failed != 2 {
		t.Fatalf("counts %+v: %v", counts, out.lines)
	}
	first, second := out.bad[0], out.bad[1]
	if first.Index != 1 || second.Index != 3 || string(first.Line) != string(r) || second.WithLine {
		t.Errorf("got events %d and %d, line with the first %t, with the second %t", first.Index, second.Index, first.WithLine, second.WithLine)
	}
	if len(first.Request.Params) != 3 || first.Event == nil || first.Event.Get(event.VTracker) != "a" {
		t.Errorf("raw event %+v", first.Request)
	}
}

func TestFamilies(t *testing.T) {
	w := newWorker(t, nil)
	f := func(want badrow.Family, r []byte) {
		t.Helper()
		out, counts := record(t, w, r)
		if counts.In != 1 || len(out.bad) != 1 || out.bad[0].Family != want {
			t.Errorf("%.60q: counts %+v, %v, want %s", r, counts, out.lines, want)
		}
	}
	f(badrow.FormatViolation, []byte("NOT VALID"))
	f(badrow.TrackerViolations, line("", `{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[{"e":"pv"}]}`))
	f(badrow.TrackerViolations, line("", `{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-99","data":[]}`))
	f(badrow.TrackerViolations, line("", `{"schema":"iglu:com.acme/user/jsonschema/1-0-0","data":[]}`))
	f(badrow.TrackerViolations, line("", `{"data":[]}`))
	f(badrow.TrackerViolations, line("", `{`))
	f(badrow.AdapterFailures, []byte(strings.Replace(string(get()), "\t/i\t", "\t/com.nobody/v9\t", 1)))
	f(badrow.EnrichmentFailures, get("cv", ""))
	f(badrow.EnrichmentFailures, get("e", "ad"))
	f(badrow.SchemaViolations, get("p", "fridge", "cv", ""))
}

func TestEventIDs(t *testing.T) {
	w := newWorker(t, nil)
	ids := func(number uint64) []string {
		t.Helper()
		out := new(output)
		r := line("", `{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[{"e":"pv","p":"web","tv":"a"},{"e":"pv","p":"web","tv":"a"}]}`)
		if _, err := w.Record(context.Background(), r, number, out); err != nil {
			t.Fatal(err)
		}
		return []string{column(out.good[0], event.EventID), column(out.good[1], event.EventID)}
	}
	a, again, b := ids(1), ids(1), ids(2)
	if a[0] != again[0] || a[1] != again[1] {
		t.Errorf("ids of one record differ: %v, %v", a, again)
	}
	if a[0] == a[1] || a[0] == b[0] {
		t.Errorf("ids repeat: %v, %v", a, b)
	}
	if len(a[0]) != 36 || a[0][14] != '5' {
		t.Errorf("%s is no UUID of version 5", a[0])
	}
}

// outage is a registry that does not answer.
type outage struct{}

var errOutage = errors.New("registry is down")

func (outage) ByURI(context.Context, string) (*iglu.Schema, error) { return nil, errOutage }

func TestOutageStops(t *testing.T) {
	w := newWorker(t, func(o *enrich.Options) { o.Schemas = outage{} })
	out := new(output)
	_, err := w.Record(context.Background(), batch(1), 0, out)
	if !errors.Is(err, errOutage) || len(out.bad)+len(out.good) > 0 {
		t.Errorf("error %v, %d failed events", err, len(out.bad))
	}
}

// step makes a step of a function.
type step func(*enrich.Work) error

func (s step) Enrich(_ context.Context, w *enrich.Work) error { return s(w) }

func TestPanicIsOneFailedEvent(t *testing.T) {
	n := 0
	w := newWorker(t, func(o *enrich.Options) {
		o.Steps = []enrich.Step{{Name: "x", Order: enrich.OrderIAB, Enrichment: step(func(*enrich.Work) error {
			if n++; n == 2 {
				panic("s3cret")
			}
			return nil
		})}}
	})
	out, counts := record(t, w, batch(3))
	if counts.Good != 2 || counts.Failed != 1 || out.bad[0].Family != badrow.GenericError {
		t.Fatalf("counts %+v, %v", counts, out.lines)
	}
	if text := out.bad[0].Messages[0].Want; strings.Contains(text, "s3cret") || !strings.Contains(text, "enrich_test.go") {
		t.Errorf("message %q", text)
	}
}

func TestStepOrder(t *testing.T) {
	order := func(late bool, params ...string) string {
		t.Helper()
		var ran []string
		mark := func(name string, at int, calls bool) enrich.Step {
			return enrich.Step{Name: name, Order: at, Calls: calls, Enrichment: step(func(*enrich.Work) error {
				ran = append(ran, name)
				return nil
			})}
		}
		w := newWorker(t, func(o *enrich.Options) {
			o.LateAnonymisation = late
			o.Steps = []enrich.Step{
				mark("pii", enrich.OrderPII, false), mark("api", enrich.OrderAPI, true), mark("sql", enrich.OrderSQL, true),
				mark("anon", enrich.OrderAnonIP, false), mark("lookup", enrich.OrderIPLookups, false),
			}
		})
		record(t, w, get(params...))
		return strings.Join(ran, " ")
	}
	if got, want := order(false), "lookup anon sql api pii"; got != want {
		t.Errorf("order %q, want %q", got, want)
	}
	if got, want := order(true), "lookup sql api anon pii"; got != want {
		t.Errorf("late anonymisation: order %q, want %q", got, want)
	}
	if got, want := order(false, "tid", "x"), "lookup anon pii"; got != want {
		t.Errorf("failed event: order %q, want %q", got, want)
	}
}

func TestStepFailure(t *testing.T) {
	w := newWorker(t, func(o *enrich.Options) {
		o.Steps = []enrich.Step{{
			Name: "x", Identifier: "x-1", Schema: iglu.Key{Vendor: "v", Name: "x", Format: "jsonschema", Version: iglu.Version{Model: 1}},
			Order: enrich.OrderCurrency, Enrichment: step(func(*enrich.Work) error {
				return &enrich.Failure{Field: "tr_total", Value: payload.Some("12"), Want: "a rate"}
			}),
		}}
	})
	out, _ := record(t, w, get())
	if len(out.bad) != 1 || out.bad[0].Family != badrow.EnrichmentFailures {
		t.Fatalf("got %v", out.lines)
	}
	m := out.bad[0].Messages[0]
	if m.Enrichment != "iglu:v/x/jsonschema/1-0-0" || m.Identifier != "x-1" || m.Field != "tr_total" || m.Value.Value != "12" {
		t.Errorf("message %+v", m)
	}
}

func TestDerivedContexts(t *testing.T) {
	derive := func(policy enrich.DerivedPolicy) (*output, enrich.Counts) {
		t.Helper()
		return record(t, newWorker(t, func(o *enrich.Options) {
			o.Derived = policy
			o.Steps = []enrich.Step{{Name: "x", Order: enrich.OrderIAB, Enrichment: step(func(w *enrich.Work) error {
				w.Event.Derived = append(w.Event.Derived,
					event.Entity{Schema: "iglu:com.acme/user/jsonschema/1-0-0", Data: `{"plan":"gold"}`, Rank: enrich.RankIAB},
					event.Entity{Schema: "iglu:com.acme/user/jsonschema/1-0-0", Data: `{"plan":"free"}`, Rank: enrich.RankAPI})
				return nil
			})}}
		}), get())
	}
	const free, gold = `{"schema":"iglu:com.acme/user/jsonschema/1-0-0","data":{"plan":"free"}}`, `{"schema":"iglu:com.acme/user/jsonschema/1-0-0","data":{"plan":"gold"}}`
	const wrapper = `{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1","data":[`

	out, _ := derive(enrich.KeepDerived)
	if got, want := column(out.good[0], event.DerivedContexts), wrapper+free+","+gold+"]}"; got != want {
		t.Errorf("off: got %s, want %s", got, want)
	}
	out, counts := derive(enrich.DropDerived)
	got := column(out.good[0], event.DerivedContexts)
	if !strings.HasPrefix(got, wrapper+`{"schema":"`+badrow.FailureSchema+`","data":{"failureType":"ValidationError"`) || !strings.HasSuffix(got, ","+free+"]}") || counts.Dropped != 1 {
		t.Errorf("drop: got %s, counts %+v", got, counts)
	}
	if out, _ = derive(enrich.FailDerived); len(out.bad) != 1 || out.bad[0].Family != badrow.SchemaViolations {
		t.Errorf("fail: got %v", out.good)
	}
}

func TestLengths(t *testing.T) {
	long := strings.Repeat("é", 101)
	out, counts := record(t, newWorker(t, nil), get("tv", long))
	if counts.Overlong != 1 || column(out.good[0], event.VTracker) != long {
		t.Errorf("accept: counts %+v", counts)
	}
	out, _ = record(t, newWorker(t, func(o *enrich.Options) { o.Lengths, o.EmitFailed = enrich.FailLength, true }), get("tv", long))
	if len(out.bad) != 1 || out.bad[0].Messages[0].Reports[0].Path != "v_tracker" {
		t.Fatalf("fail: got %v", out.lines)
	}
	if len(out.incomplete) != 1 || column(out.incomplete[0], event.VTracker) != "" ||
		!strings.Contains(column(out.incomplete[0], event.DerivedContexts), "atomic_field_length_exceeded") {
		t.Errorf("incomplete: got %v", out.incomplete)
	}
}

func TestNoRowWithoutRequiredColumns(t *testing.T) {
	out, counts := record(t, newWorker(t, func(o *enrich.Options) { o.EmitFailed = true }), get("cv", ""))
	if len(out.bad) != 1 || counts.Incomplete != 0 || len(out.incomplete) != 0 {
		t.Errorf("counts %+v, incomplete %v", counts, out.incomplete)
	}
}

func TestDroppedEventIsSkipped(t *testing.T) {
	w := newWorker(t, func(o *enrich.Options) {
		o.Steps = []enrich.Step{{Name: "js", Order: enrich.OrderJavaScript, Enrichment: step(func(w *enrich.Work) error {
			w.Drop = true
			return nil
		})}}
	})
	if _, counts := record(t, w, get()); counts.Skipped != 1 {
		t.Errorf("counts %+v", counts)
	}
}

func TestOversized(t *testing.T) {
	out := new(output)
	counts, err := newWorker(t, nil).Oversized([]byte("abc"), 2000, 1000, out)
	if err != nil || counts.In != 1 || counts.Failed != 1 || out.bad[0].Family != badrow.SizeViolation || out.bad[0].Size != 2000 {
		t.Errorf("counts %+v, error %v, %v", counts, err, out.lines)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	_, err := enrich.New(enrich.DefaultOptions())
	if err == nil {
		t.Error("options without format were accepted")
	}
}

// maxAllocs is what a record with one event of two entities may allocate, all
// validated: the closure that takes the events, and what finding a schema costs.
const maxAllocs = 12

func TestAllocations(t *testing.T) {
	w, r, out := newWorker(t, nil), batch(1), new(discard)
	n := testing.AllocsPerRun(100, func() {
		if _, err := w.Record(context.Background(), r, 1, out); err != nil {
			t.Fatal(err)
		}
	})
	if n > maxAllocs {
		t.Errorf("%.0f allocations, want at most %d", n, maxAllocs)
	}
}

func FuzzRecord(f *testing.F) {
	f.Add(batch(2))
	f.Add(get("co", contextsData, "ue_pr", unstructData, "e", "ue"))
	f.Add(get("tid", "x", "url", "http://a b/|", "res", "1x2"))
	w := newWorker(f, nil)
	f.Fuzz(func(t *testing.T, r []byte) {
		out, counts := record(t, w, r)
		for _, row := range out.good {
			if n := strings.Count(row, "\t"); n != event.Count-1 || strings.ContainsAny(row, "\n\r") {
				t.Errorf("row with %d tabs", n)
			}
		}
		for _, b := range out.bad {
			if b.Family == badrow.GenericError {
				t.Errorf("panic: %v", b.Messages)
			}
		}
		if counts.In == 0 {
			t.Error("record counted as nothing")
		}
	})
}

func BenchmarkRecord(b *testing.B) {
	w := newWorker(b, nil)
	r := batch(1)
	var n discard
	b.ReportAllocs()
	b.SetBytes(int64(len(r)))
	for b.Loop() {
		if _, err := w.Record(context.Background(), r, 1, &n); err != nil {
			b.Fatal(err)
		}
	}
	if n.bad > 0 {
		b.Fatal("events failed")
	}
}

type discard struct {
	row []byte
	bad int
}

func (d *discard) Good(e *event.Event) error {
	d.row = e.AppendTSV(d.row[:0])
	return nil
}

func (d *discard) Bad(*badrow.Row) error {
	d.bad++
	return nil
}

package loadtest

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/mem"
)

// A Subject is a target under test, empty at first.
type Subject struct {
	Target load.Target
	// Query runs SQL over what is loaded now and gives the values as text, nulls
	// as "NULL".
	Query func(ctx context.Context, query string) ([][]string, error)
}

// Run runs the suite; open makes an empty target.
func Run(t *testing.T, open func(t *testing.T) Subject) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Subject)
	}{
		{"Load", testLoad},
		{"Again", testAgain},
		{"Outage", testOutage},
		{"NewColumn", testNewColumn},
		{"Widening", testWidening},
		{"BadValue", testBadValue},
		{"Count", testCount},
		{"Layouts", testLayouts},
		{"Empty", testEmpty},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

// Event makes a row of the events table from pairs of column and value.
func Event(pairs ...string) string {
	var fields []string
	for _, c := range load.Events().Columns {
		v := ""
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == c.Name {
				v = pairs[i+1]
			}
		}
		fields = append(fields, v)
	}
	return strings.Join(fields, "\t") + "\n"
}

// EventID is a valid id that ends in n.
func EventID(n int) string { return fmt.Sprintf("2b1b25a4-c0df-4859-8201-%012d", n) }

// Entity makes a tabular row of an entity from its data columns.
func Entity(n int, data ...string) string {
	meta := []string{"com.acme", "thing", "jsonschema", "1-0-0", EventID(n), "2018-07-24 12:00:00.000", "events", `["events","thing"]`, "events"}
	return strings.Join(append(meta, data...), "\t") + "\n"
}

// Thing is the table of an entity with the data columns given.
func Thing(columns ...load.Column) load.Table {
	return load.Table{Name: "com_acme_thing_1", Schema: "iglu:com.acme/thing/jsonschema/1-0-0", Columns: append(load.Meta(), columns...)}
}

// Part stores the lines under the key, compressed as the key says, and
// describes them.
func Part(t *testing.T, s store.Store, key string, bin int, l load.Layout, lines ...string) load.Part {
	t.Helper()
	body := []byte(strings.Join(lines, ""))
	var buf bytes.Buffer
	switch {
	case strings.HasSuffix(key, ".gz"):
		w := gzip.NewWriter(&buf)
		w.Write(body)
		w.Close()
		body = buf.Bytes()
	case strings.HasSuffix(key, ".zst"):
		w, err := zstd.NewWriter(&buf)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(body)
		w.Close()
		body = buf.Bytes()
	}
	if _, err := store.PutBytes(t.Context(), s, key, body); err != nil {
		t.Fatal(err)
	}
	return load.Part{Store: s, Key: key, Bin: bin, Layout: l, Rows: int64(len(lines))}
}

// Batch makes a batch of one run with one table.
func Batch(run string, table load.Table, parts ...load.Part) load.Batch {
	return load.Batch{Run: run, Source: "mem", Version: "1.2.3", Tables: []load.Rows{{Table: table, Parts: parts}}}
}

// Mixed makes a batch with events, entities and failed events in several bins.
func Mixed(t *testing.T, run string, n int) load.Batch {
	s := mem.New()
	var events [3][]string
	var things, failed []string
	for i := range n {
		events[i%3] = append(events[i%3], Event("app_id", "shop", "event_id", EventID(i), "collector_tstamp", "2018-07-24 12:00:00.123",
			"tr_total", "18.54", "se_value", "0.1", "br_cookies", "1", "txn_id", fmt.Sprint(i), "page_title", strings.Repeat("ü", i%50), "geo_latitude", "51.5"))
		things = append(things, Entity(i, fmt.Sprint(i), `{"a":[1,2.50]}`))
		failed = append(failed, `{"schema":"iglu:com.snowplowanalytics.snowplow.badrows/schema_violations/jsonschema/2-0-1","data":{"processor":{"artifact":"camonica","version":"1.2.3"},`+
			`"failure":{"timestamp":"2018-07-24T12:00:00.000Z","messages":[{"schemaKey":"iglu:com.acme/x/jsonschema/1-0-0","error":{"error":"ValidationError","dataReports":[{"message":"is missing","path":"$.a"}]}}]},`+
			`"payload":{"enriched":{"app_id":"shop"},"raw":{}}}}`+"\n")
	}
	return load.Batch{Run: run, Source: "mem", Version: "1.2.3", Tables: []load.Rows{
		{Table: load.Events(), Parts: []load.Part{
			Part(t, s, "run="+run+"/atomic-events/part-00000.gz", 0, load.AtomicTSV, events[0]...),
			Part(t, s, "run="+run+"/atomic-events/part-00001.zst", 1, load.AtomicTSV, events[1]...),
			Part(t, s, "run="+run+"/atomic-events/part-00002", 2, load.AtomicTSV, events[2]...),
		}},
		{Table: Thing(load.Column{Name: "n", Type: load.Int, Nullable: true}, load.Column{Name: "j", Type: load.JSON, Nullable: true}),
			Parts: []load.Part{Part(t, s, "run="+run+"/thing/part-00000", 0, load.TabularTSV, things...)}},
		{Table: load.Failed(), Parts: []load.Part{Part(t, s, "run="+run+"/schema_violations/part-00000.gz", 0, load.FailedJSON, failed...)}},
	}}
}

func mustLoad(t *testing.T, s Subject, b load.Batch) load.Receipt {
	t.Helper()
	r, err := s.Target.Load(t.Context(), b)
	if err != nil {
		t.Fatalf("load %s: %v", b.Run, err)
	}
	return r
}

func expect(t *testing.T, s Subject, query, want string) {
	t.Helper()
	rows, err := s.Query(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	lines := make([]string, len(rows))
	for i, r := range rows {
		lines[i] = strings.Join(r, "|")
	}
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("%s:\n%s\nwant\n%s", query, got, want)
	}
}

func testLoad(t *testing.T, s Subject) {
	r := mustLoad(t, s, Mixed(t, "r1", 10))
	if !r.Loaded || r.Rows["events"] != 10 || r.Rows["failed_events"] != 10 || r.Rows["com_acme_thing_1"] != 10 {
		t.Errorf("receipt = %+v", r)
	}
	expect(t, s, "SELECT count(*), sum(txn_id), sum(tr_total) FROM atomic.events", "10|45|185.40")
	expect(t, s, "SELECT app_id, event_id, collector_tstamp, se_value, br_cookies, page_title, geo_latitude, user_id FROM atomic.events WHERE txn_id = 3",
		"shop|"+EventID(3)+"|2018-07-24 12:00:00.123|0.1|true|üüü|51.5|NULL")
	expect(t, s, "SELECT e.txn_id, x.n, x.j, x.schema_name, x.root_tstamp FROM atomic.events e JOIN atomic.com_acme_thing_1 x ON x.root_id = e.event_id WHERE e.txn_id = 7",
		`7|7|{"a":[1,2.50]}|thing|2018-07-24 12:00:00`)
	expect(t, s, "SELECT family, failure_tstamp, schema, field, reason, processor, app_id, source_object, source_line FROM atomic.failed_events WHERE source_line = 2",
		"schema_violations|2018-07-24 12:00:00|iglu:com.acme/x/jsonschema/1-0-0|$.a|is missing|camonica 1.2.3|shop|run=r1/schema_violations/part-00000.gz|2")
	expect(t, s, "SELECT run_key, base, event_count, processor_version FROM atomic.manifest", "r1|mem|10|1.2.3")
}

func testAgain(t *testing.T, s Subject) {
	first := mustLoad(t, s, Mixed(t, "r1", 10))
	again := mustLoad(t, s, Mixed(t, "r1", 10))
	if again.Loaded || again.Digest != first.Digest || again.Rows["events"] != 10 {
		t.Errorf("second load = %+v, first %+v", again, first)
	}
	expect(t, s, "SELECT count(*) FROM atomic.events", "10")
	mustLoad(t, s, Mixed(t, "r2", 5))
	expect(t, s, "SELECT count(*) FROM atomic.events", "15")
	expect(t, s, "SELECT run_key, event_count FROM atomic.manifest ORDER BY 1", "r1|10\nr2|5")
}

// failing is a store that one object can't be read from.
type failing struct {
	store.Store
	key string
}

var errOutage = errors.New("outage")

func (f failing) Open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	if key == f.key {
		return nil, errOutage
	}
	return f.Store.Open(ctx, key, off, n)
}

func testOutage(t *testing.T, s Subject) {
	mustLoad(t, s, Mixed(t, "r1", 3))
	b := Mixed(t, "r2", 10)
	good := b.Tables[2].Parts[0].Store
	b.Tables[2].Parts[0].Store = failing{good, b.Tables[2].Parts[0].Key}
	if _, err := s.Target.Load(t.Context(), b); !errors.Is(err, errOutage) {
		t.Fatalf("load = %v, want the outage", err)
	}
	expect(t, s, "SELECT (SELECT count(*) FROM atomic.events), (SELECT count(*) FROM atomic.failed_events)", "3|3")
	b.Tables[2].Parts[0].Store = good
	if r := mustLoad(t, s, b); !r.Loaded {
		t.Errorf("load after the outage = %+v", r)
	}
	expect(t, s, "SELECT (SELECT count(*) FROM atomic.events), (SELECT count(*) FROM atomic.failed_events)", "13|13")
}

func testNewColumn(t *testing.T, s Subject) {
	st := mem.New()
	a := load.Column{Name: "a", Type: load.Text}
	b := load.Column{Name: "b.c", Type: load.Bool, Nullable: true}
	mustLoad(t, s, Batch("r1", Thing(a), Part(t, st, "1", 0, load.TabularTSV, Entity(1, "x"))))
	mustLoad(t, s, Batch("r2", Thing(a, b), Part(t, st, "2", 0, load.TabularTSV, Entity(2, `\N`, "1"))))
	mustLoad(t, s, Batch("r3", Thing(b), Part(t, st, "3", 0, load.TabularTSV, Entity(3, "0"))))
	expect(t, s, `SELECT root_id, a, "b.c" FROM atomic.com_acme_thing_1 ORDER BY 1`,
		EventID(1)+"|x|NULL\n"+EventID(2)+"|NULL|true\n"+EventID(3)+"|NULL|false")
}

func testWidening(t *testing.T, s Subject) {
	st := mem.New()
	table := func(a, b, c load.Type) load.Table {
		return Thing(load.Column{Name: "a", Type: a}, load.Column{Name: "b", Type: b}, load.Column{Name: "c", Type: c})
	}
	mustLoad(t, s, Batch("r1", table(load.Int, load.Double, load.Date), Part(t, st, "1", 0, load.TabularTSV, Entity(1, "17", "2", "2018-07-24"))))
	mustLoad(t, s, Batch("r2", table(load.BigInt, load.Text, load.Timestamp), Part(t, st, "2", 0, load.TabularTSV, Entity(2, "5000000000", "x", "2018-07-25T01:02:03Z"))))
	mustLoad(t, s, Batch("r3", table(load.Int, load.Bool, load.Date), Part(t, st, "3", 0, load.TabularTSV, Entity(3, "18", "1", "2018-07-26"))))
	expect(t, s, "SELECT a, b, c FROM atomic.com_acme_thing_1 ORDER BY root_id",
		"17|2.0|2018-07-24 00:00:00\n5000000000|x|2018-07-25 01:02:03\n18|true|2018-07-26 00:00:00")
	expect(t, s, "SELECT sum(a) FROM atomic.com_acme_thing_1", "5000000035")
}

func testBadValue(t *testing.T, s Subject) {
	mustLoad(t, s, Mixed(t, "r1", 3))
	b := Mixed(t, "r2", 3)
	bad := mem.New()
	b.Tables[0].Parts = append(b.Tables[0].Parts, Part(t, bad, "run=r2/atomic-events/part-00003", 3, load.AtomicTSV,
		Event("event_id", EventID(1)), Event("event_id", EventID(2), "txn_id", "secret")))
	_, err := s.Target.Load(t.Context(), b)
	var de *load.DataError
	if !errors.As(err, &de) {
		t.Fatalf("load = %v, want a DataError", err)
	}
	if de.Object != "run=r2/atomic-events/part-00003" || de.Line != 2 || de.Table != "events" || de.Column != "txn_id" || strings.Contains(err.Error(), "secret") {
		t.Errorf("error = %v", err)
	}
	expect(t, s, "SELECT count(*) FROM atomic.events", "3")
}

func testCount(t *testing.T, s Subject) {
	mustLoad(t, s, Mixed(t, "r1", 3))
	b := Mixed(t, "r2", 3)
	b.Tables[1].Parts[0].Rows++
	if _, err := s.Target.Load(t.Context(), b); !errors.Is(err, load.ErrCount) {
		t.Errorf("load = %v, want ErrCount", err)
	}
	expect(t, s, "SELECT count(*) FROM atomic.events", "3")
}

func testLayouts(t *testing.T, s Subject) {
	st := mem.New()
	table := Thing(load.Column{Name: "target_url", Type: load.Text, Paths: [][]string{{"target-url"}, {"targetUrl"}}}, load.Column{Name: "inner.ok", Type: load.Bool, Paths: [][]string{{"inner", "ok"}}},
		load.Column{Name: "list", Type: load.JSON, Paths: [][]string{{"list"}}}, load.Column{Name: "f", Type: load.Double, Paths: [][]string{{"f"}}})
	r108 := `{"schema":{"vendor":"com.acme","name":"thing","format":"jsonschema","version":"1-0-0"},"data":{"targetUrl":"a\tb","inner":{"ok":true},"list":[1, {"x":null}],"f":1e3},` +
		`"hierarchy":{"rootId":"` + EventID(1) + `","rootTstamp":"2018-07-24 12:00:00.000","refRoot":"events","refTree":["events","thing"],"refParent":"events"}}` + "\n"
	mustLoad(t, s, Batch("r1", table,
		Part(t, st, "a", 0, load.R108JSON, r108),
		Part(t, st, "b", 0, load.TabularTSV, Entity(2, `\\N`, `\N`, `a "b"`, "2")),
		Part(t, st, "c", 1, load.CopyTSV, Entity(3, `a\tb\\`, "0", `\N`, `\N`))))
	expect(t, s, `SELECT root_id, replace(target_url, chr(9), '<tab>'), "inner.ok", list, f, ref_tree FROM atomic.com_acme_thing_1 ORDER BY 1`,
		EventID(1)+`|a<tab>b|true|[1,{"x":null}]|1000.0|["events","thing"]`+"\n"+
			EventID(2)+`|\N|NULL|"a \"b\""|2.0|["events","thing"]`+"\n"+
			EventID(3)+`|a<tab>b\|false|NULL|NULL|["events","thing"]`)
}

func testEmpty(t *testing.T, s Subject) {
	st := mem.New()
	r := mustLoad(t, s, Batch("r1", load.Events(), Part(t, st, "a.gz", 0, load.AtomicTSV)))
	if !r.Loaded || r.Rows["events"] != 0 {
		t.Errorf("receipt = %+v", r)
	}
	expect(t, s, "SELECT count(*) FROM atomic.events", "0")
	r = mustLoad(t, s, load.Batch{Run: "r2"})
	if again := mustLoad(t, s, load.Batch{Run: "r2"}); !r.Loaded || again.Loaded {
		t.Errorf("receipts of an empty run: %+v, %+v", r, again)
	}
}

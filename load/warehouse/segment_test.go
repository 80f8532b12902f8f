package warehouse_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/rows"
	"github.com/camonica/camonica/load/warehouse"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/mem"
)

// atomicLines makes n rows of the events table such as a web tracker gives: 56
// of 128 columns, 1.2 kB.
func atomicLines(n int) []byte {
	r := rand.New(rand.NewPCG(3, 4))
	values := map[string]func() string{
		"app_id": func() string { return "shop" }, "platform": func() string { return "web" },
		"etl_tstamp": func() string { return "2018-07-24 12:30:00.000" },
		"collector_tstamp": func() string {
			return fmt.Sprintf("2018-07-24 11:%02d:%02d.%03d", r.IntN(60), r.IntN(60), r.IntN(1000))
		},
		"dvce_created_tstamp": func() string {
			return fmt.Sprintf("2018-07-24 11:%02d:%02d.%03d", r.IntN(60), r.IntN(60), r.IntN(1000))
		},
		"event":    func() string { return []string{"page_view", "page_ping", "struct"}[r.IntN(3)] },
		"event_id": func() string { return uuid(r) }, "txn_id": func() string { return fmt.Sprint(r.IntN(1000000)) },
		"name_tracker": func() string { return "cf" }, "v_tracker": func() string { return "js-2.9.0" }, "v_collector": func() string { return "ssc-0.13.0-kinesis" },
		"v_etl": func() string { return "camonica-1.0.0" }, "user_ipaddress": func() string { return fmt.Sprintf("10.%d.%d.0", r.IntN(256), r.IntN(256)) },
		"domain_userid": func() string { return uuid(rand.New(rand.NewPCG(uint64(r.IntN(20000)), 1))) }, "domain_sessionidx": func() string { return fmt.Sprint(1 + r.IntN(40)) },
		"network_userid": func() string { return uuid(rand.New(rand.NewPCG(uint64(r.IntN(20000)), 2))) },
		"geo_country":    func() string { return []string{"DE", "US", "GB", "FR"}[r.IntN(4)] }, "geo_city": func() string { return fmt.Sprint("City", r.IntN(2000)) },
		"geo_latitude": func() string { return fmt.Sprintf("%.4f", r.Float64()*90) }, "geo_longitude": func() string { return fmt.Sprintf("%.4f", r.Float64()*90) },
		"geo_region_name": func() string { return fmt.Sprint("Region", r.IntN(100)) },
		"page_url": func() string {
			return fmt.Sprintf("https://shop.example.com/products/%d/detail?utm_source=news&utm_campaign=c%d&sid=%08x", r.IntN(5000), r.IntN(30), r.Uint32())
		},
		"page_title": func() string { return fmt.Sprintf("Product %d – The Example Shop", r.IntN(5000)) }, "page_referrer": func() string { return fmt.Sprintf("https://www.google.com/search?q=product+%d", r.IntN(50000)) },
		"page_urlscheme": func() string { return "https" }, "page_urlhost": func() string { return "shop.example.com" }, "page_urlport": func() string { return "443" },
		"page_urlpath": func() string { return fmt.Sprintf("/products/%d/detail", r.IntN(5000)) }, "page_urlquery": func() string { return fmt.Sprintf("utm_source=news&utm_campaign=c%d&sid=%08x", r.IntN(30), r.Uint32()) },
		"refr_urlscheme": func() string { return "https" }, "refr_urlhost": func() string { return "www.google.com" }, "refr_urlport": func() string { return "443" }, "refr_urlpath": func() string { return "/search" },
		"refr_urlquery": func() string { return fmt.Sprintf("q=product+%d", r.IntN(50000)) }, "refr_medium": func() string { return "search" }, "refr_source": func() string { return "Google" },
		"mkt_source": func() string { return "news" }, "mkt_campaign": func() string { return fmt.Sprint("c", r.IntN(30)) },
		"useragent": func() string {
			return fmt.Sprintf("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/67.0.%d.99 Safari/537.36", r.IntN(800))
		},
		"br_lang": func() string { return "de-DE" }, "br_cookies": func() string { return "1" }, "br_colordepth": func() string { return "24" },
		"br_viewwidth": func() string { return fmt.Sprint(800 + r.IntN(1200)) }, "br_viewheight": func() string { return fmt.Sprint(600 + r.IntN(600)) },
		"os_timezone": func() string { return "Europe/Berlin" }, "dvce_screenwidth": func() string { return "1920" }, "dvce_screenheight": func() string { return "1080" },
		"doc_charset": func() string { return "UTF-8" }, "doc_width": func() string { return fmt.Sprint(r.IntN(2000)) }, "doc_height": func() string { return fmt.Sprint(r.IntN(9000)) },
		"dvce_sent_tstamp": func() string {
			return fmt.Sprintf("2018-07-24 11:%02d:%02d.%03d", r.IntN(60), r.IntN(60), r.IntN(1000))
		},
		"domain_sessionid": func() string { return uuid(rand.New(rand.NewPCG(uint64(r.IntN(30000)), 5))) },
		"derived_tstamp": func() string {
			return fmt.Sprintf("2018-07-24 11:%02d:%02d.%03d", r.IntN(60), r.IntN(60), r.IntN(1000))
		},
		"event_vendor": func() string { return "com.snowplowanalytics.snowplow" }, "event_name": func() string { return []string{"page_view", "page_ping", "event"}[r.IntN(3)] },
		"event_format": func() string { return "jsonschema" }, "event_version": func() string { return "1-0-0" }, "event_fingerprint": func() string { return fmt.Sprintf("%016x%016x", r.Uint64(), r.Uint64()) },
	}
	var buf bytes.Buffer
	for range n {
		for i, c := range load.Events().Columns {
			if i > 0 {
				buf.WriteByte('\t')
			}
			if f := values[c.Name]; f != nil {
				buf.WriteString(f())
			}
		}
		buf.WriteByte('\n')
	}
	return buf.Bytes()
}

func uuid(r *rand.Rand) string {
	a, b := r.Uint64(), r.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0xfff, b&0xffffffffffff)
}

func put(t testing.TB, s store.Store, key string, b []byte) {
	t.Helper()
	if _, err := store.PutBytes(t.Context(), s, key, b); err != nil {
		t.Fatal(err)
	}
}

func TestPutSegmentAdopts(t *testing.T) {
	src, dst := mem.New(), mem.New()
	put(t, src, "a", atomicLines(100))
	put(t, src, "b", atomicLines(101))
	part := func(key string) []load.Part { return []load.Part{{Store: src, Key: key, Rows: -1}} }
	first, err := warehouse.PutSegment(t.Context(), dst, "r1", load.Events(), 0, part("a"), load.RefuseBadValues)
	if err != nil {
		t.Fatal(err)
	}
	again, err := warehouse.PutSegment(t.Context(), dst, "r1", load.Events(), 0, part("a"), load.RefuseBadValues)
	if err != nil || again.SHA256 != first.SHA256 || again.Key != first.Key {
		t.Errorf("second PutSegment = %+v, %v", again, err)
	}
	_, err = warehouse.PutSegment(t.Context(), dst, "r1", load.Events(), 0, part("b"), load.RefuseBadValues)
	if !errors.Is(err, load.ErrConflict) {
		t.Errorf("other rows: %v, want ErrConflict", err)
	}
}

func TestWriteSegmentErrors(t *testing.T) {
	f := func(lines, wantColumn string, wantLine int64) {
		t.Helper()
		src := mem.New()
		put(t, src, "run=x/part-00000", []byte(lines))
		table := load.Table{Name: "t", Columns: append(load.Meta(), load.Column{Name: "n", Type: load.Int})}
		r := rows.Open(t.Context(), table, []load.Part{{Store: src, Key: "run=x/part-00000", Layout: load.TabularTSV, Rows: -1}})
		defer r.Close()
		_, err := warehouse.WriteSegment(t.Context(), io.Discard, table, r, load.RefuseBadValues)
		var de *load.DataError
		if !errors.As(err, &de) || de.Column != wantColumn || de.Line != wantLine || de.Object != "run=x/part-00000" {
			t.Errorf("error = %v, want column %q line %d", err, wantColumn, wantLine)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("error holds event data: %v", err)
		}
	}
	good := "v\tn\tjsonschema\t1-0-0\t2b1b25a4-c0df-4859-8201-cf21492ad61b\t2018-01-01 00:00:00.000\tevents\t[]\tevents\t"
	f(good+"1\n"+good+"secret\n", "n", 2)
	f(good+"1\tsecret\n", "", 1)
	f("secret\n", "", 1)
}

func BenchmarkWriteSegment(b *testing.B) {
	const n = 20_000
	s := mem.New()
	lines := atomicLines(n)
	put(b, s, "part", lines)
	b.ReportAllocs()
	var size int64
	for b.Loop() {
		r := rows.Open(context.Background(), load.Events(), []load.Part{{Store: s, Key: "part", Rows: n}})
		seg, err := warehouse.WriteSegment(context.Background(), io.Discard, load.Events(), r, load.RefuseBadValues)
		if err != nil {
			b.Fatal(err)
		}
		size = seg.Bytes
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/row")
	b.ReportMetric(float64(len(lines))/n, "in-B/row")
	b.ReportMetric(float64(size)/n, "out-B/row")
}

// TestFirstBinFails has more bins than workers, the first of which fails.
func TestFirstBinFails(t *testing.T) {
	src := mem.New()
	parts := []load.Part{{Store: src, Key: "absent", Rows: -1}}
	for bin := range 6 {
		key := fmt.Sprint("part", bin)
		put(t, src, key, atomicLines(1))
		parts = append(parts, load.Part{Store: src, Key: key, Bin: bin + 1, Rows: -1})
	}
	b := load.Batch{Run: "r1", Tables: []load.Rows{{Table: load.Events(), Parts: parts}}}
	if _, err := warehouse.NewTarget(mem.New(), 2, load.RefuseBadValues).Load(t.Context(), b); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("load = %v, want ErrNotExist", err)
	}
}

func TestNullBadValues(t *testing.T) {
	src, dst := mem.New(), mem.New()
	line := bytes.Replace(atomicLines(1), []byte("\t443\t"), []byte("\thttps\t"), 2)
	put(t, src, "a", line)
	b := load.Batch{Run: "r1", Tables: []load.Rows{{Table: load.Events(), Parts: []load.Part{{Store: src, Key: "a", Rows: 1}}}}}
	r, err := warehouse.NewTarget(dst, 1, load.NullBadValues).Load(t.Context(), b)
	if err != nil || r.Bad != 2 || len(r.Nulled) != 2 || r.Nulled[0].Column != "page_urlport" || r.Nulled[1].Column != "refr_urlport" {
		t.Errorf("load = %+v, %v", r, err)
	}
}

// FuzzEntry holds for whatever lies where the entry of a run is looked for.
func FuzzEntry(f *testing.F) {
	f.Add([]byte(`{"version":1,"run":"r","digest":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","tables":[]}`))
	f.Add([]byte(`{"version":1,"run":"r","digest":"","tables":[{"name":"t","columns":[{"name":"a","type":"text"}],"rows":1,"segments":[{"rows":1,"bytes":9,"groups":[1]}]}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		st := mem.New()
		if _, err := store.PutBytes(t.Context(), st, store.WarehouseEntryKey("r"), b); err != nil {
			t.Fatal(err)
		}
		e, err := warehouse.ReadEntry(t.Context(), st, "r")
		if err == nil && (e.Run != "r" || len(e.Counts()) > len(e.Tables)) {
			t.Errorf("%s gave %+v", b, e)
		}
		if all, errAll := warehouse.ReadEntries(t.Context(), st); (err == nil) != (errAll == nil) || err == nil && len(all) != 1 {
			t.Errorf("one entry gives %v, all give %v", err, errAll)
		}
	})
}

package configured_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

// A counter is an output that fails on bad events.
type counter struct{ events int }

func (c *counter) Good(*event.Event) error { c.events++; return nil }
func (c *counter) Bad(r *badrow.Row) error {
	return fmt.Errorf("failed event: %+v", r.Messages)
}

// record is a request of the JavaScript tracker with ten page views, as the
// Clojure Collector logs it.
func record(number int) []byte {
	contexts := base64.RawURLEncoding.EncodeToString([]byte(`{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0","data":[` +
		`{"schema":"iglu:com.snowplowanalytics.snowplow/web_page/jsonschema/1-0-0","data":{"id":"0c4a8bb0-5ff1-4ec8-8b4c-5e2d4c8f6b3a"}}]}`))
	var events []string
	for i := range 10 {
		events = append(events, fmt.Sprintf(`{"e":"pv","url":"https://shop.example/products/shoes?utm_source=news&utm_medium=email&page=2","page":"Shoes – Example Shop",`+
			`"refr":"https://www.google.com/search?source=hp&q=red+shoes","tv":"js-3.5.0","tna":"sp","aid":"shop","p":"web","cookie":"1","cs":"UTF-8","lang":"en-GB",`+
			`"res":"1920x1080","cd":"24","tz":"Europe/London","dtm":"1714979289000","stm":"1714979289456","vp":"1903x969","ds":"1888x4410","vid":"7",`+
			`"sid":"4b9e3f5e-0000-4c4b-9d6e-0242ac130002","duid":"8e3a5a4e-2f1d-4a1e-b7a5-6e2f4d8c9b10","uid":"user-%d",`+
			`"eid":"c6ef3124-b53a-4b13-a233-%012d","cx":"%s"}`, number, i, contexts))
	}
	body := `{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[` + strings.Join(events, ",") + `]}`
	agent := fmt.Sprintf("Mozilla%%2F5.0+%%28Windows+NT+10.0%%3B+Win64%%3B+x64%%29+AppleWebKit%%2F537.36+%%28KHTML%%2C+like+Gecko%%29+Chrome%%2F%d.0.0.0+Safari%%2F537.36", 90+number%30)
	return []byte("2024-05-06\t07:08:09\t-\t43\t192.0.2." + fmt.Sprint(number%256) + "\tPOST\t192.0.2.7\t/com.snowplowanalytics.snowplow/tp2\t200\t-\t" + agent +
		"\t-\t-\t-\t-\tapplication%2Fjson%3B+charset%3Dutf-8\t" + base64.StdEncoding.EncodeToString([]byte(body)))
}

// BenchmarkDefaults measures events with no enrichment, with each of those that
// a new workspace has enabled, and with all of them.
func BenchmarkDefaults(b *testing.B) {
	files := configured.Defaults()
	var all []settings.Document
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if filepath.Ext(name) == ".json" {
			all = append(all, settings.Document{File: name, Text: files[name]})
		}
	}
	run := func(name string, docs ...settings.Document) {
		b.Run(name, func(b *testing.B) { benchmark(b, docs) })
	}
	run("none")
	for _, d := range all {
		if strings.Contains(string(d.Text), `"enabled": true`) {
			run(d.File, d)
		}
	}
	run("all", all...)
}

func benchmark(b *testing.B, docs []settings.Document) {
	schemas := enrichtest.Schemas()
	set, err := configured.Load(context.Background(), configured.Options{Schemas: schemas}, docs)
	if err != nil {
		b.Fatal(err)
	}
	o := enrich.DefaultOptions()
	if o.Format, err = payload.ByName("clj-tomcat"); err != nil {
		b.Fatal(err)
	}
	o.Adapter, o.Schemas, o.Steps = adapter.NewRegistry(schemas), schemas, set.Steps
	o.Time, o.Version = 1700000000000, "1.2.3"
	e, err := enrich.New(o)
	if err != nil {
		b.Fatal(err)
	}
	w := e.NewWorker(0)
	var records [][]byte
	for i := range 64 {
		records = append(records, record(i))
	}
	var out counter
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.Record(context.Background(), records[n%len(records)], uint64(n), &out); err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(out.events), "ns/event")
}

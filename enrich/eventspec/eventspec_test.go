package eventspec_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/settings"
)

const (
	document = `{"schema":"iglu:com.snowplowanalytics.snowplow.enrichments/event_spec_enrichment_config/jsonschema/1-0-0",
		"data":{"vendor":"com.snowplowanalytics.snowplow.enrichments","name":"event_spec_enrichment_config","enabled":true,
		"parameters":{"uri":"https://specs.example","database":"specs.json"}}}`
	specs = `{"eventSpecs":[
		{"id":"old","name":"Buy","version":1,"schemaKey":"iglu:com.acme/buy/jsonschema/1-0-0"},
		{"id":"old","name":"Buy now","version":2,"schemaKey":"iglu:com.acme/buy/jsonschema/1-0-0",
		 "constraint":{"properties":{"total":{"minimum":10}}},
		 "entities":[{"schemaKey":"iglu:com.acme/item/jsonschema/1-0-0","minCardinality":1,"maxCardinality":2,"constraint":{"required":["sku"]}}]},
		{"id":"view","name":"View","schemaKey":"iglu:com.snowplowanalytics.snowplow/page_view/jsonschema/1-0-0",
		 "constraint":{"required":["page_urlport"],"properties":{"page_urlport":{"enum":[443]}}}},
		{"id":"ping","name":"Ping","schemaKey":"iglu:com.snowplowanalytics.snowplow/page_ping/jsonschema/1-0-0",
		 "constraint":{"required":["pp_xoffset_min"]}}]}`
)

func options(text string) configured.Options {
	return configured.Options{Schemas: enrichtest.Schemas(), Files: enrichtest.Files{"https://specs.example/specs.json": text}}
}

func load(tb testing.TB) enrich.Enrichment {
	tb.Helper()
	return enrichtest.Load(tb, options(specs), document).Enrichment
}

func buy(data string, items ...string) enrichtest.Input {
	contexts := ""
	if len(items) > 0 {
		contexts = `{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1","data":[` + strings.Join(items, ",") + `]}`
	}
	return enrichtest.Input{Columns: map[string]string{
		"event_name":     "buy",
		"unstruct_event": `{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":{"schema":"iglu:com.acme/buy/jsonschema/1-0-0","data":` + data + `}}`,
		"contexts":       contexts,
	}}
}

const item = `{"schema":"iglu:com.acme/item/jsonschema/1-0-0","data":{"sku":"a"}}`

func TestSpecifications(t *testing.T) {
	e := load(t)
	f := func(in enrichtest.Input, want ...string) {
		t.Helper()
		var got []string
		for _, d := range enrichtest.NewWork(0).Run(e, &in).Derived {
			got = append(got, d.Data)
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%v: got %q, want %q", in.Columns, got, want)
		}
	}
	const bought = `{"id":"old","name":"Buy now","version":2}`
	f(buy(`{"total":10}`, item), bought)
	f(buy(`{"total":10}`, item, item), bought)
	f(buy(`{"total":10}`, item, item, item))
	f(buy(`{"total":10}`))
	f(buy(`{"total":9}`, item))
	f(buy(`{"total":10}`, `{"schema":"iglu:com.acme/item/jsonschema/1-0-0","data":{}}`))
	f(buy(`{"total":10}`, item, `{"schema":"iglu:com.snowplowanalytics.snowplow/event_specification/jsonschema/1-0-2","data":{"id":"x"}}`))
	view := map[string]string{"event_name": "page_view", "page_urlport": "443"}
	f(enrichtest.Input{Columns: view}, `{"id":"view","name":"View"}`)
	f(enrichtest.Input{Columns: map[string]string{"event_name": "page_view", "page_urlport": "80"}})
	f(enrichtest.Input{Columns: map[string]string{"event_name": "page_ping", "pp_xoffset_min": "0"}}, `{"id":"ping","name":"Ping"}`)
	f(enrichtest.Input{Columns: map[string]string{"event_name": "event"}})
}

func TestBadFiles(t *testing.T) {
	for _, text := range []string{
		"", `{"eventSpecs":7}`, `{"eventSpecs":[{"id":"a","schemaKey":"x"}]}`,
		`{"eventSpecs":[{"id":"a","schemaKey":"iglu:a/b/jsonschema/1-0-0","constraint":{"type":"nothing"}}]}`,
	} {
		_, err := configured.Load(context.Background(), options(text), []settings.Document{{Text: []byte(document)}})
		var p *settings.Problem
		if !errors.As(err, &p) || p.Kind != settings.DataFile || p.Pointer != "/data/parameters/database" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestEnrichment(t *testing.T) {
	// An event that breaks a constraint costs the report on it.
	enrichtest.Run(t, load(t), []enrichtest.Input{
		buy(`{"total":10}`, item), buy(`{"total":1}`, item),
		{Columns: map[string]string{"event_name": "page_view", "page_url": "https://shop.example/", "page_urlport": "443"}},
	}, nil, 4)
}

func BenchmarkEnrich(b *testing.B) {
	e := load(b)
	w := enrichtest.NewWork(0)
	in := buy(`{"total":10}`, item)
	w.Set(&in)
	b.ReportAllocs()
	for b.Loop() {
		w.Event.Derived = w.Event.Derived[:0]
		if err := e.Enrich(context.Background(), &w.Work); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzSpecifications holds for every text of a file: it is loaded and applied, or
// refused.
func FuzzSpecifications(f *testing.F) {
	f.Add(specs)
	f.Add(`{"eventSpecs":[{"id":"\u0000","version":9223372036854775807,"schemaKey":"iglu:com.acme/buy/jsonschema/1-0-0","entities":[{"minCardinality":-1,"maxCardinality":0}]}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		set, err := configured.Load(t.Context(), options(text), []settings.Document{{File: "a.json", Text: []byte(document)}})
		if err != nil {
			return
		}
		in := buy(`{"total":10}`, item)
		for _, d := range enrichtest.NewWork(0).Run(set.Steps[0].Enrichment, &in).Derived {
			if !json.Valid([]byte(d.Data)) {
				t.Errorf("%q gave %s", text, d.Data)
			}
		}
	})
}

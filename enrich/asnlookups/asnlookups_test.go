package asnlookups_test

import (
	"context"
	"errors"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/iplookups"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/event"
)

const document = `{"schema":"iglu:com.snowplowanalytics.snowplow.enrichments/asn_lookups/jsonschema/1-0-0",
	"data":{"vendor":"com.snowplowanalytics.snowplow.enrichments","name":"asn_lookups","enabled":true,"parameters":{
	"botAsnsFile":{"uri":"file:///lists","database":"bots.csv"},"botAsns":[{"asn":64510}],"bypassPlatforms":["srv"]}}}`

func options(file string) configured.Options {
	return configured.Options{Schemas: enrichtest.Schemas(), Files: enrichtest.Files{"file:///lists/bots.csv": file}}
}

func load(tb testing.TB) enrich.Enrichment {
	tb.Helper()
	return enrichtest.Load(tb, options("asn,name\n64496,Hosting\n 64497 ,\"a, b\"\n"), document).Enrichment
}

func TestASN(t *testing.T) {
	e := load(t)
	f := func(platform, data, want string) {
		t.Helper()
		got := enrichtest.NewWork(0).Run(e, &enrichtest.Input{
			Columns: map[string]string{"platform": platform},
			Derived: []event.Entity{{Schema: iplookups.SchemaASN, Data: data}},
		}).Derived[0].Data
		if got != want {
			t.Errorf("%s %s: got %s, want %s", platform, data, got, want)
		}
	}
	f("web", `{"number":64496}`, `{"number":64496,"likelyBot":true}`)
	f("web", `{"number":64497,"organization":"a"}`, `{"number":64497,"organization":"a","likelyBot":true}`)
	f("", `{"number":64510}`, `{"number":64510,"likelyBot":true}`)
	f("web", `{"number":64500}`, `{"number":64500,"likelyBot":false}`)
	f("srv", `{"number":64496}`, `{"number":64496}`)
	f("web", `{"organization":"a"}`, `{"organization":"a"}`)
}

func TestBadLists(t *testing.T) {
	for _, text := range []string{"asn\nx\n", "asn\n64496\n-1\n", "asn\n99999999999\n"} {
		_, err := configured.Load(context.Background(), options(text), []settings.Document{{Text: []byte(document)}})
		var p *settings.Problem
		if !errors.As(err, &p) || p.Kind != settings.DataFile || p.Pointer != "/data/parameters/botAsnsFile" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestEnrichment(t *testing.T) {
	enrichtest.Run(t, load(t), []enrichtest.Input{
		{Derived: []event.Entity{{Schema: iplookups.SchemaASN, Data: `{"number":64496}`}}},
		{Columns: map[string]string{"platform": "srv"}},
	}, nil, 0)
}

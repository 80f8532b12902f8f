package crossnavigation_test

import (
	"context"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
)

func load(tb testing.TB) enrich.Enrichment {
	tb.Helper()
	return enrichtest.Load(tb, configured.Options{}, `{"schema":"iglu:com.snowplowanalytics.snowplow.enrichments/cross_navigation_config/jsonschema/1-0-0",
		"data":{"vendor":"com.snowplowanalytics.snowplow.enrichments","name":"cross_navigation_config","enabled":true}}`).Enrichment
}

func TestEnrichment(t *testing.T) {
	enrichtest.Run(t, load(t), []enrichtest.Input{
		{Page: "https://shop.example/?_sp=abc.1531915199123.s.amFuZQ.c2hvcA.mob"},
		{Page: "https://shop.example/?_sp=abc.1531915199123.s.***"},
		{Page: "https://shop.example/?_sp=abc"},
	}, []string{"***", "abc"}, 5)
}

func BenchmarkEnrich(b *testing.B) {
	e := load(b)
	w := enrichtest.NewWork(0)
	w.Set(&enrichtest.Input{Page: "https://shop.example/products/shoes?utm_source=news&utm_medium=email&page=2"})
	b.ReportAllocs()
	for b.Loop() {
		if err := e.Enrich(context.Background(), &w.Work); err != nil {
			b.Fatal(err)
		}
	}
}

package campaign_test

import (
	"context"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
)

const document = `{"schema":"iglu:com.snowplowanalytics.snowplow/campaign_attribution/jsonschema/1-0-1",
	"data":{"vendor":"com.snowplowanalytics.snowplow","name":"campaign_attribution","enabled":true,"parameters":{"mapping":"static","fields":{
	"mktMedium":["utm_medium","medium"],"mktSource":["utm_source"],"mktTerm":["utm_term"],"mktContent":["utm_content"],"mktCampaign":["utm_campaign","cid"],
	"mktClickId":{"dclid":"Ours","wbraid":"Google"}}}}}`

func load(tb testing.TB) enrich.Enrichment {
	tb.Helper()
	return enrichtest.Load(tb, configured.Options{}, document).Enrichment
}

func TestCampaign(t *testing.T) {
	e := load(t)
	f := func(query string, want map[string]string) {
		t.Helper()
		got := enrichtest.NewWork(0).Run(e, &enrichtest.Input{
			Page:    "https://shop.example/?" + query,
			Columns: map[string]string{"mkt_term": "of the tracker"},
		})
		for c, v := range got.Columns {
			if want[c] != v {
				t.Errorf("%s: %s = %q, want %q", query, c, v, want[c])
			}
		}
		if len(got.Columns) != len(want) {
			t.Errorf("%s: got %v, want %v", query, got.Columns, want)
		}
	}
	f("", map[string]string{})
	f("utm_source=news&utm_medium=email", map[string]string{"mkt_source": "news", "mkt_medium": "email"})
	f("medium=b&utm_medium=a&cid=7", map[string]string{"mkt_medium": "a", "mkt_campaign": "7"})
	f("medium=b&utm_medium", map[string]string{})
	f("utm_source=a&utm_source=b", map[string]string{"mkt_source": "b"})
	f("utm_term=a%09b%0A", map[string]string{"mkt_term": "a    b"})
	f("wbraid=1&dclid=2", map[string]string{"mkt_clickid": "2", "mkt_network": "Ours"})
	f("wbraid=1", map[string]string{"mkt_clickid": "1", "mkt_network": "Google"})
	f("gclid=", map[string]string{"mkt_network": "Google"})
}

func TestEnrichment(t *testing.T) {
	enrichtest.Run(t, load(t), []enrichtest.Input{
		{Page: "https://shop.example/?utm_source=news&utm_medium=email&gclid=1"},
		{Page: "https://shop.example/?utm_term=a%09b"},
	}, nil, 0)
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

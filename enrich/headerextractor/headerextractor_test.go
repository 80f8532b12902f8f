package headerextractor_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/settings"
)

func document(pattern string) string {
	return `{"schema":"iglu:com.snowplowanalytics.snowplow.enrichments/http_header_extractor_config/jsonschema/1-0-0",
		"data":{"vendor":"com.snowplowanalytics.snowplow.enrichments","name":"http_header_extractor_config","enabled":true,"parameters":{"headersPattern":"` + pattern + `"}}}`
}

func load(tb testing.TB, pattern string) enrich.Enrichment {
	tb.Helper()
	return enrichtest.Load(tb, configured.Options{}, document(pattern)).Enrichment
}

func TestHeaders(t *testing.T) {
	f := func(pattern, headers string, want ...string) {
		t.Helper()
		e := load(t, pattern)
		var got []string
		for _, d := range enrichtest.NewWork(0).Run(e, &enrichtest.Input{Headers: strings.Split(headers, "|")}).Derived {
			got = append(got, d.Data)
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s, %s: got %q, want %q", pattern, headers, got, want)
		}
	}
	f("X-.*", "X-A: 1|Host: h|X-B:2", `{"name":"X-A","value":"1"}`, `{"name":"X-B","value":"2"}`)
	f("X-A", "X-AB: 1|x-a: 2")
	f("A|B", "A: 1|AB: 2|B: 3", `{"name":"A","value":"1"}`, `{"name":"B","value":"3"}`)
	f("A", "A : 1|A")
	f("A ", "A : 1:2 ", `{"name":"A","value":"1:2"}`)
}

func TestBadPatterns(t *testing.T) {
	for _, pattern := range []string{"(", "a)|(b", "(?=a)", "a++"} {
		_, err := configured.Load(context.Background(), configured.Options{Schemas: enrichtest.Schemas()},
			[]settings.Document{{File: "headers.json", Text: []byte(document(pattern))}})
		var p *settings.Problem
		if !errors.As(err, &p) || p.Pointer != "/data/parameters/headersPattern" || p.File != "headers.json" {
			t.Errorf("%s: %v", pattern, err)
		}
	}
}

func TestEnrichment(t *testing.T) {
	enrichtest.Run(t, load(t, "X-.*"), []enrichtest.Input{
		{Headers: []string{"X-A: 1", "Host: shop.example", "X-" + strings.Repeat("B", 100) + ": 2"}},
		{Headers: []string{"Host: shop.example"}},
	}, nil, 0)
}

func BenchmarkEnrich(b *testing.B) {
	e := load(b, "X-Forwarded-.*")
	w := enrichtest.NewWork(0)
	in := enrichtest.Input{Headers: []string{"Host: shop.example", "Accept: */*", "X-Forwarded-For: 192.0.2.7"}}
	b.ReportAllocs()
	for b.Loop() {
		w.Set(&in)
		if err := e.Enrich(context.Background(), &w.Work); err != nil {
			b.Fatal(err)
		}
	}
}

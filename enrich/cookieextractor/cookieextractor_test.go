package cookieextractor_test

import (
	"context"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
)

func load(tb testing.TB, names string) enrich.Enrichment {
	tb.Helper()
	return enrichtest.Load(tb, configured.Options{}, `{"schema":"iglu:com.snowplowanalytics.snowplow/cookie_extractor_config/jsonschema/1-0-0",
		"data":{"vendor":"com.snowplowanalytics.snowplow","name":"cookie_extractor_config","enabled":true,"parameters":{"cookies":[`+names+`]}}}`).Enrichment
}

func TestCookies(t *testing.T) {
	e := load(t, `"sp","id",""`)
	f := func(header string, want ...string) {
		t.Helper()
		var got []string
		for _, d := range enrichtest.NewWork(0).Run(e, &enrichtest.Input{Headers: []string{"Accept: */*", header}}).Derived {
			got = append(got, d.Data)
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s: got %q, want %q", header, got, want)
		}
	}
	f("Cookie: sp=1; other=2", `{"name":"sp","value":"1"}`)
	f("cookie:sp", `{"name":"sp","value":null}`)
	f("Cookie: sp=; id=a=b", `{"name":"sp","value":""}`, `{"name":"id","value":"a=b"}`)
	f("Cookie: sp=\"a;b\\\";c\"; id=1,2; sp=3", `{"name":"sp","value":"a;b\\\";c"}`, `{"name":"id","value":"1,2"}`, `{"name":"sp","value":"3"}`)
	f("Cookie: =1;;", `{"name":"","value":"1"}`, `{"name":"","value":null}`)
	f(`Cookie: sp="`, `{"name":"sp","value":"\""}`)
	f("Set-Cookie: sp=1")
	f("Cookie:")
	f("Cookie")
}

func TestEnrichment(t *testing.T) {
	enrichtest.Run(t, load(t, `"sp"`), []enrichtest.Input{
		{Headers: []string{"Cookie: a=1; sp=42", "Host: shop.example"}},
		{Headers: []string{"Host: shop.example"}},
	}, nil, 0)
}

func FuzzCookies(f *testing.F) {
	f.Add(" a=1; b=\"x;y\"; c")
	e := load(f, `"a",""`)
	f.Fuzz(func(_ *testing.T, header string) {
		enrichtest.NewWork(0).Run(e, &enrichtest.Input{Headers: []string{"Cookie:" + header}})
	})
}

func BenchmarkEnrich(b *testing.B) {
	e := load(b, `"sp"`)
	w := enrichtest.NewWork(0)
	in := enrichtest.Input{Headers: []string{"Host: shop.example", "Accept: */*", "Cookie: a=1; b=2; sp=8e3a5a4e-2f1d-4a1e-b7a5-6e2f4d8c9b10"}}
	b.ReportAllocs()
	for b.Loop() {
		w.Set(&in)
		if err := e.Enrich(context.Background(), &w.Work); err != nil {
			b.Fatal(err)
		}
	}
}

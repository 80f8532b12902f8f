package refererparser_test

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/pageuri"
	"github.com/camonica/camonica/enrich/refererparser"
	"github.com/camonica/camonica/enrich/settings"
)

const database = `
search:
  Example Search:
    domains: [search.example, search.example/web/all]
    parameters: [q, "query text"]
  Example Images:
    domains: [search.example/images, www.search.example/web]
social:
  Example Friends:
    domains: [friends.example]
unknown:
  Example:
    domains: [help.search.example]
email:
  Nobody: {}
`

// document is a configuration of our own, or of that version if it is not "".
func document(version, more string) string {
	schema := "com.snowplowanalytics.snowplow/referer_parser/jsonschema/" + version
	if version == "" {
		schema = "com.camonica/referer_parser/jsonschema/1-0-0"
	}
	return `{"schema":"iglu:` + schema + `",
		"data":{"vendor":"com.snowplowanalytics.snowplow","name":"referer_parser","enabled":true,"parameters":{"internalDomains":[" intern.example "]` + more + `}}}`
}

const (
	rulesR108 = `,"rules":"r108"`
	named     = `,"database":"referers.yml","uri":"https://lists.example/"`
)

func files(text string) enrichtest.Files {
	return enrichtest.Files{"https://lists.example/referers.yml": text}
}

func load(tb testing.TB, version, more string) enrich.Enrichment {
	tb.Helper()
	return enrichtest.Load(tb, configured.Options{Files: files(database)}, document(version, more)).Enrichment
}

func TestReferers(t *testing.T) {
	r108, newest := load(t, "", rulesR108+named), load(t, "2-0-0", named)
	f := func(e enrich.Enrichment, referrer, medium, source, term string) {
		t.Helper()
		got := enrichtest.NewWork(0).Run(e, &enrichtest.Input{Referrer: referrer, Columns: map[string]string{"page_urlhost": "shop.example"}}).Columns
		want := map[string]string{"page_urlhost": "shop.example", "refr_medium": medium, "refr_source": source, "refr_term": term}
		maps.DeleteFunc(want, func(_, v string) bool { return v == "" })
		if !maps.Equal(got, want) {
			t.Errorf("%s: got %v", referrer, got)
		}
	}
	both := func(referrer, medium, source, term string) {
		t.Helper()
		f(r108, referrer, medium, source, term)
		f(newest, referrer, medium, source, term)
	}
	both("https://search.example/?q=a+b", "search", "Example Search", "a b")
	both("https://www.eu.search.example/?x=1&query+text=%C3%A9%0A%", "search", "Example Search", "é%")
	both("https://search.example/images/x?q=a", "search", "Example Images", "")
	both("https://search.example/images?q=a", "search", "Example Images", "")
	both("https://search.example/?q&q=a", "search", "Example Search", "")
	both("http://m.friends.example/?q=a", "social", "Example Friends", "")
	both("https://friends.example.other/", "unknown", "", "")
	both("https://shop.example/", "internal", "", "")
	both("https://intern.example/", "internal", "", "")
	both("https://a.intern.example/", "unknown", "", "")
	both("ftp://search.example/", "", "", "")
	both("/search", "", "", "")
	both("", "", "", "")
	both("https://SEARCH.example/", "unknown", "", "")
	f(r108, "https://help.search.example/", "unknown", "Example", "")
	f(newest, "https://help.search.example/", "unknown", "", "")
	f(r108, "android-app://search.example", "", "", "")
	f(newest, "android-app://search.example", "search", "Example Search", "")
	f(r108, "https://search.example/?x=1;q=a", "search", "Example Search", "a")
	f(newest, "https://search.example/?x=1;q=a", "search", "Example Search", "")
	// Host by host, or path by path.
	f(r108, "https://www.search.example/web/all", "search", "Example Images", "")
	f(newest, "https://www.search.example/web/all", "search", "Example Search", "")
	both("https://"+strings.Repeat("a.", 5000)+"friends.example/", "social", "Example Friends", "")
}

func TestOwnReferrers(t *testing.T) {
	e := load(t, "2-0-1", named+`,"referrers":{"social":{"Ours":{"domains":["search.example"]}},"paid":{"Ads":{"domains":["ads.example"]}}}`)
	for referrer, want := range map[string]string{
		"https://search.example/": "social", "https://ads.example/": "paid", "https://friends.example/": "social", "https://x.example/": "unknown",
	} {
		got := enrichtest.NewWork(0).Run(e, &enrichtest.Input{Referrer: referrer}).Columns["refr_medium"]
		if got != want {
			t.Errorf("%s: got %s, want %s", referrer, got, want)
		}
	}
}

func TestOwnReferrersOverKnownSites(t *testing.T) {
	e := load(t, "", `,"rules":"newest","referrers":{"social":{"Ours":{"domains":["friends.example"]}}}`)
	for referrer, want := range map[string]string{"https://friends.example/": "social", "https://www.google.com/": "search"} {
		if got := enrichtest.NewWork(0).Run(e, &enrichtest.Input{Referrer: referrer}).Columns["refr_medium"]; got != want {
			t.Errorf("%s: got %s, want %s", referrer, got, want)
		}
	}
}

func TestKnownSites(t *testing.T) {
	e := enrichtest.Load(t, configured.Options{}, document("1-0-0", "")).Enrichment
	f := func(referrer, medium, source, term string) {
		t.Helper()
		got := enrichtest.NewWork(0).Run(e, &enrichtest.Input{Referrer: referrer}).Columns
		if got["refr_medium"] != medium || got["refr_source"] != source || got["refr_term"] != term {
			t.Errorf("%s: got %v", referrer, got)
		}
	}
	f("https://www.google.co.uk/search?q=shoes", "search", "Google", "shoes")
	f("https://www.bing.com/search?q=shoes", "search", "Bing", "shoes")
	f("https://duckduckgo.com/", "search", "DuckDuckGo", "")
	f("https://mail.google.com/", "email", "Gmail", "")
	f("https://l.facebook.com/l.php?u=x", "social", "Facebook", "")
	f("https://t.co/x", "social", "Twitter", "")
	f("https://docs.google.com/document", "unknown", "Google", "")
	f("https://example.org/", "unknown", "", "")
}

func TestBadDatabases(t *testing.T) {
	for _, text := range []string{"", "[]", "x", `{"search":[]}`, `{"search":{"a":[]}}`, `{"a"`, "search: [a]", "search: {a: [b]}", "a: {b: {domains: 7}}"} {
		o := configured.Options{Schemas: enrichtest.Schemas(), Files: files(text)}
		_, err := configured.Load(context.Background(), o, []settings.Document{{Text: []byte(document("2-0-0", named))}})
		var p *settings.Problem
		if !errors.As(err, &p) || p.Kind != settings.DataFile || p.Pointer != "/data/parameters/database" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestEnrichment(t *testing.T) {
	enrichtest.Run(t, load(t, "", rulesR108+named), []enrichtest.Input{
		{Referrer: "https://search.example/?q=a+b"},
		{Referrer: "https://www.friends.example/x"},
		{Referrer: "https://nowhere.example/x"},
	}, nil, 0)
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(database))
	f.Add([]byte(`{"a":{"b":{"domains":["c/d"]}}}`))
	f.Fuzz(func(_ *testing.T, text []byte) {
		db := refererparser.NewDatabase()
		if db.Read(text) == nil {
			db.Find("www.search.example", "/a/b")
			db.FindR108("www.search.example", "/a/b")
		}
	})
}

func BenchmarkEnrich(b *testing.B) {
	e := enrichtest.Load(b, configured.Options{}, document("1-0-0", "")).Enrichment
	w := enrichtest.NewWork(0)
	in := enrichtest.Input{Referrer: "https://www.google.com/search?source=hp&q=red+shoes"}
	w.Set(&in)
	w.Referrer = pageuri.Parse(in.Referrer) // outlives the event
	b.ReportAllocs()
	for b.Loop() {
		w.Event.Reset()
		if err := e.Enrich(context.Background(), &w.Work); err != nil {
			b.Fatal(err)
		}
	}
}

package lint_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/config/lint"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/embedded"
)

func schemas() *iglu.Set {
	return iglu.NewSet([]iglu.Source{{Name: "embedded", Class: iglu.ClassEmbedded, Registry: embedded.Registry{}}}, iglu.Options{})
}

func TestTargets(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "good.json", `{"schema":"iglu:com.camonica/duckdb_config/jsonschema/1-0-0",
 "data":{"name":"w","location":"file:///tmp/w/","purpose":"ENRICHED_EVENTS"}}`)
	write(t, dir, "purpose.json", `{
 "schema":"iglu:com.camonica/duckdb_config/jsonschema/1-0-0",
 "data":{"name":"w","location":"file:///tmp/w/",
  "purpose":"secret-looking"}}`)
	write(t, dir, "version.json", `{"schema":"iglu:com.camonica/duckdb_config/jsonschema/9-0-0","data":{}}`)
	write(t, dir, "broken.json", `{"schema":`)
	n, ps, err := lint.Targets(context.Background(), schemas(), dir)
	if err != nil || n != 3 {
		t.Fatal(n, err)
	}
	want := map[string]config.Problem{
		"purpose.json": {Kind: config.Schema, Line: 4, Field: "data.purpose"},
		"version.json": {Kind: config.Schema, Line: 1, Field: "schema"},
		"broken.json":  {Kind: config.Syntax, Line: 1},
	}
	for _, p := range ps {
		w, ok := want[filepath.Base(p.File)]
		if !ok || p.Kind != w.Kind || p.Line != w.Line || p.Field != w.Field || p.Want == "" {
			t.Errorf("finding %+v", p)
		}
		delete(want, filepath.Base(p.File))
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
}

func TestEnrichments(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "anon_ip.json", `{"schema":"iglu:com.snowplowanalytics.snowplow/anon_ip/jsonschema/1-0-0",
"data":{"vendor":"com.snowplowanalytics.snowplow","name":"anon_ip","enabled":true,
"parameters":{"anonOctets":9}}}`)
	_, ps, err := lint.Enrichments(context.Background(), schemas(), dir)
	if err != nil || len(ps) != 1 || ps[0].Line != 3 || ps[0].Field != "data.parameters.anonOctets" {
		t.Errorf("findings %+v, %v", ps, err)
	}
	if _, _, err := lint.Enrichments(context.Background(), schemas(), filepath.Join(dir, "none")); err == nil {
		t.Error("no error for a folder that is not there")
	}
}

func TestResolver(t *testing.T) {
	dir := t.TempDir()
	f := func(text string, want int) {
		t.Helper()
		write(t, dir, "resolver.json", text)
		ps, err := lint.Resolver(filepath.Join(dir, "resolver.json"), os.LookupEnv)
		if err != nil || len(ps) != want {
			t.Errorf("findings %+v, %v; want %d", ps, err, want)
		}
	}
	f(`{"schema":"iglu:com.snowplowanalytics.iglu/resolver-config/jsonschema/1-0-0","data":{"cacheSize":500,"repositories":[]}}`, 0)
	f(`{"schema":"iglu:com.snowplowanalytics.iglu/resolver-config/jsonschema/1-0-0","data":{"cacheSize":"x"}}`, 2)
	f(`{`, 1)
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

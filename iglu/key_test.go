package iglu_test

import (
	"errors"
	"regexp"
	"testing"

	"github.com/camonica/camonica/iglu"
)

func FuzzParseKey(f *testing.F) {
	for _, s := range []string{event, "iglu:a/b/c/1-01-0", "iglu:../x/jsonschema/1-0-0", "iglu:a/b/c/1--0", "a/b/c/1-0-0", "iglu:a/b/c/2147483648-0-0"} {
		f.Add(s)
	}
	grammar := regexp.MustCompile(`^iglu:[a-zA-Z0-9-_.]{1,128}/[a-zA-Z0-9-_]{1,128}/[a-zA-Z0-9-_]{1,128}/[1-9][0-9]*-(?:0|[1-9][0-9]*)-(?:0|[1-9][0-9]*)$`)
	large := regexp.MustCompile(`[0-9]{10}[0-9-]*$`)
	f.Fuzz(func(t *testing.T, s string) {
		k, err := iglu.ParseKey(s)
		var u *iglu.URIError
		if err != nil && !errors.As(err, &u) {
			t.Fatalf("error %v is no URIError", err)
		}
		if err == nil && (k.String() != s || !grammar.MatchString(s)) {
			t.Fatalf("%q read as %q", s, k)
		}
		if err != nil && grammar.MatchString(s) && !large.MatchString(s) {
			t.Fatalf("%q refused: %v", s, err)
		}
	})
}

func FuzzParseResolver(f *testing.F) {
	f.Add([]byte(`{"schema":"iglu:com.snowplowanalytics.iglu/resolver-config/jsonschema/1-0-3","data":{"cacheSize":500,"cacheTtl":600,"repositories":[
 {"name":"a","priority":0,"vendorPrefixes":["com"],"connection":{"http":{"uri":"https://iglu.example/api","apikey":"${KEY}"}}}]}}`))
	f.Add([]byte(`{"schema":"iglu:com.snowplowanalytics.iglu/resolver-config/jsonschema/1-0-1","data":{"cacheSize":"x","repositories":[{"connection":{"embedded":{}}}]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		cfg, err := iglu.ParseResolver(text, func(string) (string, bool) { return "k", true })
		var ce *iglu.ConfigError
		if err != nil && (!errors.As(err, &ce) || len(ce.Problems) == 0) {
			t.Fatalf("error %v lists no problems", err)
		}
		if (cfg == nil) != (err != nil) {
			t.Fatal("neither configuration nor error")
		}
	})
}

func TestResolverSecrets(t *testing.T) {
	text := `{"schema":"iglu:com.snowplowanalytics.iglu/resolver-config/jsonschema/1-0-1","data":{"cacheSize":1,"repositories":[
	{"name":"a","priority":0,"vendorPrefixes":[],"connection":{"http":{"uri":"https://iglu.example","apikey":"${KEY}"}}}]}}`
	cfg, err := iglu.ParseResolver([]byte(text), func(name string) (string, bool) { return "hidden", name == "KEY" })
	if err != nil || string(cfg.Registries[0].APIKey) != "hidden" || cfg.Registries[0].APIKey.String() != "***" {
		t.Errorf("%+v, %v", cfg, err)
	}
	if _, err := iglu.ParseResolver([]byte(text), func(string) (string, bool) { return "", false }); err == nil {
		t.Error("variable not set, no error")
	}
}

func TestLintResolver(t *testing.T) {
	text := `{
 "schema": "iglu:com.snowplowanalytics.iglu/resolver-config/jsonschema/1-0-3",
 "data": {
  "cacheSize": 1.5,
  "repositories": [
   {"name": "a", "priority": 0, "vendorPrefixes": [], "connection": {"http": {"uri": "https://user@iglu.example"}}},
   {"name": "a", "priority": 0, "vendorPrefixes": [],
    "connection": {"embedded": {"path": "/x"}, "folder": {}}}
  ]
 }
}`
	want := []struct {
		line    int
		pointer string
	}{{4, "/cacheSize"}, {6, "/repositories/0/connection/http/uri"}, {8, "/repositories/1/connection"}, {7, "/repositories/1/name"}}
	got := iglu.LintResolver("iglu_resolver.json", []byte(text), nil)
	if len(got) != len(want) {
		t.Fatalf("findings %v", got)
	}
	for i, w := range want {
		if got[i].Line != w.line || got[i].Pointer != w.pointer || got[i].Want == "" || got[i].File != "iglu_resolver.json" {
			t.Errorf("finding %+v, want line %d, %s", got[i], w.line, w.pointer)
		}
	}
}

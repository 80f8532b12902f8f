package configured_test

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/iglu"
)

func document(schema, data string) settings.Document {
	name, _, _ := strings.Cut(schema, "/")
	return settings.Document{File: name + ".json", Text: []byte(`{"schema":"iglu:com.snowplowanalytics.snowplow/` + schema + `","data":` + data + `}`)}
}

func anon(name, enabled, parameters string) string {
	return `{"vendor":"com.snowplowanalytics.snowplow","name":"` + name + `","enabled":` + enabled + `,"parameters":` + parameters + `}`
}

func load(docs ...settings.Document) (*configured.Set, error) {
	return configured.Load(context.Background(), configured.Options{Schemas: enrichtest.Schemas()}, docs)
}

func TestLoad(t *testing.T) {
	set, err := load(
		document("anon_ip/jsonschema/1-0-0", anon("anonymous", "true", `{"anonOctets":1}`)),
		document("cookie_extractor_config/jsonschema/1-0-0", anon("cookie_extractor_config", "false", `{"cookies":[]}`)),
		document("web_page/jsonschema/1-0-0", `{"id":"4b9e3f5e-0000-4c4b-9d6e-0242ac130002"}`),
	)
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Steps) != 1 || set.Steps[0].Name != "anon_ip" || set.Steps[0].Order != enrich.OrderAnonIP || !set.Repeatable {
		t.Errorf("got %+v", set)
	}
	if len(set.Warnings) != 2 || set.Warnings[0].Kind != settings.NameDiffers || set.Warnings[1].Kind != settings.Ignored {
		t.Errorf("got warnings %v", set.Warnings)
	}
}

func TestProblems(t *testing.T) {
	f := func(kind settings.Kind, pointer string, docs ...settings.Document) {
		t.Helper()
		_, err := load(docs...)
		var ps settings.Problems
		if !errors.As(err, &ps) || len(ps) != 1 {
			t.Errorf("%s %s: got %v", kind, pointer, err)
			return
		}
		if p := ps[0]; p.Kind != kind || p.Pointer != pointer || p.File != docs[len(docs)-1].File {
			t.Errorf("%s %s: got %+v", kind, pointer, p)
		}
	}
	good := document("anon_ip/jsonschema/1-0-0", anon("anon_ip", "true", `{"anonOctets":1}`))
	f(settings.Syntax, "", settings.Document{File: "a.json", Text: []byte(`{"a"`)})
	f(settings.Syntax, "", settings.Document{File: "a.json", Text: []byte(`{"schema":"iglu:a/b/jsonschema/1-0-0"}`)})
	f(settings.UnknownSchema, "/schema", settings.Document{File: "a.json", Text: []byte(`{"schema":"iglu:com.acme/b/jsonschema/1-0-0","data":{}}`)})
	f(settings.UnknownSchema, "/schema", settings.Document{File: "a.json", Text: []byte(`{"schema":"http:","data":{}}`)})
	f(settings.Invalid, "/data/parameters/anonOctets", document("anon_ip/jsonschema/1-0-0", anon("anon_ip", "false", `{"anonOctets":5}`)))
	f(settings.Invalid, "/data/parameters/anonOctets", document("anon_ip/jsonschema/1-0-0", anon("anon_ip", "true", `{}`)))
	f(settings.Invalid, "/data/parameters/a~1b", document("anon_ip/jsonschema/1-0-0", anon("anon_ip", "true", `{"anonOctets":1,"a/b":1}`)))
	f(settings.Invalid, "/data/parameters/cookies/1", document("cookie_extractor_config/jsonschema/1-0-0", anon("cookie_extractor_config", "true", `{"cookies":["a",1]}`)))
	f(settings.Invalid, "/data/parameters/x", document("ua_parser_config/jsonschema/1-0-0", anon("ua_parser_config", "true", `{"x":1}`)))
	f(settings.Unsupported, "/schema", document("ip_lookups/jsonschema/1-0-0", anon("ip_lookups", "true", `{}`)))
	f(settings.Duplicate, "/schema", good, settings.Document{File: "again.json", Text: good.Text})
	f(settings.DataFile, "/data/parameters/isp", document("ip_lookups/jsonschema/2-0-0", anon("ip_lookups", "true", `{"isp":{"database":"GeoIP2-ISP.mmdb","uri":"file:///mm"}}`)))
}

func TestAllProblemsTogether(t *testing.T) {
	_, err := load(
		document("anon_ip/jsonschema/1-0-0", anon("anon_ip", "true", `{"anonOctets":5}`)),
		document("ip_lookups/jsonschema/2-0-0", anon("ip_lookups", "true", `{"isp":{"database":"GeoIP2-ISP.mmdb","uri":"file:///mm"}}`)),
	)
	for _, want := range []string{"anon_ip.json#/data/parameters/anonOctets: ", "ip_lookups.json#/data/parameters/isp: "} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestFilesAreListed(t *testing.T) {
	set, err := configured.Load(context.Background(), configured.Options{
		Schemas: enrichtest.Schemas(), Files: enrichtest.Files{"https://b.example/r.yml": "search: {}"},
	}, []settings.Document{document("referer_parser/jsonschema/2-0-0", anon("referer_parser", "true", `{"internalDomains":[],"uri":"https://b.example","database":"r.yml"}`))})
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Files) != 1 || set.Files[0].URI != "https://b.example/r.yml" || set.Files[0].Size != 10 || set.Files[0].Data != nil {
		t.Errorf("got %+v", set.Files)
	}
}

type outage struct{}

var errOutage = errors.New("registry is down")

func (outage) ByURI(context.Context, string) (*iglu.Schema, error) { return nil, errOutage }

func TestOutage(t *testing.T) {
	_, err := configured.Load(context.Background(), configured.Options{Schemas: outage{}}, []settings.Document{
		document("anon_ip/jsonschema/1-0-0", anon("anon_ip", "true", `{"anonOctets":1}`)),
	})
	var ps settings.Problems
	if !errors.Is(err, errOutage) || errors.As(err, &ps) {
		t.Errorf("got %v", err)
	}
}

func TestDefaults(t *testing.T) {
	files := configured.Defaults()
	readme := string(files["README.md"])
	var docs []settings.Document
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if filepath.Ext(name) != ".json" {
			continue
		}
		docs = append(docs, settings.Document{File: name, Text: files[name]})
		if !strings.Contains(readme, "`"+name+"`") {
			t.Errorf("README.md does not explain %s", name)
		}
	}
	set, err := load(docs...)
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Steps) != 6 || len(set.Warnings) > 0 || !set.Repeatable {
		t.Errorf("%d steps, warnings %v", len(set.Steps), set.Warnings)
	}
}

// FuzzLoad holds for every text of a configuration: it is loaded, or it has
// problems that name its file.
func FuzzLoad(f *testing.F) {
	for _, text := range configured.Defaults() {
		f.Add(string(text))
	}
	f.Add(string(document("cookie_extractor_config/jsonschema/1-0-0", anon("cookie_extractor_config", "true", `{"cookies":["sp"]}`)).Text))
	f.Add(`{"schema":"iglu:com.acme/b/jsonschema/1-0-0","data":{}}`)
	f.Fuzz(func(t *testing.T, text string) {
		set, err := configured.Load(context.Background(), configured.Options{Schemas: enrichtest.Schemas(), Files: enrichtest.Files{}},
			[]settings.Document{{File: "a.json", Text: []byte(text)}})
		var ps settings.Problems
		if err != nil && !errors.As(err, &ps) {
			t.Errorf("got %v", err)
		}
		for _, p := range ps {
			if p.File != "a.json" {
				t.Errorf("problem of file %q: %v", p.File, p)
			}
		}
		if err == nil {
			if err := set.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

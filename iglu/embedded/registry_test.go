package embedded_test

import (
	"context"
	"encoding/json"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/embedded"
	"github.com/camonica/camonica/jsondoc"
)

func TestSchemas(t *testing.T) {
	keys := embedded.Keys()
	if len(keys) < 100 {
		t.Fatalf("only %d schemas", len(keys))
	}
	for _, k := range keys {
		b, err := embedded.Registry{}.Lookup(context.Background(), k)
		if err != nil {
			t.Fatalf("%s: %v", k, err)
		}
		s, err := iglu.Compile(k, b)
		if err != nil {
			t.Errorf("%s: %v", k, err)
			continue
		}
		for _, w := range s.Warnings() {
			if k.Name != "schema" { // the schema of schemas refers to draft 4
				t.Errorf("%s: %s: %s", k, w.Path, w.Message)
			}
		}
		var d jsondoc.Doc
		if err := d.Parse(b, 100); err != nil {
			t.Fatal(err)
		}
		if self, err := iglu.SelfKey(d.Root()); err != nil || self != k {
			t.Errorf("%s calls itself %s, %v", k, self, err)
		}
		if !strings.HasPrefix(string(b), "{\n  \"$schema\"") || !strings.HasSuffix(string(b), "}\n") || strings.Contains(string(b), "\t") {
			t.Errorf("%s is not tidy", k)
		}
	}
}

func TestLookupMissing(t *testing.T) {
	for _, uri := range []string{"iglu:com.acme/x/jsonschema/1-0-0", "iglu:../schemas/jsonschema/1-0-0", "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/9-0-0"} {
		k, err := iglu.ParseKey(uri)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := (embedded.Registry{}).Lookup(context.Background(), k); !errors.Is(err, iglu.ErrNotFound) {
			t.Errorf("%s: %v, want ErrNotFound", uri, err)
		}
	}
}

func TestVersions(t *testing.T) {
	got, err := embedded.Registry{}.Versions(context.Background(), "com.snowplowanalytics.snowplow", "payload_data", "jsonschema", 1)
	if err != nil || len(got) != 5 || got[4] != (iglu.Version{Model: 1, Addition: 4}) {
		t.Errorf("payload_data: %v, %v", got, err)
	}
	if _, err := (embedded.Registry{}).Versions(context.Background(), "com.acme", "x", "jsonschema", 1); !errors.Is(err, iglu.ErrNotFound) {
		t.Errorf("no such schema: %v", err)
	}
}

// TestSameAsPublished holds the rules of each schema, not its words, against
// those published under the same key.
func TestSameAsPublished(t *testing.T) {
	dir := os.Getenv("CAMONICA_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	compared := 0
	for _, k := range embedded.Keys() {
		published, err := os.ReadFile(filepath.Join(dir, "iglu-central", "schemas", filepath.FromSlash(k.Path())))
		if err != nil {
			continue
		}
		ours, err := embedded.Registry{}.Lookup(context.Background(), k)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := rules(t, ours), rules(t, published); !reflect.DeepEqual(a, b) {
			t.Errorf("%s differs:\n%v\n%v", k, a, b)
		}
		compared++
	}
	if compared == 0 {
		t.Skip("no published schemas; set CAMONICA_DATA")
	}
}

func rules(t *testing.T, schema []byte) any {
	t.Helper()
	var v map[string]any
	d := json.NewDecoder(strings.NewReader(string(schema)))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return strip(v)
}

// strip removes what decides nothing from a schema and puts sets in order.
func strip(v map[string]any) map[string]any {
	out := make(map[string]any)
	for name, x := range v {
		switch name {
		case "properties", "patternProperties", "definitions":
			named := make(map[string]any)
			for n, s := range x.(map[string]any) {
				named[n] = strip(s.(map[string]any))
			}
			out[name] = named
		case "items", "additionalItems", "additionalProperties", "not":
			out[name] = x
			if s, ok := x.(map[string]any); ok {
				out[name] = strip(s)
			}
		case "oneOf", "anyOf", "allOf":
			var list []any
			for _, s := range x.([]any) {
				list = append(list, strip(s.(map[string]any)))
			}
			out[name] = list
		case "type", "required", "enum":
			if list, ok := x.([]any); ok {
				slices.SortFunc(list, func(a, b any) int { return strings.Compare(text(a), text(b)) })
			}
			out[name] = x
		case "minimum", "maximum", "multipleOf":
			out[name], _ = new(big.Rat).SetString(string(x.(json.Number)))
		case "$ref", "format", "pattern", "minLength", "maxLength", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "dependencies":
			out[name] = x
		}
	}
	return out
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

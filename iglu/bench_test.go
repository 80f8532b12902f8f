package iglu_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
)

// thirty is a schema with 30 properties of the usual sorts and an instance.
func thirty() (schema, instance string) {
	var props, members []string
	for i := range 30 {
		switch i % 5 {
		case 0:
			props = append(props, fmt.Sprintf(`"text%d":{"type":"string","maxLength":255}`, i))
			members = append(members, fmt.Sprintf(`"text%d":"some value %d"`, i, i))
		case 1:
			props = append(props, fmt.Sprintf(`"number%d":{"type":"integer","minimum":0,"maximum":2147483647}`, i))
			members = append(members, fmt.Sprintf(`"number%d":%d`, i, i*1000))
		case 2:
			props = append(props, fmt.Sprintf(`"flag%d":{"type":["boolean","null"]}`, i))
			members = append(members, fmt.Sprintf(`"flag%d":null`, i))
		case 3:
			props = append(props, fmt.Sprintf(`"choice%d":{"enum":["red","green","blue"]}`, i))
			members = append(members, fmt.Sprintf(`"choice%d":"green"`, i))
		case 4:
			props = append(props, fmt.Sprintf(`"id%d":{"type":"string","format":"uuid"}`, i))
			members = append(members, fmt.Sprintf(`"id%d":"123e4567-e89b-12d3-a456-426614174000"`, i))
		}
	}
	return `{"type":"object","properties":{` + strings.Join(props, ",") + `},"required":["text0","number1"],"additionalProperties":false}`,
		`{` + strings.Join(members, ",") + `}`
}

func compile(tb testing.TB, schema string) *iglu.Schema {
	tb.Helper()
	s, err := iglu.Compile(iglu.Key{}, []byte(schema))
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func parse(tb testing.TB, text string) jsondoc.Node {
	tb.Helper()
	var d jsondoc.Doc
	if err := d.Parse([]byte(text), 100); err != nil {
		tb.Fatal(err)
	}
	return d.Root()
}

func BenchmarkValidate(b *testing.B) {
	schema, instance := thirty()
	s, n := compile(b, schema), parse(b, instance)
	b.ReportAllocs()
	for b.Loop() {
		if s.Validate(n) != nil {
			b.Fatal("not valid")
		}
	}
}

func BenchmarkByURI(b *testing.B) {
	set := iglu.NewSet([]iglu.Source{{Name: "r", Registry: fixed(`{}`)}}, iglu.Options{})
	ctx, uri := context.Background(), "iglu:com.acme/event/jsonschema/1-0-0"
	b.ReportAllocs()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if _, err := set.ByURI(ctx, uri); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// A fixed registry gives the same schema for all keys.
type fixed string

func (f fixed) Lookup(context.Context, iglu.Key) ([]byte, error) { return []byte(f), nil }

func TestNoAllocation(t *testing.T) {
	schema, instance := thirty()
	s, n := compile(t, schema), parse(t, instance)
	f := func(what string, run func()) {
		t.Helper()
		if got := testing.AllocsPerRun(100, run); got != 0 {
			t.Errorf("%s: %v allocations", what, got)
		}
	}
	f("30 properties", func() { s.Validate(n) })
	branches := compile(t, `{"anyOf":[{"type":"string"},{"items":{"oneOf":[{"type":"integer","multipleOf":0.5},{"type":"string","pattern":"^x"}]}}],"not":{"minItems":9}}`)
	list := parse(t, `[1,2,"xyz",7]`)
	branches.Validate(list)
	if r := branches.Validate(list); r != nil {
		t.Fatal(r)
	}
	f("branches", func() { branches.Validate(list) })
	set := iglu.NewSet([]iglu.Source{{Name: "r", Registry: fixed(`{}`)}}, iglu.Options{})
	ctx, uri := context.Background(), []byte("iglu:com.acme/event/jsonschema/1-0-0")
	for range 5 {
		if _, err := set.ByURI(ctx, string(uri)); err != nil {
			t.Fatal(err)
		}
	}
	text := string(uri)
	f("lookup", func() { _, _ = set.ByURI(ctx, text) })
}

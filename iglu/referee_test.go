package iglu_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// noLoader never fetches a document.
type noLoader struct{}

func (noLoader) Load(string) (any, error) { return nil, errors.New("not loaded") }

// referee returns the verdicts of another validator: ok is false if it refuses
// the schema.
func referee(schema, instance string) (valid, ok bool) {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(schema))
	if err != nil {
		return false, false
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft4)
	c.UseLoader(noLoader{})
	if err := c.AddResource("mem:///schema", doc); err != nil {
		return false, false
	}
	s, err := c.Compile("mem:///schema")
	if err != nil {
		return false, false
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(instance))
	if err != nil {
		return false, false
	}
	return s.Validate(v) == nil, true
}

// A generator makes small schemas and instances that have something to do with
// each other. It leaves out what we decide differently on purpose: whole numbers
// with a fraction, formats, and classes in patterns.
type generator struct {
	*rand.Rand
	plain bool // without references
}

func (g generator) of(texts ...string) string { return texts[g.IntN(len(texts))] }

func (g generator) name() string { return g.of("a", "b", "c", "d e", "") }
func (g generator) number() string {
	return g.of("0", "1", "-1", "2", "3", "0.5", "1.5", "100", "125e-2", "-7", "12345678901234567890")
}
func (g generator) text() string {
	return g.of(`""`, `"a"`, `"ab"`, `"abc"`, `"é"`, `"😀😀"`, `"x\ny"`, `"1"`)
}

func (g generator) list(n int, f func() string) string {
	out := make([]string, n)
	for i := range out {
		out[i] = f()
	}
	return strings.Join(out, ",")
}

// members writes an object's content with different names.
func (g generator) members(n int, f func() string) string {
	seen := map[string]bool{}
	var out []string
	for range n {
		if name := g.name(); !seen[name] {
			seen[name] = true
			out = append(out, `"`+name+`":`+f())
		}
	}
	return strings.Join(out, ",")
}

func (g generator) value(depth int) string {
	k := g.IntN(9)
	if depth == 0 {
		k = g.IntN(6)
	}
	switch k {
	case 0:
		return "null"
	case 1:
		return g.of("true", "false")
	case 2, 3:
		return g.number()
	case 4, 5:
		return g.text()
	case 6:
		return "[" + g.list(g.IntN(4), func() string { return g.value(depth - 1) }) + "]"
	}
	return "{" + g.members(g.IntN(4), func() string { return g.value(depth - 1) }) + "}"
}

// document is a schema with one definition that parts of it refer to.
func (g generator) document() string {
	body := strings.TrimPrefix(g.schema(3), "{")
	if body != "}" {
		body = "," + body
	}
	g.plain = true
	return `{"definitions":{"r":` + g.schema(1) + "}" + body
}

func (g generator) schema(depth int) string {
	if !g.plain && depth < 3 && g.IntN(12) == 0 {
		return `{"$ref":"#/definitions/r"}`
	}
	var out []string
	add := func(name, value string) { out = append(out, `"`+name+`":`+value) }
	sub := func() string { return g.schema(depth - 1) }
	count := func() string { return g.of("0", "1", "2", "3") }
	if g.IntN(2) == 0 {
		add("type", g.of(`"string"`, `"integer"`, `"number"`, `"object"`, `"array"`, `"null"`, `"boolean"`, `["string","null"]`, `["integer","object"]`))
	}
	for range g.IntN(4) {
		k := g.IntN(26)
		if depth == 0 {
			k = g.IntN(12)
		}
		switch k {
		case 0:
			add("minimum", g.number())
		case 1:
			add("maximum", g.number())
			add("exclusiveMaximum", g.of("true", "false"))
		case 2:
			add("multipleOf", g.of("1", "2", "0.5", "0.01", "3"))
		case 3:
			add("minLength", count())
		case 4:
			add("maxLength", count())
		case 5:
			add("pattern", g.of(`"^a"`, `"b$"`, `"^.{2}$"`, `"x|c"`, `"^[0-9]+$"`))
		case 6:
			add("enum", "["+g.value(1)+"]")
		case 7:
			add("minItems", count())
		case 8:
			add("maxItems", count())
		case 9:
			add("uniqueItems", "true")
		case 10:
			add("required", `["`+g.name()+`"]`)
		case 11:
			add(g.of("minProperties", "maxProperties"), count())
		case 12, 13, 14:
			add("properties", "{"+g.members(3, sub)+"}")
		case 15:
			add("additionalProperties", g.of("false", "true", sub()))
		case 16:
			add("patternProperties", `{"`+g.of("a", "^b$", "^$")+`":`+sub()+"}")
		case 17, 18:
			add("items", sub())
		case 19:
			add("items", "["+sub()+","+sub()+"]")
			add("additionalItems", g.of("false", "true", sub()))
		case 20:
			add("dependencies", `{"`+g.name()+`":`+g.of(`["`+g.name()+`"]`, sub())+"}")
		case 21:
			add("not", sub())
		default:
			add(g.of("allOf", "anyOf", "oneOf"), "["+g.list(1+g.IntN(3), sub)+"]")
		}
	}
	return "{" + strings.Join(out, ",") + "}"
}

func TestAgainstReferee(t *testing.T) {
	g := generator{Rand: rand.New(rand.NewPCG(7, 11))}
	valid, invalid := 0, 0
	for range 12_000 {
		schema, instance := g.document(), g.value(3)
		want, ok := referee(schema, instance)
		if !ok {
			continue
		}
		s, err := iglu.Compile(iglu.Key{}, []byte(schema))
		if err != nil {
			t.Fatalf("schema %s: %v", schema, err)
		}
		var d jsondoc.Doc
		if err := d.Parse([]byte(instance), 50); err != nil {
			t.Fatal(err)
		}
		reports := s.Validate(d.Root())
		if got := reports == nil; got != want {
			t.Fatalf("schema %s, instance %s: valid is %v, want %v; %v", schema, instance, got, want, reports)
		}
		if want {
			valid++
		} else {
			invalid++
		}
	}
	if valid < 1000 || invalid < 1000 {
		t.Errorf("%d valid and %d invalid instances are not enough", valid, invalid)
	}
}

// FuzzValidate holds compiling and validating against crashes, endless work, and
// reports that disagree with the verdict.
func FuzzValidate(f *testing.F) {
	schema, instance := thirty()
	f.Add([]byte(schema), []byte(instance))
	f.Add([]byte(`{"definitions":{"a":{"type":"integer"}},"properties":{"x":{"$ref":"#/definitions/a"}}}`), []byte(`{"x":1.5}`))
	f.Add([]byte(`{"anyOf":[{"properties":{"a":{"$ref":"#"}}},{"items":{"$ref":"#"}}],"not":{"type":"null"}}`), []byte(`{"a":[null]}`))
	f.Add([]byte(`{"pattern":"^(a+)+\\1$","format":"email","multipleOf":0.01}`), []byte(`"a@b"`))
	f.Add([]byte(`{"uniqueItems":true,"items":[{}],"additionalItems":false,"dependencies":{"a":["b"]}}`), []byte(`[1,1.0]`))
	g := generator{Rand: rand.New(rand.NewPCG(1, 2))}
	for range 20 {
		f.Add([]byte(g.document()), []byte(g.value(3)))
	}
	f.Fuzz(func(t *testing.T, schema, instance []byte) {
		s, err := iglu.Compile(iglu.Key{}, schema)
		var bad *iglu.SchemaError
		if err != nil && !errors.As(err, &bad) {
			t.Fatalf("error %v is no SchemaError", err)
		}
		if err == nil && !json.Valid(schema) {
			t.Fatal("compiled what is no JSON")
		}
		var d jsondoc.Doc
		if err != nil || d.Parse(instance, 50) != nil {
			return
		}
		reports := s.Validate(d.Root())
		if len(reports) > 33 {
			t.Fatalf("%d reports", len(reports))
		}
		for _, r := range reports {
			if r.Message == "" || r.Path == "" {
				t.Fatalf("empty report %+v", r)
			}
		}
	})
}

package jsonpath_test

import (
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich/jsonpath"
	"github.com/camonica/camonica/jsondoc"
)

const shop = `{"name":"n","items":[{"id":1,"tags":["a","b"],"price":2.5},{"id":2,"tags":[],"price":10},{"id":3,"o":{"id":4}}],"a.b":{"c":null}}`

// find returns what a path finds, compact and separated by spaces.
func find(t *testing.T, d jsonpath.Dialect, doc, path string) string {
	t.Helper()
	p, err := jsonpath.Compile(path, d)
	if err != nil {
		return "error"
	}
	var j jsondoc.Doc
	if err := j.Parse([]byte(doc), jsondoc.DefaultDepth); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, n := range p.Append(nil, j.Root()) {
		out = append(out, string(n.AppendCompact(nil)))
	}
	return strings.Join(out, " ")
}

func TestPaths(t *testing.T) {
	f := func(path, gatling, jayway string) {
		t.Helper()
		if got := find(t, jsonpath.Gatling, shop, path); got != gatling {
			t.Errorf("Gatling %s = %s, want %s", path, got, gatling)
		}
		if got := find(t, jsonpath.Jayway, shop, path); got != jayway {
			t.Errorf("Jayway %s = %s, want %s", path, got, jayway)
		}
	}
	both := func(path, want string) { t.Helper(); f(path, want, want) }
	both("$.name", `"n"`)
	both("$ . name", `"n"`)
	both("$['a.b'].c", "null")
	both("$.items[0].id", "1")
	both("$.items[-1].id", "3")
	both("$.items[0,2]['id','price']", "1 2.5 3")
	both("$.items[1:].id", "2 3")
	both("$.items[*].tags[*]", `"a" "b"`)
	both("$.items[?(@.price > 2.5)].id", "2")
	both("$.items[?(@.price >= 2.5 && @.id < 2 || @.o)].id", "1 3")
	both("$.none.at[3].all", "")
	both("$.items[7]", "")
	f("$..id", "1 2 3 4", "1 2 3 4")
	f("$.items.*", "", `{"id":1,"tags":["a","b"],"price":2.5} {"id":2,"tags":[],"price":10} {"id":3,"o":{"id":4}}`)
	f("$.items[2][*]", "", `3 {"id":4}`)
	f("$.['name']", "error", `"n"`)
	f("$..['id']", "error", "1 2 3 4")
	f("$..[?(@.id > 3)]", `{"id":4}`, `{"id":4}`)
	f("$.items[?(!@.price)].id", "error", "3")
	f("$[?(@.name =~ /N/i)].name", "error", `"n"`)
	f("$.items[?((@.id == 1 || @.id == 3) && @.tags)].id", "error", "1")
	for _, bad := range []string{"", "name", ".name", "$.", "$..", "$[", "$['a", "$[a]", "$[1:2:0]", "$[?(@.a]", "$[?(1 == 1)]", "$x", "$.a b", "$[99999999999]"} {
		both(bad, "error")
	}
}

func TestDeepNamesInGatling(t *testing.T) {
	const nested = `{"a":{"a":1},"b":[{"a":2}]}`
	if got := find(t, jsonpath.Gatling, nested, "$..a"); got != `{"a":1} 2` {
		t.Errorf("Gatling looks below what it found: %s", got)
	}
	if got := find(t, jsonpath.Jayway, nested, "$..a"); got != `{"a":1} 1 2` {
		t.Errorf("Jayway = %s", got)
	}
}

func TestFindingAllocatesNothing(t *testing.T) {
	p, err := jsonpath.Compile("$.items[?(@.price > 2)].id", jsonpath.Gatling)
	if err != nil {
		t.Fatal(err)
	}
	var d jsondoc.Doc
	if err := d.Parse([]byte(shop), jsondoc.DefaultDepth); err != nil {
		t.Fatal(err)
	}
	dst := make([]jsondoc.Node, 0, 8)
	if n := testing.AllocsPerRun(100, func() { dst = p.Append(dst[:0], d.Root()) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{"$.a['b'][0,1][1:2:3]..c", "$..[?(@.a == 'x' && $.b != 1)]", "$..*[?(@)]", "$[?(!(@.a =~ /x/i))]"} {
		f.Add(s)
	}
	var d jsondoc.Doc
	if err := d.Parse([]byte(shop), jsondoc.DefaultDepth); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(_ *testing.T, path string) {
		for _, dialect := range []jsonpath.Dialect{jsonpath.Gatling, jsonpath.Jayway} {
			if p, err := jsonpath.Compile(path, dialect); err == nil && len(path) < 60 {
				p.Append(nil, d.Root())
			}
		}
	})
}

package iglu

import (
	_ "embed"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/camonica/camonica/jsondoc"
)

// draft4 is the meta-schema of draft 4, the only document outside a schema that
// $ref can reach.
//
//go:embed draft4.json
var draft4 []byte

var meta struct {
	once sync.Once
	c    *compiler
}

// metaSchema returns the compiled meta-schema; only its rules may be read.
func metaSchema() *compiler {
	meta.once.Do(func() {
		c, err := newCompiler(draft4)
		if err != nil || endless(c.compile(c.root)) || len(c.issues) > 0 {
			panic("iglu: internal error: bad meta-schema")
		}
		meta.c = c
	})
	return meta.c
}

// resolve gives r the target of a reference. Nothing is ever fetched: other
// documents pass everything.
func (c *compiler) resolve(r *rule, ref string) {
	document, fragment, _ := strings.Cut(ref, "#")
	switch document {
	case "":
		c.resolveLocal(r, fragment)
	case "http://json-schema.org/draft-04/schema", "https://json-schema.org/draft-04/schema":
		m := metaSchema()
		if n, ok := follow(m.root, fragment); ok {
			r.ref = m.rules[n] // nil, so everything passes, for parts that are no schemas
		}
	default:
		c.warn("refers to another document, which is not fetched: everything passes")
	}
}

func (c *compiler) resolveLocal(r *rule, fragment string) {
	n, ok := follow(c.root, fragment)
	if !ok || n.Kind() != jsondoc.Object {
		r.broken = "#" + shortName(fragment)
		c.warn("refers to a part that the schema does not have")
		return
	}
	r.ref = c.compile(n)
}

// follow walks a JSON pointer in the fragment of a URI.
func follow(n jsondoc.Node, fragment string) (jsondoc.Node, bool) {
	pointer, err := url.PathUnescape(fragment)
	if err != nil {
		return jsondoc.Node{}, false
	}
	if pointer == "" {
		return n, true
	}
	if pointer[0] != '/' {
		return jsondoc.Node{}, false // the id of a part
	}
	for token := range strings.SplitSeq(pointer[1:], "/") {
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		if n.Kind() == jsondoc.Array {
			n = element(n, token)
		} else {
			n = n.Get(token)
		}
		if !n.Exists() {
			return jsondoc.Node{}, false
		}
	}
	return n, true
}

func element(n jsondoc.Node, token string) jsondoc.Node {
	want, err := strconv.Atoi(token)
	if err != nil {
		return jsondoc.Node{}
	}
	for i, e := range n.Elements() {
		if i == want {
			return e
		}
	}
	return jsondoc.Node{}
}

// endless tells whether applying the rule to a value can come back to a rule
// for the same value.
func endless(root *rule) bool {
	const (
		open = 1 + iota
		done
	)
	state := make(map[*rule]int)
	var visit func(*rule) bool
	visit = func(r *rule) bool {
		state[r] = open
		for _, next := range r.inPlace() {
			if state[next] == open || state[next] == 0 && visit(next) {
				return true
			}
		}
		state[r] = done
		return false
	}
	reached := map[*rule]bool{root: true}
	for todo := []*rule{root}; len(todo) > 0; {
		r := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if state[r] == 0 && visit(r) {
			return true
		}
		for _, next := range append(r.inPlace(), r.below()...) {
			if !reached[next] {
				reached[next] = true
				todo = append(todo, next)
			}
		}
	}
	return false
}

// inPlace returns the rules that r applies to the same value.
func (r *rule) inPlace() []*rule {
	var out []*rule
	for _, list := range [][]*rule{r.allOf, r.anyOf, r.oneOf, {r.ref, r.not}} {
		for _, s := range list {
			if s != nil {
				out = append(out, s)
			}
		}
	}
	if r.object != nil {
		for _, d := range r.object.dependencies {
			if d.rule != nil {
				out = append(out, d.rule)
			}
		}
	}
	return out
}

// below returns the rules that r applies to elements and members.
func (r *rule) below() []*rule {
	var out []*rule
	add := func(rules ...*rule) {
		for _, s := range rules {
			if s != nil {
				out = append(out, s)
			}
		}
	}
	if a := r.array; a != nil {
		add(a.items, a.additional)
		add(a.tuple...)
	}
	if o := r.object; o != nil {
		add(o.additional)
		for _, m := range o.members {
			add(m.rule)
		}
		for _, p := range o.patterns {
			add(p.rule)
		}
	}
	return out
}

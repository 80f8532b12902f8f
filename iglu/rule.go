package iglu

import (
	"unicode/utf8"

	"github.com/camonica/camonica/jsondoc"
)

// A rule is one compiled schema or sub-schema. Rules are shared by all workers
// and never change.
type rule struct {
	ref    *rule  // of a schema with $ref, which has nothing else
	broken string // $ref without target: invalid when reached

	plain    typeSet // kinds that are valid whatever the value
	types    typeSet
	typeList []string
	enum     *enum

	number *numberRule
	text   *textRule
	array  *arrayRule
	object *objectRule

	allOf, anyOf, oneOf []*rule
	not                 *rule
}

// typeSet is a set of JSON kinds, with a bit more for integer; 0 allows all.
type typeSet uint16

const typeInteger typeSet = 1 << 8

func kindBit(k jsondoc.Kind) typeSet { return 1 << k }

func (s typeSet) has(n jsondoc.Node) bool {
	k := n.Kind()
	return s&kindBit(k) != 0 || s&typeInteger != 0 && k == jsondoc.Number && isInteger(n.Number())
}

type textRule struct {
	minLength, maxLength int64 // code points; maxLength -1 is none
	pattern              *pattern
	format               string
	formatOK             func(string) bool
}

type arrayRule struct {
	items        *rule   // of all elements
	tuple        []*rule // of the first ones; nil if items is a schema
	additional   *rule   // of those after the tuple
	noAdditional bool
	minItems     int64
	maxItems     int64 // -1 is none
	unique       bool
}

type objectRule struct {
	members      map[string]member // of properties and required
	table        memberTable       // the same, for checks
	required     []string
	patterns     []patternRule
	additional   *rule
	noAdditional bool
	minMembers   int64
	maxMembers   int64 // -1 is none
	dependencies []dependency
}

// A member is what an object schema says of one name.
type member struct {
	rule     *rule // nil if it is only required
	required bool
}

type patternRule struct {
	pattern *pattern
	rule    *rule
}

type dependency struct {
	name  string
	names []string // that must be there too
	rule  *rule    // or that the object must obey
}

// run is the state of one validation.
type run struct{ steps int }

func (v *run) spent() bool { return v.steps > maxSteps }

// check tells whether n obeys the rule. It allocates nothing, but for
// uniqueItems of long arrays and patterns that backtrack.
func (r *rule) check(n jsondoc.Node, v *run) bool {
	if v.steps++; v.spent() {
		return false
	}
	for r.ref != nil {
		r = r.ref
	}
	if r.types != 0 && !r.types.has(n) || r.broken != "" || r.enum != nil && !r.enum.has(n) {
		return false
	}
	switch n.Kind() {
	case jsondoc.Number:
		if r.number != nil && !r.number.check(n.Number()) {
			return false
		}
	case jsondoc.String:
		if r.text != nil && !r.text.check(n.Text()) {
			return false
		}
	case jsondoc.Array:
		if r.array != nil && !r.array.check(n, v) {
			return false
		}
	case jsondoc.Object:
		if r.object != nil && !r.object.check(n, v) {
			return false
		}
	}
	return r.checkBranches(n, v)
}

// checkMember is check with a short way for what most members are: a value of
// which the schema says the type and no more.
func (r *rule) checkMember(n jsondoc.Node, v *run) bool {
	if r.plain&kindBit(n.Kind()) != 0 {
		v.steps++
		return !v.spent()
	}
	return r.check(n, v)
}

func (r *rule) checkBranches(n jsondoc.Node, v *run) bool {
	for _, b := range r.allOf {
		if !b.check(n, v) {
			return false
		}
	}
	return (r.anyOf == nil || countValid(r.anyOf, n, v, 1) == 1) &&
		(r.oneOf == nil || countValid(r.oneOf, n, v, 2) == 1) &&
		(r.not == nil || !r.not.check(n, v) && !v.spent())
}

// countValid counts the rules that n obeys, up to limit.
func countValid(rules []*rule, n jsondoc.Node, v *run, limit int) int {
	c := 0
	for _, b := range rules {
		if b.check(n, v) {
			if c++; c == limit {
				break
			}
		}
	}
	return c
}

func (r *textRule) check(s string) bool {
	if !r.lengthOK(s) || r.formatOK != nil && !r.formatOK(s) {
		return false
	}
	if r.pattern == nil {
		return true
	}
	ok, err := r.pattern.match(s)
	return ok && err == nil
}

// lengthOK counts code points only if the bytes leave doubt.
func (r *textRule) lengthOK(s string) bool {
	n := int64(len(s))
	if (r.maxLength < 0 || n <= r.maxLength) && (r.minLength == 0 || n >= r.minLength*utf8.UTFMax) {
		return true
	}
	n = int64(utf8.RuneCountInString(s))
	return n >= r.minLength && (r.maxLength < 0 || n <= r.maxLength)
}

func (r *arrayRule) check(n jsondoc.Node, v *run) bool {
	size := int64(n.Len())
	if size < r.minItems || r.maxItems >= 0 && size > r.maxItems ||
		r.noAdditional && size > int64(len(r.tuple)) || r.unique && !unique(n) {
		return false
	}
	if r.items == nil && r.tuple == nil {
		return true
	}
	i := 0
	for m := n.First(); m.Exists(); m = m.Next() {
		if e := r.element(i); e != nil && !e.checkMember(m.Value(), v) {
			return false
		}
		i++
	}
	return true
}

// element returns the rule for the element at i.
func (r *arrayRule) element(i int) *rule {
	switch {
	case r.tuple == nil:
		return r.items
	case i < len(r.tuple):
		return r.tuple[i]
	}
	return r.additional
}

func (r *objectRule) check(n jsondoc.Node, v *run) bool {
	if size := int64(n.Len()); size < r.minMembers || r.maxMembers >= 0 && size > r.maxMembers {
		return false
	}
	if p := r.plan(n); p != nil {
		return p.check(n, v)
	}
	required := 0
	for m := n.First(); m.Exists(); m = m.Next() {
		p := r.table.get(m)
		if p.required {
			required++
		}
		known := p.rule != nil
		if known && !p.rule.checkMember(m.Value(), v) {
			return false
		}
		for i := range r.patterns {
			if hit, err := r.patterns[i].pattern.match(m.Name()); err != nil || hit && !r.patterns[i].rule.check(m.Value(), v) {
				return false
			} else if hit {
				known = true
			}
		}
		if !known && (r.noAdditional || r.additional != nil && !r.additional.check(m.Value(), v)) {
			return false
		}
	}
	if required < len(r.required) {
		return false
	}
	for i := range r.dependencies {
		if !r.dependencies[i].check(n, v) {
			return false
		}
	}
	return true
}

func (d *dependency) check(n jsondoc.Node, v *run) bool {
	if !n.Get(d.name).Exists() {
		return true
	}
	for _, name := range d.names {
		if !n.Get(name).Exists() {
			return false
		}
	}
	return d.rule == nil || d.rule.check(n, v)
}

// An enum is the values that an instance may equal.
type enum struct {
	texts  map[string]bool
	others []jsondoc.Node // not texts
	list   string         // all of them, for reports, cut if there are many
}

func (e *enum) has(n jsondoc.Node) bool {
	if n.Kind() == jsondoc.String {
		return e.texts[n.Text()]
	}
	for _, o := range e.others {
		if equal(o, n) {
			return true
		}
	}
	return false
}

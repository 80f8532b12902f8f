package iglu

import (
	"errors"
	"fmt"
	"strings"

	"github.com/camonica/camonica/jsondoc"
)

// A compiler turns the JSON of a schema into rules and collects its faults:
// those that draft 4's meta-schema and both JVM validators find.
type compiler struct {
	root     jsondoc.Node
	rules    map[jsondoc.Node]*rule // also those under work, for references to them
	path     []pathStep
	issues   []Issue
	warnings []Issue
}

func newCompiler(schema []byte) (*compiler, error) {
	if len(schema) > MaxSchemaBytes {
		return nil, fmt.Errorf("larger than %d bytes", MaxSchemaBytes)
	}
	doc := new(jsondoc.Doc)
	if err := doc.Parse(schema, maxSchemaDepth); errors.Is(err, jsondoc.ErrDepth) {
		return nil, fmt.Errorf("nested deeper than %d levels", maxSchemaDepth)
	} else if err != nil {
		return nil, err
	}
	return &compiler{root: doc.Root(), rules: make(map[jsondoc.Node]*rule)}, nil
}

func (c *compiler) compileRoot(key Key) *rule {
	r := c.compile(c.root)
	if self, err := SelfKey(c.root); err == nil && key != (Key{}) && self != key {
		c.at("self", func() { c.warn("names another schema than the one it is published as") })
	}
	if len(c.issues) == 0 && endless(r) {
		c.issue("refers to itself without end")
	}
	return r
}

func (c *compiler) issue(format string, args ...any) {
	if len(c.issues) < maxIssues {
		c.issues = append(c.issues, Issue{Path: pathText(c.path), Message: fmt.Sprintf(format, args...)})
	}
}

func (c *compiler) warn(format string, args ...any) {
	if len(c.warnings) < maxIssues {
		c.warnings = append(c.warnings, Issue{Path: pathText(c.path), Message: fmt.Sprintf(format, args...)})
	}
}

// at runs f with name added to the path of issues.
func (c *compiler) at(name string, f func()) {
	c.path = append(c.path, pathStep{name: name, named: true})
	f()
	c.path = c.path[:len(c.path)-1]
}

func (c *compiler) atIndex(i int, f func()) {
	c.path = append(c.path, pathStep{index: i})
	f()
	c.path = c.path[:len(c.path)-1]
}

// compile returns the rule of a schema, compiling it when it is first met.
func (c *compiler) compile(n jsondoc.Node) *rule {
	if r, ok := c.rules[n]; ok {
		return r
	}
	r := new(rule)
	c.rules[n] = r
	if n.Kind() != jsondoc.Object {
		c.issue("a schema must be an object")
		return r
	}
	ref, isRef := "", false
	for m := n.First(); m.Exists(); m = m.Next() {
		v := m.Value()
		c.at(m.Name(), func() {
			if m.Name() == "$ref" {
				if isRef = c.want(v, jsondoc.String); isRef {
					ref = v.Text()
				}
				return
			}
			if f, ok := keywords[m.Name()]; ok {
				f(c, r, v)
			}
		})
	}
	for _, pair := range [][2]string{{"exclusiveMinimum", "minimum"}, {"exclusiveMaximum", "maximum"}} {
		if n.Get(pair[0]).Exists() && !n.Get(pair[1]).Exists() {
			c.at(pair[0], func() { c.issue("needs the member %s beside it", pair[1]) })
		}
	}
	r.tidy(n)
	if isRef {
		*r = rule{} // draft 4: nothing beside $ref counts
		c.at("$ref", func() { c.resolve(r, ref) })
	}
	return r
}

// tidy drops groups that cannot refuse anything and sets what depends on
// several keywords.
func (r *rule) tidy(n jsondoc.Node) {
	if r.number != nil {
		if r.number.min != nil {
			r.number.min.exclusive = n.Get("exclusiveMinimum").True()
		}
		if r.number.max != nil {
			r.number.max.exclusive = n.Get("exclusiveMaximum").True()
		}
	}
	if a := r.array; a != nil && a.tuple == nil {
		a.additional, a.noAdditional = nil, false
	}
	if o := r.object; o != nil {
		for _, name := range o.required {
			m := o.members[name]
			m.required = true
			o.members[name] = m
		}
		o.table = newMemberTable(o.members)
	}
	r.plain = r.plainKinds()
}

// plainKinds returns the kinds of which every value is valid, as far as that is
// seen at once.
func (r *rule) plainKinds() typeSet {
	if r.enum != nil || r.allOf != nil || r.anyOf != nil || r.oneOf != nil || r.not != nil {
		return 0
	}
	kinds := kindBit(jsondoc.Null) | kindBit(jsondoc.Bool)
	if r.number == nil {
		kinds |= kindBit(jsondoc.Number)
	}
	if r.text == nil {
		kinds |= kindBit(jsondoc.String)
	}
	if r.array == nil {
		kinds |= kindBit(jsondoc.Array)
	}
	if r.object == nil {
		kinds |= kindBit(jsondoc.Object)
	}
	if r.types != 0 {
		kinds &= r.types
	}
	return kinds
}

func (r *rule) numbers() *numberRule {
	if r.number == nil {
		r.number = new(numberRule)
	}
	return r.number
}

func (r *rule) texts() *textRule {
	if r.text == nil {
		r.text = &textRule{maxLength: -1}
	}
	return r.text
}

func (r *rule) arrays() *arrayRule {
	if r.array == nil {
		r.array = &arrayRule{maxItems: -1}
	}
	return r.array
}

func (r *rule) objects() *objectRule {
	if r.object == nil {
		r.object = &objectRule{maxMembers: -1, members: make(map[string]member)}
	}
	return r.object
}

// want tells whether v is of the kind, or notes an issue.
func (c *compiler) want(v jsondoc.Node, k jsondoc.Kind) bool {
	if v.Kind() == k {
		return true
	}
	c.issue("must be of type %s, not %s", k, v.Kind())
	return false
}

// size reads a length or count: an integer from 0, written without fraction.
// What does not fit stands for without limit.
func (c *compiler) size(v jsondoc.Node) int64 {
	const huge = 1 << 60
	if v.Kind() != jsondoc.Number || !isInteger(v.Number()) {
		c.issue("must be an integer from 0")
		return 0
	}
	if x := parseNumber(v.Number()); x.neg {
		c.issue("must be an integer from 0")
		return 0
	}
	if i, ok := smallInt(v.Number()); ok {
		return min(i, huge)
	}
	return huge
}

func (c *compiler) limit(v jsondoc.Node) *limit {
	if !c.want(v, jsondoc.Number) {
		return nil
	}
	l := &limit{text: strings.Clone(v.Number())}
	l.n = parseNumber(l.text)
	l.i, l.isInt = smallInt(l.text)
	l.fixed, l.isFixed = fixed(l.text)
	return l
}

func (c *compiler) pattern(source string) *pattern {
	p, err := compilePattern(strings.Clone(source))
	if err != nil {
		c.issue("%v", err)
	}
	return p
}

// names reads a list of different texts, at least one.
func (c *compiler) names(v jsondoc.Node) []string {
	if !c.want(v, jsondoc.Array) {
		return nil
	}
	if v.Len() == 0 {
		c.issue("must not be empty")
	}
	out := make([]string, 0, v.Len())
	seen := make(map[string]bool, v.Len())
	for i, e := range v.Elements() {
		c.atIndex(i, func() {
			if !c.want(e, jsondoc.String) {
				return
			}
			name := e.Text()
			if seen[name] {
				c.issue("occurs more than once")
			}
			seen[name] = true
			out = append(out, name)
		})
	}
	return out
}

// schemas reads a list of schemas, at least one.
func (c *compiler) schemas(v jsondoc.Node) []*rule {
	if !c.want(v, jsondoc.Array) {
		return nil
	}
	if v.Len() == 0 {
		c.issue("must not be empty")
	}
	out := make([]*rule, 0, v.Len())
	for i, e := range v.Elements() {
		c.atIndex(i, func() { out = append(out, c.compile(e)) })
	}
	return out
}

// each compiles the schemas of an object by name.
func (c *compiler) each(v jsondoc.Node, f func(name string, r *rule)) {
	if !c.want(v, jsondoc.Object) {
		return
	}
	for name, s := range v.Members() {
		c.at(name, func() { f(name, c.compile(s)) })
	}
}

// schemaOrBool reads additionalItems and additionalProperties.
func (c *compiler) schemaOrBool(v jsondoc.Node) (r *rule, none bool) {
	switch v.Kind() {
	case jsondoc.Bool:
		return nil, !v.True()
	case jsondoc.Object:
		return c.compile(v), false
	}
	c.issue("must be a schema or a boolean")
	return nil, false
}

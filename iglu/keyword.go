package iglu

import (
	"strings"

	"github.com/camonica/camonica/jsondoc"
)

// keywords holds the keywords of draft 4. Others, also those of later drafts,
// are ignored. The map is filled in init because the functions reach back to it.
var keywords map[string]func(c *compiler, r *rule, v jsondoc.Node)

func init() {
	keywords = map[string]func(c *compiler, r *rule, v jsondoc.Node){
		"$schema": (*compiler).schemaURI, "id": (*compiler).id,
		"title": (*compiler).anyText, "description": (*compiler).anyText,
		"type": (*compiler).types, "enum": (*compiler).enum,

		"minimum":          func(c *compiler, r *rule, v jsondoc.Node) { r.numbers().min = c.limit(v) },
		"maximum":          func(c *compiler, r *rule, v jsondoc.Node) { r.numbers().max = c.limit(v) },
		"exclusiveMinimum": (*compiler).anyBool, "exclusiveMaximum": (*compiler).anyBool,
		"multipleOf": (*compiler).multipleOf,

		"minLength": func(c *compiler, r *rule, v jsondoc.Node) { r.texts().minLength = c.size(v) },
		"maxLength": func(c *compiler, r *rule, v jsondoc.Node) { r.texts().maxLength = c.size(v) },
		"pattern":   (*compiler).textPattern, "format": (*compiler).format,

		"items": (*compiler).items, "additionalItems": (*compiler).additionalItems,
		"minItems":    func(c *compiler, r *rule, v jsondoc.Node) { r.arrays().minItems = c.size(v) },
		"maxItems":    func(c *compiler, r *rule, v jsondoc.Node) { r.arrays().maxItems = c.size(v) },
		"uniqueItems": (*compiler).uniqueItems,

		"properties": (*compiler).properties, "patternProperties": (*compiler).patternProperties,
		"additionalProperties": (*compiler).additionalProperties,
		"required":             func(c *compiler, r *rule, v jsondoc.Node) { r.objects().required = c.names(v) },
		"minProperties":        func(c *compiler, r *rule, v jsondoc.Node) { r.objects().minMembers = c.size(v) },
		"maxProperties":        func(c *compiler, r *rule, v jsondoc.Node) { r.objects().maxMembers = c.size(v) },
		"dependencies":         (*compiler).dependencies,
		"definitions":          func(c *compiler, _ *rule, v jsondoc.Node) { c.each(v, func(string, *rule) {}) },

		"allOf": func(c *compiler, r *rule, v jsondoc.Node) { r.allOf = c.schemas(v) },
		"anyOf": func(c *compiler, r *rule, v jsondoc.Node) { r.anyOf = c.schemas(v) },
		"oneOf": func(c *compiler, r *rule, v jsondoc.Node) { r.oneOf = c.schemas(v) },
		"not":   func(c *compiler, r *rule, v jsondoc.Node) { r.not = c.compile(v) },
	}
}

func (c *compiler) anyText(_ *rule, v jsondoc.Node) { c.want(v, jsondoc.String) }
func (c *compiler) anyBool(_ *rule, v jsondoc.Node) { c.want(v, jsondoc.Bool) }

// schemaURI takes any $schema but those of other languages: draft 3, and Iglu
// URIs, which both JVM validators refuse.
func (c *compiler) schemaURI(_ *rule, v jsondoc.Node) {
	if !c.want(v, jsondoc.String) {
		return
	}
	switch uri := v.Text(); {
	case !isURI(uri) || strings.HasPrefix(uri, scheme):
		c.issue("must be %s", MetaSchema)
	case strings.HasPrefix(strings.TrimPrefix(uri, "https"), "://json-schema.org/draft-03/"),
		strings.HasPrefix(strings.TrimPrefix(uri, "http"), "://json-schema.org/draft-03/"):
		c.issue("draft 3 is not supported")
	case uri != MetaSchema:
		c.warn("should be %s", MetaSchema)
	}
}

func (c *compiler) id(_ *rule, v jsondoc.Node) {
	if c.want(v, jsondoc.String) && !isURI(v.Text()) {
		c.issue("must be a URI")
	}
}

var typeBits = map[string]typeSet{
	"null":    kindBit(jsondoc.Null),
	"boolean": kindBit(jsondoc.Bool),
	"number":  kindBit(jsondoc.Number),
	"integer": typeInteger,
	"string":  kindBit(jsondoc.String),
	"array":   kindBit(jsondoc.Array),
	"object":  kindBit(jsondoc.Object),
}

func (c *compiler) types(r *rule, v jsondoc.Node) {
	if v.Kind() == jsondoc.String {
		c.addType(r, v.Text())
		return
	}
	for i, name := range c.names(v) {
		c.atIndex(i, func() { c.addType(r, name) })
	}
}

func (c *compiler) addType(r *rule, name string) {
	bit, ok := typeBits[name]
	if !ok {
		c.issue("unknown type")
		return
	}
	r.types |= bit
	r.typeList = append(r.typeList, strings.Clone(name))
}

func (c *compiler) enum(r *rule, v jsondoc.Node) {
	if !c.want(v, jsondoc.Array) {
		return
	}
	if v.Len() == 0 {
		c.issue("must not be empty")
	}
	r.enum = &enum{texts: make(map[string]bool)}
	var list []string
	seen := make(map[string]bool, v.Len())
	for i, e := range v.Elements() {
		text := string(e.AppendCompact(nil))
		if seen[text] {
			c.atIndex(i, func() { c.issue("occurs more than once") })
		}
		seen[text] = true
		if e.Kind() == jsondoc.String {
			r.enum.texts[e.Text()] = true
			list = append(list, e.Text())
		} else {
			r.enum.others = append(r.enum.others, e)
			list = append(list, text)
		}
	}
	r.enum.list = shortName("[" + strings.Join(list, ", ") + "]")
}

func (c *compiler) multipleOf(r *rule, v jsondoc.Node) {
	l := c.limit(v)
	if l == nil {
		return
	}
	if l.n.zero || l.n.neg {
		c.issue("must be above 0")
		return
	}
	r.numbers().multipleOf = l
}

func (c *compiler) textPattern(r *rule, v jsondoc.Node) {
	if c.want(v, jsondoc.String) {
		r.texts().pattern = c.pattern(v.Text())
	}
}

func (c *compiler) format(r *rule, v jsondoc.Node) {
	if !c.want(v, jsondoc.String) {
		return
	}
	if ok := formats[v.Text()]; ok != nil {
		t := r.texts()
		t.format, t.formatOK = strings.Clone(v.Text()), ok
	}
}

func (c *compiler) items(r *rule, v jsondoc.Node) {
	switch v.Kind() {
	case jsondoc.Object:
		r.arrays().items = c.compile(v)
	case jsondoc.Array:
		r.arrays().tuple = c.schemas(v)
	default:
		c.issue("must be a schema or a list of schemas")
	}
}

func (c *compiler) additionalItems(r *rule, v jsondoc.Node) {
	a := r.arrays()
	a.additional, a.noAdditional = c.schemaOrBool(v)
}

func (c *compiler) uniqueItems(r *rule, v jsondoc.Node) {
	if c.want(v, jsondoc.Bool) {
		r.arrays().unique = v.True()
	}
}

func (c *compiler) properties(r *rule, v jsondoc.Node) {
	o := r.objects()
	c.each(v, func(name string, sub *rule) { o.members[strings.Clone(name)] = member{rule: sub} })
}

func (c *compiler) patternProperties(r *rule, v jsondoc.Node) {
	o := r.objects()
	c.each(v, func(source string, sub *rule) {
		if p := c.pattern(source); p != nil {
			o.patterns = append(o.patterns, patternRule{pattern: p, rule: sub})
		}
	})
}

func (c *compiler) additionalProperties(r *rule, v jsondoc.Node) {
	o := r.objects()
	o.additional, o.noAdditional = c.schemaOrBool(v)
}

func (c *compiler) dependencies(r *rule, v jsondoc.Node) {
	if !c.want(v, jsondoc.Object) {
		return
	}
	o := r.objects()
	for name, d := range v.Members() {
		c.at(name, func() {
			dep := dependency{name: strings.Clone(name)}
			if d.Kind() == jsondoc.Array {
				dep.names = c.names(d)
			} else {
				dep.rule = c.compile(d)
			}
			o.dependencies = append(o.dependencies, dep)
		})
	}
}

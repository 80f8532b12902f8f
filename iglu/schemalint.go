package iglu

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/camonica/camonica/jsondoc"
)

// A LintLevel is the weight of a schema's fault.
type LintLevel string

// The levels, by falling weight.
const (
	LintError   LintLevel = "error"
	LintWarning LintLevel = "warning"
	LintInfo    LintLevel = "info"
)

// A SchemaFinding is what a linter has to say of a schema. The linters have the
// names of igluctl's, and some are our own.
type SchemaFinding struct {
	Level   LintLevel
	Linter  string
	Path    string // such as $.properties.a
	Message string
}

// bigSchemaBytes is the size above which a schema is worth a warning: twice the
// largest of Iglu Central.
const bigSchemaBytes = 64 << 10

// maxColumnText is the longest text that a column of Redshift holds.
const maxColumnText = 65535

// LintSchema checks a schema before it is published under k: that it is one, that
// it calls itself by its key, and what experience advises. Findings below
// LintError do not keep it from being used.
func LintSchema(k Key, schema []byte) []SchemaFinding {
	l := new(schemaLinter)
	_, err := Compile(k, schema)
	if bad := (*SchemaError)(nil); errors.As(err, &bad) {
		for _, i := range bad.Issues {
			l.findings = append(l.findings, SchemaFinding{LintError, "syntax", i.Path, i.Message})
		}
	}
	if len(schema) > bigSchemaBytes {
		l.add(LintWarning, "bigSchema", "larger than "+strconv.Itoa(bigSchemaBytes)+" bytes")
	}
	var d jsondoc.Doc
	if d.Parse(schema, maxSchemaDepth) != nil || d.Root().Kind() != jsondoc.Object {
		return l.findings
	}
	l.root(k, d.Root())
	l.schema(d.Root())
	return l.findings
}

type schemaLinter struct {
	path     []pathStep
	findings []SchemaFinding
}

func (l *schemaLinter) add(level LintLevel, linter, message string) {
	l.findings = append(l.findings, SchemaFinding{level, linter, pathText(l.path), message})
}

// root runs the linters that only look at the whole schema.
func (l *schemaLinter) root(k Key, n jsondoc.Node) {
	self, err := SelfKey(n)
	switch {
	case errors.Is(err, ErrMetaSchema):
		l.add(LintError, "schemaUri", "$schema must be "+MetaSchema)
	case err != nil:
		l.add(LintError, "self", "self must name vendor, name, format and a full version")
	case self != k:
		l.add(LintError, "self", "self must name "+k.String())
	}
	if !hasType(n, "object") || !n.Get("properties").Exists() {
		l.add(LintWarning, "rootObject", "should be of type object and have properties")
	}
}

// hasType tells whether the member type is there and names t.
func hasType(n jsondoc.Node, t string) bool {
	v := n.Get("type")
	if v.Kind() == jsondoc.String {
		return v.Text() == t
	}
	for _, e := range v.Elements() {
		if v.Kind() == jsondoc.Array && e.Text() == t {
			return true
		}
	}
	return false
}

// schema runs the linters on n and all schemas in it.
func (l *schemaLinter) schema(n jsondoc.Node) {
	if n.Kind() != jsondoc.Object {
		return
	}
	l.limits(n)
	l.keywordsOfTypes(n)
	l.required(n)
	l.texts(n)
	l.numbers(n)
	l.portability(n)
	if !n.Get("description").Exists() {
		l.add(LintInfo, "description", "has no description")
	}
	for name, v := range n.Members() {
		l.path = append(l.path, pathStep{name: name, named: true})
		l.below(name, v)
		l.path = l.path[:len(l.path)-1]
	}
}

// below visits the schemas that the value of a keyword holds.
func (l *schemaLinter) below(keyword string, v jsondoc.Node) {
	switch keyword {
	case "properties", "patternProperties", "definitions", "dependencies":
		for name, s := range v.Members() {
			l.path = append(l.path, pathStep{name: name, named: true})
			l.schema(s)
			l.path = l.path[:len(l.path)-1]
		}
	case "items", "additionalItems", "additionalProperties", "not", "allOf", "anyOf", "oneOf":
		l.schema(v)
		if v.Kind() != jsondoc.Array {
			return
		}
		for i, s := range v.Elements() {
			l.path = append(l.path, pathStep{index: i})
			l.schema(s)
			l.path = l.path[:len(l.path)-1]
		}
	}
}

// limits looks for lower limits above upper ones.
func (l *schemaLinter) limits(n jsondoc.Node) {
	for _, p := range [][3]string{
		{"numericMinimumMaximum", "minimum", "maximum"},
		{"stringMinMaxLength", "minLength", "maxLength"},
		{"arrayMinMaxItems", "minItems", "maxItems"},
	} {
		low, high := n.Get(p[1]).Number(), n.Get(p[2]).Number()
		if low != "" && high != "" && parseNumber(low).compare(parseNumber(high)) > 0 {
			l.add(LintError, p[0], p[1]+" is above "+p[2])
		}
	}
}

var keywordsByType = []struct {
	linter          string
	types, keywords []string
}{
	{"numericProperties", []string{"number", "integer"}, []string{"multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}},
	{"stringProperties", []string{"string"}, []string{"minLength", "maxLength", "pattern", "format"}},
	{"arrayProperties", []string{"array"}, []string{"items", "additionalItems", "minItems", "maxItems", "uniqueItems"}},
	{"objectProperties", []string{"object"}, []string{"properties", "additionalProperties", "required", "patternProperties"}},
}

// keywordsOfTypes looks for keywords of types that the schema does not allow.
func (l *schemaLinter) keywordsOfTypes(n jsondoc.Node) {
	if !n.Get("type").Exists() {
		return
	}
	for _, g := range keywordsByType {
		if slices.ContainsFunc(g.types, func(t string) bool { return hasType(n, t) }) {
			continue
		}
		for _, k := range g.keywords {
			if n.Get(k).Exists() {
				l.add(LintError, g.linter, k+" has no effect without type "+strings.Join(g.types, " or "))
			}
		}
	}
}

// required looks for required members that are not allowed, and for optional
// ones that may not be null.
func (l *schemaLinter) required(n jsondoc.Node) {
	required, properties := n.Get("required"), n.Get("properties")
	if required.Kind() != jsondoc.Array || properties.Kind() != jsondoc.Object {
		return
	}
	must := make(map[string]bool)
	closed := n.Get("additionalProperties").Kind() == jsondoc.Bool && !n.Get("additionalProperties").True() && !n.Get("patternProperties").Exists()
	for _, r := range required.Elements() {
		must[r.Text()] = true
		if closed && !properties.Get(r.Text()).Exists() {
			l.add(LintError, "requiredPropertiesExist", "a required member is not among properties: "+shortName(r.Text()))
		}
	}
	for name, p := range properties.Members() {
		if !must[name] && p.Get("type").Exists() && !hasType(p, "null") {
			l.add(LintInfo, "optionalNull", "optional member that may not be null: "+shortName(name))
		}
	}
}

func (l *schemaLinter) texts(n jsondoc.Node) {
	format := n.Get("format").Text()
	known := formats[format] != nil
	if format != "" && !known {
		l.add(LintWarning, "unknownFormats", "format is not checked: "+shortName(format))
	}
	if size := n.Get("maxLength").Number(); size != "" && parseNumber(size).compare(parseNumber(strconv.Itoa(maxColumnText))) > 0 {
		l.add(LintWarning, "stringMaxLengthRange", "maxLength is above "+strconv.Itoa(maxColumnText))
	}
	if hasType(n, "string") && !n.Get("enum").Exists() && !n.Get("maxLength").Exists() && !known {
		l.add(LintWarning, "stringLength", "text without enum, maxLength or known format")
	}
	if n.Get("pattern").Kind() == jsondoc.String {
		if p, err := compilePattern(n.Get("pattern").Text()); err == nil && p.back != nil {
			l.add(LintWarning, "catastrophicPattern", "the pattern needs backtracking, which may take long and is then given up")
		}
	}
}

func (l *schemaLinter) numbers(n jsondoc.Node) {
	if (hasType(n, "number") || hasType(n, "integer")) && (!n.Get("minimum").Exists() || !n.Get("maximum").Exists()) {
		l.add(LintWarning, "numericMinMax", "number without minimum and maximum")
	}
}

// portability looks for what validators understand differently.
func (l *schemaLinter) portability(n jsondoc.Node) {
	if ref := n.Get("$ref"); ref.Kind() == jsondoc.String && !strings.HasPrefix(ref.Text(), "#") {
		l.add(LintWarning, "remoteRef", "refers to another document, which is not fetched")
	}
	if n.Get("nullable").Exists() {
		l.add(LintWarning, "nullable", "nullable is not of draft 4 and has no effect; add null to type")
	}
}

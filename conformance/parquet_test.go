package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/camonica/camonica/iglu/ddl"
	"github.com/camonica/camonica/jsondoc"
)

func init() { register("parquet-types", runParquetTypes) }

type parquetInput struct {
	Kind     string
	Schema   json.RawMessage
	Schemas  []json.RawMessage
	Fields   []fieldJSON
	Type     json.RawMessage
	Nullable bool
	JSON     json.RawMessage
}

func runParquetTypes(_ *testing.T, _ *topicFile, c *testCase) error {
	var in parquetInput
	var config struct {
		ValueRequired bool `json:"value_required"`
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	if len(c.Config) > 0 {
		if err := decode(c.Config, &config); err != nil {
			return err
		}
	}
	want, ok := c.want()
	if !ok {
		return errDeviation
	}
	switch in.Kind {
	case "simplify", "suggest", "field":
		s, err := ddl.Parse(in.Schema)
		if err != nil {
			return err
		}
		switch in.Kind {
		case "simplify":
			var w struct{ Schema any }
			if err := json.Unmarshal(want, &w); err != nil {
				return err
			}
			return differ(sortSets(schemaJSON(ddl.Simplify(s))), sortSets(w.Schema))
		case "suggest":
			t, null, ok := ddl.Suggest(s)
			if !ok {
				return differ(nil, want)
			}
			return differ(map[string]any{"type": typeJSON(t), "explicit_null": null}, want)
		}
		f, ok := ddl.FieldOf("top", s, true)
		return differ(map[string]any{"field": fieldOrNull(f, ok)}, want)
	case "normalize":
		var fields []ddl.Field
		for _, f := range in.Fields {
			field, err := f.field()
			if err != nil {
				return err
			}
			fields = append(fields, field)
		}
		out := []any{}
		for _, f := range ddl.NormalizeFields(fields) {
			out = append(out, fieldOrNull(f, true))
		}
		return differ(map[string]any{"fields": out}, want)
	case "merge", "merge-breaking":
		return parquetMerge(&in, !config.ValueRequired, want)
	case "cast", "cast-error":
		return parquetCast(&in, want)
	}
	return fmt.Errorf("unknown kind %q", in.Kind)
}

func parquetMerge(in *parquetInput, nullable bool, want json.RawMessage) error {
	var fields []ddl.Field
	for _, b := range in.Schemas {
		s, err := ddl.Parse(b)
		if err != nil {
			return err
		}
		f, ok := ddl.FieldOf("top", s, nullable)
		if !ok {
			return errors.New("nothing to store")
		}
		fields = append(fields, f)
	}
	merged, changes, ok := ddl.MergeFields(fields[0], fields[1])
	list := []any{}
	for _, c := range changes {
		j := map[string]any{"kind": c.Kind, "path": c.Path}
		if c.Kind == ddl.FieldBroken {
			j["from"], j["to"] = c.From.String(), c.To.String()
		}
		list = append(list, j)
	}
	var w struct{ Field, Changes json.RawMessage }
	if err := json.Unmarshal(want, &w); err != nil {
		return err
	}
	if g, w := sortedTexts(list), sortedTexts(w.Changes); !slices.Equal(g, w) {
		return fmt.Errorf("changes %s, want %s", g, w)
	}
	return differ(fieldOrNull(merged, ok), w.Field)
}

func parquetCast(in *parquetInput, want json.RawMessage) error {
	t, err := typeOf(in.Type)
	if err != nil {
		return err
	}
	var d jsondoc.Doc
	if err := d.Parse(literalNumbers(in.JSON), jsondoc.DefaultDepth); err != nil {
		return err
	}
	v, err := ddl.Cast(&t, in.Nullable, d.Root())
	if in.Kind == "cast-error" {
		var w struct {
			Error string
			Names []string
		}
		if err := json.Unmarshal(want, &w); err != nil {
			return err
		}
		var ce *ddl.CastError
		if !errors.As(err, &ce) || w.Error != "wrong-type" {
			return fmt.Errorf("got %v, want %s", err, w.Error)
		}
		for _, n := range w.Names {
			if !strings.Contains(err.Error(), n) {
				return fmt.Errorf("%q does not name %s", err, n)
			}
		}
		return nil
	}
	if err != nil {
		return err
	}
	return differ(map[string]any{"value": datumJSON(&t, v)}, want)
}

// literalNumbers replaces {"$number": "…"} by the number.
func literalNumbers(b json.RawMessage) []byte {
	var d jsondoc.Doc
	if d.Parse(b, jsondoc.DefaultDepth) != nil {
		return b
	}
	var put func(dst []byte, n jsondoc.Node) []byte
	put = func(dst []byte, n jsondoc.Node) []byte {
		switch n.Kind() {
		case jsondoc.Object:
			if x := n.Get("$number"); x.Exists() {
				return append(dst, x.Text()...)
			}
			dst = append(dst, '{')
			for name, v := range n.Members() {
				dst = append(jsondoc.AppendString(dst, name), ':')
				dst = append(put(dst, v), ',')
			}
			return append([]byte(strings.TrimSuffix(string(dst), ",")), '}')
		case jsondoc.Array:
			dst = append(dst, '[')
			for _, v := range n.Elements() {
				dst = append(put(dst, v), ',')
			}
			return append([]byte(strings.TrimSuffix(string(dst), ",")), ']')
		}
		return n.AppendCompact(dst)
	}
	return put(nil, d.Root())
}

func datumJSON(t *ddl.FieldType, d ddl.Datum) any {
	if d.Null {
		return nil
	}
	switch t.Kind {
	case ddl.FieldBoolean:
		return d.Bool
	case ddl.FieldInteger, ddl.FieldLong:
		return d.Int
	case ddl.FieldDouble:
		return d.Double
	case ddl.FieldDecimal:
		return d.Decimal.Fixed(t.Scale).String()
	case ddl.FieldDate:
		return time.Unix(d.Int*86400, 0).UTC().Format(time.DateOnly)
	case ddl.FieldTimestamp:
		return time.UnixMicro(d.Int).UTC().Format(time.RFC3339Nano)
	case ddl.FieldStruct:
		m := map[string]any{}
		for i, f := range t.Fields {
			m[f.Name] = datumJSON(&f.Type, d.Items[i])
		}
		return m
	case ddl.FieldArray:
		list := []any{}
		for _, e := range d.Items {
			list = append(list, datumJSON(t.Element, e))
		}
		return list
	}
	return d.Text
}

// fieldJSON is a field in the vectors.
type fieldJSON struct {
	Name     string          `json:"name"`
	From     []string        `json:"from"`
	Type     json.RawMessage `json:"type"`
	Nullable *bool           `json:"nullable"`
}

func (f *fieldJSON) field() (ddl.Field, error) {
	t, err := typeOf(f.Type)
	return ddl.Field{Name: f.Name, From: f.From, Type: t, Nullable: f.Nullable == nil || *f.Nullable}, err
}

var fieldKindNames = map[string]ddl.FieldKind{}

func init() {
	for k := ddl.FieldString; k <= ddl.FieldArray; k++ {
		fieldKindNames[k.String()] = k
	}
}

func typeOf(b json.RawMessage) (t ddl.FieldType, err error) {
	var name string
	if json.Unmarshal(b, &name) == nil {
		k, ok := fieldKindNames[name]
		if !ok {
			return t, fmt.Errorf("unknown type %s", name)
		}
		return ddl.FieldType{Kind: k}, nil
	}
	var j struct {
		Decimal *struct{ Precision, Scale int }
		Struct  []fieldJSON
		Array   *struct {
			Element  json.RawMessage
			Nullable bool
		}
	}
	if err := json.Unmarshal(b, &j); err != nil {
		return t, err
	}
	switch {
	case j.Decimal != nil:
		return ddl.FieldType{Kind: ddl.FieldDecimal, Precision: j.Decimal.Precision, Scale: j.Decimal.Scale}, nil
	case j.Array != nil:
		e, err := typeOf(j.Array.Element)
		return ddl.FieldType{Kind: ddl.FieldArray, Element: &e, ElementNullable: j.Array.Nullable}, err
	}
	t.Kind = ddl.FieldStruct
	for i := range j.Struct {
		f, err := j.Struct[i].field()
		if err != nil {
			return t, err
		}
		t.Fields = append(t.Fields, f)
	}
	return t, nil
}

func fieldOrNull(f ddl.Field, ok bool) any {
	if !ok {
		return nil
	}
	return map[string]any{"name": f.Name, "from": f.From, "type": typeJSON(f.Type), "nullable": f.Nullable}
}

func typeJSON(t ddl.FieldType) any {
	switch t.Kind {
	case ddl.FieldDecimal:
		return map[string]any{"decimal": map[string]int{"precision": t.Precision, "scale": t.Scale}}
	case ddl.FieldArray:
		return map[string]any{"array": map[string]any{"element": typeJSON(*t.Element), "nullable": t.ElementNullable}}
	case ddl.FieldStruct:
		fields := []any{}
		for _, f := range t.Fields {
			fields = append(fields, fieldOrNull(f, true))
		}
		return map[string]any{"struct": fields}
	}
	return t.Kind.String()
}

// schemaJSON writes what ddl keeps of a schema.
func schemaJSON(s *ddl.Schema) map[string]any {
	m := map[string]any{}
	if s.Description != "" {
		m["description"] = s.Description
	}
	var types []string
	for i, name := range ddl.TypeNames {
		if s.Types&(1<<i) != 0 {
			types = append(types, name)
		}
	}
	switch len(types) {
	case 0:
	case 1:
		m["type"] = types[0]
	default:
		m["type"] = types
	}
	if s.HasProperties {
		m["properties"] = propertiesJSON(s.Properties)
	}
	if len(s.PatternProperties) > 0 {
		m["patternProperties"] = propertiesJSON(s.PatternProperties)
	}
	if s.AdditionalProperties != ddl.Unsaid {
		m["additionalProperties"] = s.AdditionalProperties == ddl.Yes
	}
	if len(s.Required) > 0 {
		m["required"] = s.Required
	}
	if s.Items != nil {
		m["items"] = schemaJSON(s.Items)
	}
	for name, d := range map[string]*ddl.Decimal{"minimum": s.Minimum, "maximum": s.Maximum, "multipleOf": s.MultipleOf, "minLength": s.MinLength,
		"maxLength": s.MaxLength, "minItems": s.MinItems, "maxItems": s.MaxItems} {
		if d != nil {
			m[name] = json.Number(d.String())
		}
	}
	if s.Format != "" {
		m["format"] = s.Format
	}
	if s.Pattern != "" {
		m["pattern"] = s.Pattern
	}
	if s.HasEnum {
		values := []any{}
		for _, v := range s.Enum {
			values = append(values, json.RawMessage(v.JSON))
		}
		m["enum"] = values
	}
	return m
}

func propertiesJSON(ps []ddl.Property) map[string]any {
	m := map[string]any{}
	for _, p := range ps {
		m[p.Name] = schemaJSON(p.Schema)
	}
	return m
}

// sortSets sorts the lists whose order does not matter.
func sortSets(v any) any {
	v, _ = plainJSON(v)
	m, ok := v.(map[string]any)
	if !ok {
		return v
	}
	for name, child := range m {
		list, isList := child.([]any)
		if isList && (name == "type" || name == "enum" || name == "required") {
			m[name] = sortedTexts(list)
			continue
		}
		m[name] = sortSets(child)
	}
	return m
}

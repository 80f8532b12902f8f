package ddl

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/camonica/camonica/jsondoc"
)

// Types is a set of JSON Schema types.
type Types uint8

// The types. A schema that names none has the empty set.
const (
	Null Types = 1 << iota
	Boolean
	Integer
	Number
	String
	Array
	Object
)

// TypeNames holds the names of the types in the order of their bits.
var TypeNames = [...]string{"null", "boolean", "integer", "number", "string", "array", "object"}

// Is tells whether the set is exactly u, null aside.
func (t Types) Is(u Types) bool { return t&^Null == u }

// union tells whether the set holds more than one type, null aside.
func (t Types) union() bool {
	t &^= Null
	return t&(t-1) != 0
}

// An Allowed says what additionalProperties or additionalItems say.
type Allowed uint8

// The states of an Allowed.
const (
	Unsaid Allowed = iota
	Yes            // true, or a schema
	No             // false
)

// A Property is a named part of an object schema.
type Property struct {
	Name   string
	Schema *Schema
}

// A Schema is what columns can depend on of a JSON Schema.
type Schema struct {
	Description string
	Types       Types

	Properties           []Property // in the order of the text
	HasProperties        bool
	PatternProperties    []Property
	AdditionalProperties Allowed
	Required             []string

	Items              *Schema
	Tuple              []*Schema
	AdditionalItems    Allowed
	AdditionalItem     *Schema // additionalItems if it is a schema
	MinItems, MaxItems *Decimal

	Minimum, Maximum, MultipleOf *Decimal
	MinLength, MaxLength         *Decimal
	Format, Pattern              string

	HasEnum bool
	Enum    []Value

	OneOf, AnyOf []*Schema
}

// A Value is an element of an enum.
type Value struct {
	Kind jsondoc.Kind
	JSON string // compact
	Text string // of a string, unescaped
}

// ErrSchema reports a text that is no JSON Schema.
var ErrSchema = errors.New("ddl: not a JSON Schema")

// Parse reads a schema. Members that columns do not depend on are not checked.
func Parse(text []byte) (*Schema, error) {
	var d jsondoc.Doc
	if err := d.Parse(text, 2*jsondoc.DefaultDepth); err != nil {
		return nil, fmt.Errorf("parse schema: %w", err)
	}
	if d.Root().Kind() != jsondoc.Object {
		return nil, ErrSchema
	}
	return fromNode(d.Root()), nil
}

// fromNode reads one schema object; members of a wrong kind count as absent.
func fromNode(n jsondoc.Node) *Schema {
	s := &Schema{}
	for m := n.First(); m.Exists(); m = m.Next() {
		v := m.Value()
		switch m.Name() {
		case "description":
			s.Description = string([]byte(v.Text()))
		case "type":
			s.Types = types(v)
		case "properties":
			if v.Kind() == jsondoc.Object {
				s.HasProperties = true
				s.Properties = properties(v)
			}
		case "patternProperties":
			s.PatternProperties = properties(v)
		case "additionalProperties":
			s.AdditionalProperties = allowed(v)
		case "required":
			s.Required = texts(v)
		case "items":
			if v.Kind() == jsondoc.Object {
				s.Items = fromNode(v)
			}
			if v.Kind() == jsondoc.Array {
				s.Tuple = schemas(v)
			}
		case "additionalItems":
			s.AdditionalItems = allowed(v)
			if v.Kind() == jsondoc.Object {
				s.AdditionalItem = fromNode(v)
			}
		case "format":
			s.Format = string([]byte(v.Text()))
		case "pattern":
			s.Pattern = string([]byte(v.Text()))
		case "enum":
			if v.Kind() == jsondoc.Array {
				s.HasEnum = true
				s.Enum = values(v)
			}
		case "oneOf":
			s.OneOf = schemas(v)
		case "anyOf":
			s.AnyOf = schemas(v)
		default:
			if p := s.number(m.Name()); p != nil {
				if d, ok := ParseDecimal(v.Number()); ok {
					*p = &d
				}
			}
		}
	}
	return s
}

// number returns the place of a keyword that holds a number.
func (s *Schema) number(keyword string) **Decimal {
	switch keyword {
	case "minimum":
		return &s.Minimum
	case "maximum":
		return &s.Maximum
	case "multipleOf":
		return &s.MultipleOf
	case "minLength":
		return &s.MinLength
	case "maxLength":
		return &s.MaxLength
	case "minItems":
		return &s.MinItems
	case "maxItems":
		return &s.MaxItems
	}
	return nil
}

func types(n jsondoc.Node) (t Types) {
	add := func(name string) {
		for i, s := range TypeNames {
			if s == name {
				t |= 1 << i
			}
		}
	}
	add(n.Text())
	if n.Kind() == jsondoc.Array {
		for m := n.First(); m.Exists(); m = m.Next() {
			add(m.Value().Text())
		}
	}
	return t
}

func properties(n jsondoc.Node) (ps []Property) {
	if n.Kind() != jsondoc.Object {
		return nil
	}
	for m := n.First(); m.Exists(); m = m.Next() {
		ps = append(ps, Property{string([]byte(m.Name())), fromNode(m.Value())})
	}
	return ps
}

func schemas(n jsondoc.Node) (ss []*Schema) {
	if n.Kind() != jsondoc.Array {
		return nil
	}
	for m := n.First(); m.Exists(); m = m.Next() {
		ss = append(ss, fromNode(m.Value()))
	}
	return ss
}

func texts(n jsondoc.Node) (ss []string) {
	if n.Kind() != jsondoc.Array {
		return nil
	}
	for m := n.First(); m.Exists(); m = m.Next() {
		ss = append(ss, string([]byte(m.Value().Text())))
	}
	return ss
}

func values(n jsondoc.Node) (vs []Value) {
	for m := n.First(); m.Exists(); m = m.Next() {
		v := m.Value()
		vs = append(vs, Value{v.Kind(), string(v.AppendCompact(nil)), string([]byte(v.Text()))})
	}
	return vs
}

func allowed(n jsondoc.Node) Allowed {
	switch {
	case n.Kind() == jsondoc.Bool && !n.True():
		return No
	case n.Kind() == jsondoc.Bool, n.Kind() == jsondoc.Object:
		return Yes
	}
	return Unsaid
}

// requires tells whether the property must be there.
func (s *Schema) requires(name string) bool {
	for _, r := range s.Required {
		if r == name {
			return true
		}
	}
	return false
}

// AdmitsNull tells whether type or enum name null.
func (s *Schema) AdmitsNull() bool {
	if s.Types&Null != 0 {
		return true
	}
	for i := range s.Enum {
		if s.Enum[i].Kind == jsondoc.Null {
			return true
		}
	}
	return false
}

// size returns a length keyword as a number, -1 if it is absent or absurd.
func size(d *Decimal) int {
	if d == nil || !d.fits(32) || d.Int.Sign() < 0 {
		return -1
	}
	n, err := strconv.Atoi(d.String())
	if err != nil {
		return -1
	}
	return n
}

package ddl

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/camonica/camonica/jsondoc"
)

// A FieldKind is the kind of a Parquet field.
type FieldKind uint8

// The kinds of fields.
const (
	FieldString FieldKind = iota + 1
	FieldBoolean
	FieldInteger // 32 bits
	FieldLong    // 64 bits
	FieldDouble
	FieldDecimal
	FieldDate
	FieldTimestamp // microseconds, UTC
	FieldJSON      // compact JSON text
	FieldStruct
	FieldArray
)

var fieldKinds = [...]string{FieldString: "string", FieldBoolean: "boolean", FieldInteger: "integer", FieldLong: "long", FieldDouble: "double",
	FieldDecimal: "decimal", FieldDate: "date", FieldTimestamp: "timestamp", FieldJSON: "json", FieldStruct: "struct", FieldArray: "array"}

// String returns the name of the kind.
func (k FieldKind) String() string { return fieldKinds[k] }

// A FieldType is the type of a Parquet field.
type FieldType struct {
	Kind             FieldKind
	Precision, Scale int        // of decimals
	Fields           []Field    // of structs
	Element          *FieldType // of arrays
	ElementNullable  bool
}

// A Field is a Parquet field.
type Field struct {
	Name     string
	From     []string // properties that it is read from
	Type     FieldType
	Nullable bool
}

// FieldOf builds the field of a top-level value such as a column of the wide row;
// false if its schema leaves nothing to store.
func FieldOf(name string, s *Schema, nullable bool) (Field, bool) {
	s = Simplify(s)
	t, ok := fieldType(s)
	if !ok {
		return Field{}, false
	}
	return Field{Name: FieldName(name), From: []string{name}, Type: t, Nullable: nullable || s.admitsNull()}, true
}

// Suggest returns the type for values of a schema and whether the schema itself
// admits null; ok is false if there is nothing to store.
func Suggest(s *Schema) (t FieldType, null, ok bool) {
	s = Simplify(s)
	t, ok = fieldType(s)
	return t, s.admitsNull(), ok
}

// admitsNull is AdmitsNull where a schema that says nothing says null as well.
func (s *Schema) admitsNull() bool {
	return s.AdmitsNull() || s.Types == 0 && !s.HasEnum
}

// fieldType is the type for a simplified schema.
func fieldType(s *Schema) (FieldType, bool) {
	t := s.Types &^ Null
	switch {
	case t == Object:
		return structType(s)
	case t == Array:
		return arrayType(s), true
	case t == String && s.Format == "date":
		return FieldType{Kind: FieldDate}, true
	case t == String && s.Format == "date-time":
		return FieldType{Kind: FieldTimestamp}, true
	case t == String:
		return FieldType{Kind: FieldString}, true
	case t == Boolean:
		return FieldType{Kind: FieldBoolean}, true
	case t == Integer, isNumber(t) && s.MultipleOf != nil && s.MultipleOf.IsInt():
		return integerType(s.Minimum, s.Maximum), true
	case isNumber(t) && s.MultipleOf != nil && s.Minimum != nil && s.Maximum != nil:
		return decimalType(s.MultipleOf.Scale, *s.Minimum, *s.Maximum), true
	case isNumber(t):
		return FieldType{Kind: FieldDouble}, true
	case s.Types == 0 && enumOf(s, jsondoc.String):
		return FieldType{Kind: FieldString}, true
	case s.Types == 0 && enumOf(s, jsondoc.Number):
		return enumNumbers(s), true
	}
	return FieldType{Kind: FieldJSON}, true
}

func structType(s *Schema) (FieldType, bool) {
	var fields []Field
	for _, p := range s.Properties {
		t, ok := fieldType(p.Schema)
		if !ok {
			continue
		}
		fields = append(fields, Field{Name: p.Name, Type: t, Nullable: !s.requires(p.Name) || p.Schema.admitsNull()})
	}
	if len(fields) > 0 {
		return FieldType{Kind: FieldStruct, Fields: NormalizeFields(fields)}, true
	}
	if s.AdditionalProperties == No {
		return FieldType{}, false
	}
	return FieldType{Kind: FieldJSON}, true
}

func arrayType(s *Schema) FieldType {
	t := FieldType{Kind: FieldArray, Element: &FieldType{Kind: FieldJSON}, ElementNullable: true}
	if s.Items == nil {
		return t
	}
	if e, ok := fieldType(s.Items); ok {
		t.Element, t.ElementNullable = &e, s.Items.admitsNull()
	}
	return t
}

// integerType is the smallest type for integers between the limits.
func integerType(least, most *Decimal) FieldType {
	switch {
	case least == nil || most == nil:
		return FieldType{Kind: FieldLong}
	case floor(*least).fits(32) && floor(*most).fits(32):
		return FieldType{Kind: FieldInteger}
	case floor(*least).fits(64) && floor(*most).fits(64):
		return FieldType{Kind: FieldLong}
	}
	return decimalType(0, floor(*least), floor(*most))
}

// floor drops the fraction of a limit.
func floor(d Decimal) Decimal {
	if d.IsInt() {
		return d
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.Scale)), nil)
	return Decimal{Int: new(big.Int).Quo(d.Int, scale)}
}

// decimalType is the smallest decimal of that scale for all the numbers, or
// double if there is none.
func decimalType(scale int, numbers ...Decimal) FieldType {
	digits := 0
	for _, d := range numbers {
		more := max(0, d.Scale-scale) // places of a limit that its values cannot have
		all := Decimal{Int: d.rescaled(scale + more)}
		digits = max(digits, all.Digits()-more)
	}
	for _, p := range [...]int{9, 18, 38} {
		if digits <= p && scale <= p {
			return FieldType{Kind: FieldDecimal, Precision: p, Scale: scale}
		}
	}
	return FieldType{Kind: FieldDouble}
}

// enumNumbers is the type of an enum of numbers.
func enumNumbers(s *Schema) FieldType {
	var numbers []Decimal
	scale, bits := 0, 32
	for _, v := range s.Enum {
		d, ok := v.number()
		if !ok {
			continue
		}
		numbers = append(numbers, d)
		scale = max(scale, d.Scale)
		for bits <= 64 && !floor(d).fits(bits) {
			bits *= 2
		}
	}
	switch {
	case scale == 0 && bits == 32:
		return FieldType{Kind: FieldInteger}
	case scale == 0 && bits == 64:
		return FieldType{Kind: FieldLong}
	}
	return decimalType(scale, numbers...)
}

// NormalizeFields gives fields their normal names and order. Those that come to
// share a name become one, with the type of the one that sorts first. A field
// without From is read from the property of its name.
func NormalizeFields(fields []Field) []Field {
	fields = slices.Clone(fields)
	for i := range fields {
		if fields[i].From == nil {
			fields[i].From = []string{fields[i].Name}
		}
		fields[i].Name = FieldName(fields[i].Name)
	}
	slices.SortStableFunc(fields, func(a, b Field) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), slices.Compare(a.From, b.From))
	})
	out := fields[:0]
	for _, f := range fields {
		if n := len(out); n > 0 && out[n-1].Name == f.Name {
			out[n-1].From = slices.Concat(out[n-1].From, f.From)
			out[n-1].Nullable = out[n-1].Nullable || f.Nullable
			continue
		}
		out = append(out, f)
	}
	return out
}

package ddl

import (
	"strings"
	"unicode/utf16"

	"github.com/camonica/camonica/jsondoc"
)

// Widths of columns whose schema gives none.
const (
	varcharDefault = 4096
	arrayWidth     = 65535
	arrayWidthR108 = 5000
)

func varchar(n int) SQLType { return SQLType{Kind: Varchar, Size: n} }

// redshiftType is the type of schema-ddl 0.27.0. The first rule that matches
// wins.
func redshiftType(s *Schema) SQLType {
	switch {
	case mixedEnum(s):
		return varchar(longest(s.Enum, jsonLength))
	case s.Types.Is(Boolean | Integer):
		return varchar(10)
	case s.Types.union() && !s.Types.Is(Integer|Number):
		return varchar(varcharDefault)
	case s.Types.Is(String) && s.Format == "date-time":
		return SQLType{Kind: Timestamp}
	case s.Types.Is(String) && s.Format == "date":
		return SQLType{Kind: Date}
	case s.Types.Is(Array):
		return varchar(arrayWidth)
	case s.Types.Is(Integer) && s.Maximum != nil:
		return intType(*s.Maximum)
	case (s.Types.Is(Integer) || s.Types == 0) && integerEnum(s):
		return intType(largest(s.Enum))
	case s.Types.Is(Integer) && !s.HasEnum:
		return SQLType{Kind: BigInt}
	case isNumber(s.Types) && s.MultipleOf != nil && s.MultipleOf.IsInt():
		if s.Maximum != nil {
			return intType(*s.Maximum)
		}
		return SQLType{Kind: Int}
	case s.Types.Is(Number) && isCents(s.MultipleOf):
		return SQLType{Kind: DecimalType, Size: 36, Scale: 2}
	case isNumber(s.Types):
		return SQLType{Kind: Double}
	case s.Types.Is(Boolean):
		return SQLType{Kind: Bool}
	}
	if s.Types.Is(String) {
		if n := size(s.MaxLength); n >= 0 && n == size(s.MinLength) {
			return SQLType{Kind: Char, Size: n}
		}
		switch s.Format {
		case "uuid":
			return SQLType{Kind: Char, Size: 36}
		case "ipv4":
			return varchar(15)
		case "email":
			return varchar(255)
		}
		if n := size(s.MaxLength); n >= 0 && !s.HasEnum {
			return varchar(n)
		}
	}
	return enumType(s, varcharDefault)
}

// redshiftTypeR108 is the type of schema-ddl 0.7.0; width is that of unbounded
// strings.
func redshiftTypeR108(s *Schema, width int) SQLType {
	switch {
	case mixedEnum(s):
		var parts []string
		for _, v := range s.Enum {
			parts = append(parts, strings.Split(plainText(v), ",")...)
		}
		n := 0
		for _, p := range parts {
			n = max(n, units(p))
		}
		return varchar(n)
	case s.Types&Array != 0:
		return varchar(arrayWidthR108)
	case s.Types.union():
		return varchar(width)
	case s.Types.Is(String) && s.Format == "date-time":
		return SQLType{Kind: Timestamp}
	case s.Types.Is(String) && s.Format == "date":
		return SQLType{Kind: Date}
	case s.Types.Is(Integer) && s.Maximum != nil:
		if !s.Maximum.fits(64) {
			return varchar(width)
		}
		return intType(*s.Maximum)
	case (s.Types.Is(Integer) || s.Types == 0) && integerEnum(s):
		return intType(largest(s.Enum))
	case s.Types.Is(Integer):
		return SQLType{Kind: BigInt}
	case s.Types.Is(Number) && s.MultipleOf != nil && s.MultipleOf.String() == "1":
		if s.Maximum != nil && s.Maximum.fits(64) {
			return intType(*s.Maximum)
		}
		return SQLType{Kind: Int}
	case s.Types.Is(Number) && isCents(s.MultipleOf):
		return SQLType{Kind: DecimalType, Size: 36, Scale: 2}
	case s.Types.Is(Number):
		return SQLType{Kind: Double}
	case s.Types.Is(Boolean):
		return SQLType{Kind: Bool}
	}
	if s.Types.Is(String) {
		n := size(s.MaxLength)
		if n >= 0 && n == size(s.MinLength) {
			return SQLType{Kind: Char, Size: n}
		}
		switch s.Format {
		case "uuid":
			return SQLType{Kind: Char, Size: 36}
		case "ipv6":
			return varchar(39)
		case "ipv4":
			return varchar(15)
		case "email":
			return varchar(255)
		}
		if n >= 0 {
			return varchar(n)
		}
	}
	return enumType(s, width)
}

// enumType is the last rule: the longest value of the enum, else the width.
func enumType(s *Schema, width int) SQLType {
	if len(s.Enum) == 0 {
		return varchar(width)
	}
	n := longest(s.Enum, func(v Value) int { return units(plainText(v)) })
	if len(s.Enum) == 1 {
		return SQLType{Kind: Char, Size: n}
	}
	return varchar(n)
}

func isNumber(t Types) bool { return t.Is(Number) || t.Is(Integer|Number) }

func isCents(d *Decimal) bool { return d != nil && d.String() == "0.01" }

// intType is the smallest integer type for values up to most. Below zero there
// is no check: the rules of schema-ddl ignore minimum.
func intType(most Decimal) SQLType {
	switch {
	case !most.IsInt():
		return SQLType{Kind: DecimalType}
	case most.Int.Sign() < 0 || most.fits(16):
		return SQLType{Kind: SmallInt}
	case most.fits(32):
		return SQLType{Kind: Int}
	}
	return SQLType{Kind: BigInt}
}

// mixedEnum tells whether an enum mixes numbers, booleans and other values, null
// aside.
func mixedEnum(s *Schema) bool {
	var numbers, bools, others bool
	for _, v := range s.Enum {
		switch v.Kind {
		case jsondoc.Null:
		case jsondoc.Number:
			numbers = true
		case jsondoc.Bool:
			bools = true
		default:
			others = true
		}
	}
	return numbers && bools || numbers && others || bools && others
}

// integerEnum tells whether all values are integers; a null defeats it.
func integerEnum(s *Schema) bool {
	for _, v := range s.Enum {
		if d, ok := v.number(); !ok || !d.IsInt() {
			return false
		}
	}
	return len(s.Enum) > 0
}

// largest returns the largest number of a non-empty enum of numbers.
func largest(vs []Value) Decimal {
	most, _ := vs[0].number()
	for _, v := range vs[1:] {
		if d, _ := v.number(); d.Cmp(most) > 0 {
			most = d
		}
	}
	return most
}

func (v Value) number() (Decimal, bool) {
	if v.Kind != jsondoc.Number {
		return Decimal{}, false
	}
	return ParseDecimal(v.JSON)
}

// plainText is a value without quotes; null is nothing.
func plainText(v Value) string {
	switch v.Kind {
	case jsondoc.Null:
		return ""
	case jsondoc.String:
		return v.Text
	}
	return v.JSON
}

func jsonLength(v Value) int {
	if v.Kind == jsondoc.Null {
		return 0
	}
	return units(v.JSON)
}

func longest(vs []Value, length func(Value) int) (n int) {
	for _, v := range vs {
		n = max(n, length(v))
	}
	return n
}

// units counts UTF-16 units, as the generators did.
func units(s string) (n int) {
	for _, r := range s {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

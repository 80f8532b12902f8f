package ddl

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/camonica/camonica/jsondoc"
)

// loaderPostgresType is the type of snowplow-postgres-loader 0.3.3. The first
// rule that matches wins.
func loaderPostgresType(s *Schema) SQLType {
	text := s.Types.Is(String)
	switch {
	case mixedEnum(s), s.Types.union() && !s.Types.Is(Integer|Number), s.Types&Array != 0:
		return SQLType{Kind: JSON}
	case text && s.Format == "date-time":
		return SQLType{Kind: Timestamp}
	case text && s.Format == "date":
		return SQLType{Kind: Date}
	case s.Types.Is(Integer) && s.Maximum != nil:
		return wideInt(*s.Maximum)
	case s.Types.Is(Integer) && !s.HasEnum:
		return SQLType{Kind: BigInt}
	case (s.Types.Is(Integer) || s.Types == 0) && enumOf(s, jsondoc.Number) && integerEnum(withoutNull(s)):
		return wideInt(largest(withoutNull(s).Enum))
	case s.Types.Is(Number) && s.MultipleOf != nil && s.MultipleOf.IsInt():
		return SQLType{Kind: Int}
	case isNumber(s.Types):
		return SQLType{Kind: Double}
	case s.Types.Is(Boolean), enumOf(s, jsondoc.Bool):
		return SQLType{Kind: Bool}
	}
	if n := size(s.MaxLength); text && n >= 0 && n == size(s.MinLength) {
		return SQLType{Kind: Char, Size: n}
	}
	switch {
	case text && s.Format == "uuid":
		return SQLType{Kind: UUID}
	case text && size(s.MaxLength) >= 0:
		return varchar(size(s.MaxLength))
	case text && !s.HasEnum:
		return varchar(varcharDefault)
	case enumOf(s, jsondoc.String):
		return varchar(longest(s.Enum, func(v Value) int { return units(plainText(v)) }))
	}
	return SQLType{Kind: JSON}
}

// withoutNull is the schema without null in its enum.
func withoutNull(s *Schema) *Schema {
	c := *s
	c.Enum = slices.DeleteFunc(slices.Clone(s.Enum), func(v Value) bool { return v.Kind == jsondoc.Null })
	return &c
}

// wideInt is Int or BigInt, whichever holds most.
func wideInt(most Decimal) SQLType {
	if most.IsInt() && (most.Int.Sign() < 0 || most.fits(32)) {
		return SQLType{Kind: Int}
	}
	return SQLType{Kind: BigInt}
}

// enumOf tells whether the enum has values of that kind only, null aside.
func enumOf(s *Schema, k jsondoc.Kind) bool {
	found := false
	for _, v := range s.Enum {
		if v.Kind != k && v.Kind != jsondoc.Null {
			return false
		}
		found = found || v.Kind == k
	}
	return found
}

// postgresType is the type of our tables in PostgreSQL and DuckDB: the loader's,
// but strings without a limit have none, and what can go below the range of an
// integer gets the next larger type.
func postgresType(s *Schema) SQLType {
	t := loaderPostgresType(s)
	switch t.Kind {
	case Varchar:
		if s.Types.Is(String) && size(s.MaxLength) < 0 && !s.HasEnum || t.Size == 0 {
			return SQLType{Kind: Text}
		}
	case Char: // blanks at the end of a value would be lost
		return varchar(max(t.Size, 1))
	case Int:
		if s.Maximum == nil && !s.HasEnum || s.Minimum != nil && !s.Minimum.fits(32) || smallest(s.Enum) {
			return SQLType{Kind: BigInt}
		}
	}
	return t
}

// smallest tells whether an enum goes below 32 bits.
func smallest(vs []Value) bool {
	for _, v := range vs {
		if d, ok := v.number(); ok && !d.fits(32) {
			return true
		}
	}
	return false
}

// maxIdentifier is the longest name that PostgreSQL keeps, in bytes.
const maxIdentifier = 63

// Identifier cuts a name to what PostgreSQL keeps. A name that is cut ends in a
// hash of the whole, so that different names stay different.
func Identifier(name string) string {
	if len(name) <= maxIdentifier {
		return name
	}
	h := sha256.Sum256([]byte(name))
	cut := maxIdentifier - 9
	for cut > 0 && name[cut]&0xc0 == 0x80 {
		cut--
	}
	return name[:cut] + "_" + hex.EncodeToString(h[:4])
}

package ddl

import (
	"strings"
)

// A Dialect is a database's way with types.
type Dialect struct {
	Name string

	typeOf   func(*Schema) SQLType
	flatten  func(*Schema) []Column
	widen    func(old, new SQLType) (SQLType, bool) // false: the change breaks
	dropNull bool                                   // NOT NULL may go
	typeName func(SQLType) string
	ident    func(string) string
	recovery func(Table) string // suffix of a recovery table
}

// The dialects. Redshift is schema-ddl 0.27.0, RedshiftR108 is 0.7.0, and
// PostgresLoader is snowplow-postgres-loader 0.3.3. Postgres and DuckDB are ours.
var (
	Redshift = &Dialect{Name: "redshift", typeOf: redshiftType, flatten: Flatten, widen: widenRedshift,
		typeName: SQLType.String, ident: same, recovery: scalaRecovery}
	RedshiftR108 = &Dialect{Name: "redshift-r108", typeOf: func(s *Schema) SQLType { return redshiftTypeR108(s, varcharDefault) },
		flatten: FlattenR108, widen: widenRedshift, typeName: SQLType.String, ident: same, recovery: scalaRecovery}
	PostgresLoader = &Dialect{Name: "postgres-loader", typeOf: loaderPostgresType, flatten: Flatten, widen: widenPostgres,
		dropNull: true, typeName: postgresName, ident: Identifier, recovery: hashRecovery}
	Postgres = &Dialect{Name: "postgres", typeOf: postgresType, flatten: Flatten, widen: widenPostgres,
		dropNull: true, typeName: postgresName, ident: Identifier, recovery: hashRecovery}
	DuckDB = &Dialect{Name: "duckdb", typeOf: postgresType, flatten: Flatten, widen: widenPostgres,
		dropNull: true, typeName: duckName, ident: same, recovery: hashRecovery}
)

// WithWidth returns RedshiftR108 with another width of unbounded strings.
func WithWidth(n int) *Dialect {
	d := *RedshiftR108
	d.typeOf = func(s *Schema) SQLType { return redshiftTypeR108(s, n) }
	return &d
}

// Type returns the type of a property's column.
func (d *Dialect) Type(s *Schema) SQLType { return d.typeOf(s) }

// TypeName returns the type as the database writes it.
func (d *Dialect) TypeName(t SQLType) string { return d.typeName(t) }

func same(s string) string { return s }

func postgresName(t SQLType) string {
	switch t.Kind {
	case JSON:
		return "JSONB"
	case Int:
		return "INTEGER"
	}
	return t.String()
}

func duckName(t SQLType) string {
	switch t.Kind {
	case Char, Varchar, Text:
		return "VARCHAR"
	case Double:
		return "DOUBLE"
	case Int:
		return "INTEGER"
	case DecimalType:
		return strings.Replace(t.String(), "DECIMAL (", "DECIMAL(", 1)
	}
	return t.String()
}

// widenRedshift is the merge of schema-ddl 0.27.0: a type that fits into the old
// one changes nothing, a longer VARCHAR widens, everything else breaks.
func widenRedshift(old, new SQLType) (SQLType, bool) {
	if old == new {
		return old, true
	}
	if old.Kind == Varchar && new.Kind == Varchar {
		old.Size = max(old.Size, new.Size)
		return old, true
	}
	return old, holds(old, new)
}

// holds tells whether all text of new can go into a column of old.
func holds(old, new SQLType) bool {
	digits, text := 0, 0
	switch new.Kind {
	case SmallInt:
		digits, text = 5, 5
	case Int:
		digits, text = 10, 10
	case BigInt:
		digits, text = 19, 19
	case DecimalType:
		p := precision(new)
		digits, text = p-new.Scale, p+2
	case Date:
		text = 10
	case Timestamp:
		text = 25
	case Bool:
		text = 5
	case Char:
		if old.Kind == Char {
			return new.Size <= old.Size
		}
		text = new.Size
	default:
		return false
	}
	switch old.Kind {
	case Varchar:
		return old.Size >= text
	case SmallInt, Int, BigInt:
		return digits > 0 && new.Kind < old.Kind && new.Kind <= BigInt
	case DecimalType:
		return digits > 0 && precision(old)-old.Scale >= digits && old.Scale >= new.Scale
	case Double:
		return digits > 0
	}
	return false
}

// precision of a decimal; Redshift's own is 18.
func precision(t SQLType) int {
	if t.Size == 0 {
		return 18
	}
	return t.Size
}

// widenPostgres finds a type for both: the larger integer, double for numbers,
// the longer string, text. What is left – a timestamp that becomes a number, an
// object that becomes a string – breaks.
func widenPostgres(old, new SQLType) (SQLType, bool) {
	if old == new {
		return old, true
	}
	switch {
	case isText(old.Kind) && isText(new.Kind):
		if old.Kind == Text || new.Kind == Text {
			return SQLType{Kind: Text}, true
		}
		return varchar(max(old.Size, new.Size)), true
	case isInt(old.Kind) && isInt(new.Kind):
		return SQLType{Kind: max(old.Kind, new.Kind)}, true
	case old.Kind == Double && isNumeric(new.Kind):
		return old, true
	case isText(old.Kind) && new.Kind == UUID:
		if old.Kind == Text || old.Size >= 36 {
			return old, true
		}
		return varchar(36), true
	}
	return old, false
}

func isText(k TypeKind) bool    { return k == Char || k == Varchar || k == Text }
func isInt(k TypeKind) bool     { return k == SmallInt || k == Int || k == BigInt }
func isNumeric(k TypeKind) bool { return isInt(k) || k == DecimalType || k == Double }

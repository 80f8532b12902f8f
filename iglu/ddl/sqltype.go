package ddl

import "fmt"

// A TypeKind is a family of SQL types.
type TypeKind uint8

// The kinds of SQL types.
const (
	SmallInt TypeKind = iota + 1
	Int
	BigInt
	DecimalType
	Double
	Bool
	Char
	Varchar
	Text // varchar without a limit
	Timestamp
	Date
	UUID
	JSON
)

// A SQLType is the type of a column. Size is the length of Char and Varchar and
// the precision of DecimalType (0: the database's own).
type SQLType struct {
	Kind        TypeKind
	Size, Scale int
}

var kindNames = [...]string{SmallInt: "SMALLINT", Int: "INT", BigInt: "BIGINT", DecimalType: "DECIMAL", Double: "DOUBLE PRECISION",
	Bool: "BOOLEAN", Char: "CHAR", Varchar: "VARCHAR", Text: "TEXT", Timestamp: "TIMESTAMP", Date: "DATE", UUID: "UUID", JSON: "JSON"}

// String returns the type as Redshift writes it.
func (t SQLType) String() string {
	switch t.Kind {
	case Char, Varchar:
		return fmt.Sprintf("%s(%d)", kindNames[t.Kind], t.Size)
	case DecimalType:
		if t.Size > 0 {
			return fmt.Sprintf("DECIMAL (%d, %d)", t.Size, t.Scale)
		}
	}
	return kindNames[t.Kind]
}

// Encoding returns the column compression that goes with the type on Redshift.
func (t SQLType) Encoding() string {
	switch t.Kind {
	case Bool:
		return "RUNLENGTH"
	case Double:
		return "RAW"
	}
	return "ZSTD"
}

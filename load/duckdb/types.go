package duckdb

import (
	"strings"

	"github.com/camonica/camonica/load"
)

// sqlTypes are DuckDB's names of our types.
var sqlTypes = map[load.Type]string{
	load.Text: "VARCHAR", load.Int: "INTEGER", load.BigInt: "BIGINT", load.Double: "DOUBLE", load.Decimal: "DECIMAL(18,2)",
	load.Bool: "BOOLEAN", load.Timestamp: "TIMESTAMP", load.Date: "DATE", load.UUID: "UUID", load.JSON: "JSON",
}

// TypeOf returns our type for one that DuckDB names; what a query computes may
// have types that we do not store, and they are text.
func TypeOf(name string) load.Type {
	name = strings.ToUpper(name)
	for t, n := range sqlTypes {
		if n == name {
			return t
		}
	}
	switch name {
	case "TINYINT", "SMALLINT", "UTINYINT", "USMALLINT":
		return load.Int
	case "UINTEGER":
		return load.BigInt
	case "FLOAT":
		return load.Double
	}
	return load.Text
}

// quote makes a name an SQL identifier.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// literal makes a text an SQL literal.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// qualified is the full name of a table.
func qualified(table string) string { return load.SQLSchema + "." + quote(table) }

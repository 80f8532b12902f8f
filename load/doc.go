// Package load is the interface of the targets that rows are loaded into, and
// what every target shares: tables and columns with their types, the batch of
// one run, and the reading of text values.
//
// Row readers for the shredded formats are in load/rows; the embedded warehouse
// is load/warehouse (segments and entries, no SQL) with load/duckdb on top.
//
// The package does not decide which columns an entity has (iglu/ddl) and does
// not know how runs are found (run).
package load

// Package duckdb puts SQL on the embedded warehouse, and loads it where it is
// one ordinary DuckDB file.
//
// OpenSegments shows the segments of load/warehouse as views in a database in
// memory: rows are fetched and decrypted by range while a query runs, columns
// that it does not ask for are not read, and DuckDB is kept from writing
// anything anywhere. OpenFile opens a database file; FileTarget loads one.
//
// DuckDB is a C++ library: in a build without cgo everything here answers
// ErrNoSQL. Loading sealed warehouses does not need it (load/warehouse).
package duckdb

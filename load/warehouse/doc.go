// Package warehouse is the embedded warehouse as objects: Parquet segments, one
// per table, run and bin, and one manifest entry per run, which is created last
// and makes the run's rows visible.
//
// It needs no SQL engine: segments can be written by the workers of any engine,
// and Target loads a batch in process. load/duckdb puts SQL on top.
//
// Objects are plain here; encryption is the business of the store that they are
// put into (store/sealed). docs/format/warehouse.md describes them.
package warehouse

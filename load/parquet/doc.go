// Package parquet writes and reads the Parquet files that the embedded
// warehouse and object-store targets consist of.
//
// It is made for wide tables of which most values are null: a null costs
// nothing when it is written, columns are encoded as the rows come in, and a
// reader fetches only the column chunks that it is asked for. Any Parquet
// program can read the files. Reader reads what Writer writes, no more: flat
// schemas of optional columns, data pages of version 1, PLAIN and RLE_DICTIONARY,
// zstd or nothing.
//
// The layout is described in docs/format/warehouse.md.
package parquet

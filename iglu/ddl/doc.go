// Package ddl turns the schemas of a model into columns: names, order, types and
// nullability for tables ([Redshift], [RedshiftR108], [Postgres], [DuckDB]),
// fields for nested Parquet, CREATE and ALTER statements, and JSONPaths.
//
// A model is all versions of one vendor, name and first number of the version.
// Its columns are those of the oldest version, then what each later version
// adds. A version that does not fit gets a table of its own, a recovery table.
//
// The rules are those of schema-ddl: 0.7.0, which made the tables of R108's
// time, and 0.27.0, which later loaders use. Our own databases widen types where
// schema-ddl would call the change breaking.
package ddl

// Package query runs SQL over the embedded warehouse and prints the result as a
// table, CSV, JSON lines or Parquet; Prompt does so line by line on a terminal.
//
// Values are printed as the engine writes them, so that 1.50 stays 1.50 and the
// order of a JSON object is kept. The package does not know flags or how a
// warehouse is found and its key unwrapped.
package query

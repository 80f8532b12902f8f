// Package rows reads shredded parts – lines in the layouts of load.Layout, plain
// or compressed – into the text of a table's columns.
//
// It does not convert values: what a text must look like for its column's type
// is the target's to say.
package rows

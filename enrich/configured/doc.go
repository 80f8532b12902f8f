// Package configured makes the steps of enrich out of configuration documents.
//
// [Check] validates documents against their schemas and chooses the enrichment
// of each; [Load] also builds the steps, which fetches data files and compiles
// rules. All problems of a set of documents are told together, each with its
// file and a JSON pointer.
//
// The table in table.go names every enrichment. It is the only place that
// imports them all.
package configured

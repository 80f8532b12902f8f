// Package shred turns an enriched event into rows for tables: one row for the
// events table, and one for each self-describing entity that the event carries.
//
// A [Shredder] belongs to one worker. It reads a line, checks it, and hands rows
// to an [Output], which knows files and folders. An event of which any part is
// wrong becomes one failed event and nothing else. Which events are duplicates is
// found before, by the package dedupe; the Shredder is told the verdict.
//
// Rows of entities come in two forms: the JSON of R108, and the tab-separated
// form of later releases, whose columns package ddl makes from the schemas. A
// [Layout] says where each lies.
package shred

// Package inspect opens single objects that the pipeline wrote, sealed or not,
// and tells what is in them: enriched events, failed events, rows, Parquet
// segments, manifests and other documents, key and verdict files.
//
// What an object is, is told by its content, so a file that was copied elsewhere
// or renamed is understood, too; a sealed one must keep the end of its path,
// which is bound into it. Nothing is written anywhere but to the given writer.
package inspect

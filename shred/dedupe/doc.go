// Package dedupe finds the events of a run that are there more than once, in
// bounded memory and without any event's content.
//
// Enrich (or the keys stage) writes a [Row] per event with a [KeyWriter]: hashes
// of its id and fingerprint and its position, grouped into buckets by id. A bin
// of the verdicts stage is one bucket of all key files: [Judge] sorts it, applies
// the rules and writes a verdict file. Shred asks a [Cursor] over the verdict
// files, event by event.
//
// The rules: of natural copies (same id, same fingerprint) the one with the
// earliest etl_tstamp, then the smallest position stays. Of those left, the
// events manifest may drop what an earlier batch held. If more than one with the
// same id is still there, each gets a new id. An event without a fingerprint is
// nobody's copy.
//
// The layout of both files is in docs/format/keyfile.md.
package dedupe

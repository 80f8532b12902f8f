// Package keys holds the keys of sealed objects.
//
// A run key is 32 random bytes, one per run. It exists in clear only in the
// memory of a process; at rest it is wrapped by a key-encryption key (KEK) that
// the user holds, in a key record (docs/format/key-record.md). A Provider wraps
// and unwraps, a Ring finds the key of an object and remembers it. Records are
// kept by keys/records.
//
// Losing every wrapping of a run key is losing the run, on purpose. A key that
// is missing or does not open is an error before any data is read; nothing here
// ever falls back to clear text.
package keys

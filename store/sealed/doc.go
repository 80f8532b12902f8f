// Package sealed wraps the store of one location so that everything in it is
// sealed: Put seals while the bytes pass, Open opens while they pass, from any
// offset. Callers see plain names and plain bytes.
//
// Stored names have the suffix .cmn. Names and bytes of other objects:
//
//   - Empty marks (_SUCCESS) stay empty and keep their name.
//   - Clear objects are refused with ErrClear, unless the location is one where
//     others may write (AllowClear: raw.in); then they are read as they are.
//   - Empty clear objects that are no marks, like folder markers of old
//     tools, are not there.
//
// The context of an object is its kind, the run of its key, and its path below
// the location without the element run=ID. The key is found by the id in the
// object's header; it must belong to the run that the object's place names.
package sealed

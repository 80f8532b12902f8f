// Package seal is the sealed stream, version 1 (docs/format/sealed.md): an
// object in authenticated encryption, cut into chunks so that it can be written
// in one pass and read from any place.
//
// What an object is (its kind, run and path) is bound into its keys and not
// stored in it: an object found elsewhere than where it was put does not open.
// Plaintext of a chunk is handed out only after its tag has been verified.
//
// The package does not find keys (keys.Ring), name objects (store/sealed) or
// compress.
package seal

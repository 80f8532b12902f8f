// Package pii replaces personal data in columns and self-describing objects by
// pseudonyms, or seals it to the holder of a private key.
//
// It is the last step: nothing derived afterwards may hold what it replaces. The
// rest of a JSON column keeps its bytes. Strategies are a salted hash, as in R108,
// a keyed hash, and encryption (docs/format/pii.md), which [Revealer] undoes.
//
// A hash hides nothing that can be enumerated: all IPv4 addresses are hashed in
// minutes by whoever knows the salt. Prefer hmac, whose key is not part of the
// configuration.
package pii

package dedupe

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"unsafe"
)

// A Hasher turns ids and fingerprints into hashes that tell nothing without its
// key: HMAC-SHA-256, cut to 128 bits for ids and to 64 for fingerprints. It
// belongs to one worker.
type Hasher struct {
	mac hash.Hash
	sum [sha256.Size]byte
}

// KeySize is the length of a Hasher's key.
const KeySize = 32

// NewHasher makes a Hasher. All stages of a run need the same key; an events
// manifest, which outlives runs, needs a key of its own.
func NewHasher(key [KeySize]byte) *Hasher { return &Hasher{mac: hmac.New(sha256.New, key[:])} }

// What is hashed begins with what it is, so that no id can pass as a fingerprint
// and no fingerprint as a position.
const (
	hashID          = 'i'
	hashFingerprint = 'f'
	hashPosition    = 'p'
)

// Row makes the row of an event. An event without fingerprint gets the hash of
// its position and etl time instead, so that it matches nothing but itself.
func (h *Hasher) Row(id, fingerprint string, pos Position, etl int64) Row {
	r := Row{Pos: pos, ETL: etl}
	s := h.of(hashID, id)
	r.Hi, r.Lo = binary.BigEndian.Uint64(s), binary.BigEndian.Uint64(s[8:])
	if fingerprint != "" {
		r.FP = binary.BigEndian.Uint64(h.of(hashFingerprint, fingerprint))
		return r
	}
	var at [16]byte
	binary.BigEndian.PutUint64(at[:], uint64(pos))
	binary.BigEndian.PutUint64(at[8:], uint64(etl))
	r.FP = binary.BigEndian.Uint64(h.of(hashPosition, string(at[:])))
	return r
}

// of is the hash of a text, valid until the next call.
func (h *Hasher) of(what byte, s string) []byte {
	h.mac.Reset()
	h.sum[0] = what
	h.mac.Write(h.sum[:1])
	h.mac.Write(unsafe.Slice(unsafe.StringData(s), len(s)))
	return h.mac.Sum(h.sum[:0])
}

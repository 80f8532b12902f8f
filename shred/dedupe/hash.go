package dedupe

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
)

// A Hasher turns ids and fingerprints into hashes that tell nothing without its
// key: AES-CMAC, one key for ids and one for fingerprints. It is no larger than
// a few hundred bytes and belongs to one worker.
type Hasher struct {
	id, fp cmac
	block  [aes.BlockSize]byte
}

// KeySize is the length of a Hasher's key.
const KeySize = 32

// NewHasher makes a Hasher. All stages of a run need the same key; an events
// manifest, which outlives runs, needs a key of its own.
func NewHasher(key [KeySize]byte) *Hasher {
	return &Hasher{id: newCMAC(key[:16]), fp: newCMAC(key[16:])}
}

// Row makes the row of an event. An event without fingerprint gets the hash of
// its position and etl time instead, so that it matches nothing but itself.
func (h *Hasher) Row(id, fingerprint string, pos Position, etl int64) Row {
	r := Row{Pos: pos, ETL: etl}
	h.id.sum(&h.block, id)
	r.Hi, r.Lo = binary.BigEndian.Uint64(h.block[:8]), binary.BigEndian.Uint64(h.block[8:])
	if fingerprint != "" {
		h.fp.sum(&h.block, fingerprint)
		r.FP = binary.BigEndian.Uint64(h.block[:8])
		return r
	}
	var at [17]byte // longer than a block: cannot be mistaken for a one-block text of another event
	binary.BigEndian.PutUint64(at[1:], uint64(pos))
	binary.BigEndian.PutUint64(at[9:], uint64(etl))
	h.fp.sum(&h.block, string(at[:]))
	r.FP = binary.BigEndian.Uint64(h.block[:8])
	return r
}

// cmac is AES-CMAC of RFC 4493 over texts.
type cmac struct {
	c      cipher.Block
	k1, k2 [aes.BlockSize]byte
}

func newCMAC(key []byte) cmac {
	c, err := aes.NewCipher(key)
	if err != nil {
		panic("dedupe: internal error: " + err.Error())
	}
	m := cmac{c: c}
	c.Encrypt(m.k1[:], m.k1[:])
	double(&m.k1)
	m.k2 = m.k1
	double(&m.k2)
	return m
}

// double multiplies by x in the field of RFC 4493.
func double(b *[aes.BlockSize]byte) {
	carry := b[0] >> 7
	for i := range b[:15] {
		b[i] = b[i]<<1 | b[i+1]>>7
	}
	b[15] = b[15]<<1 ^ carry*0x87
}

// sum leaves the code of s in out.
func (m *cmac) sum(out *[aes.BlockSize]byte, s string) {
	*out = [aes.BlockSize]byte{}
	for len(s) > aes.BlockSize {
		xor(out, s[:aes.BlockSize])
		m.c.Encrypt(out[:], out[:])
		s = s[aes.BlockSize:]
	}
	xor(out, s)
	if len(s) == aes.BlockSize {
		xor(out, string(m.k1[:]))
	} else {
		out[len(s)] ^= 0x80
		xor(out, string(m.k2[:]))
	}
	m.c.Encrypt(out[:], out[:])
}

func xor(out *[aes.BlockSize]byte, s string) {
	for i := range len(s) {
		out[i] ^= s[i]
	}
}

package dedupe

import (
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
)

// namespace is the UUID under which new ids are made (RFC 9562, version 5). It
// must never change: a replayed event has to meet its earlier self.
var namespace = [16]byte{0x5b, 0x0e, 0x2d, 0x61, 0x8c, 0x1f, 0x5a, 0x77, 0x9d, 0x43, 0x2e, 0x70, 0xb4, 0x16, 0xc8, 0x0a}

// AppendNewID appends the id that an event gets when others share its own: a
// UUID, version 5, of the original id and the fingerprint, or of the position
// where there is no fingerprint. The same event gets the same id in any run.
func AppendNewID(dst []byte, id, fingerprint string, pos Position) []byte {
	var scratch [256]byte
	name := append(scratch[:0], namespace[:]...)
	name = append(name, id...)
	if fingerprint != "" {
		name = append(append(name, 'f'), fingerprint...)
	} else {
		name = binary.BigEndian.AppendUint64(append(name, 'p'), uint64(pos))
	}
	h := sha1.Sum(name)
	h[6] = h[6]&0x0f | 0x50
	h[8] = h[8]&0x3f | 0x80
	for i, n := range [...]int{4, 2, 2, 2, 6} {
		if i > 0 {
			dst = append(dst, '-')
		}
		from := [...]int{0, 4, 6, 8, 10}[i]
		dst = hex.AppendEncode(dst, h[from:from+n])
	}
	return dst
}

package convert

import (
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"

	"github.com/camonica/camonica/payload"
)

// UUID reads a UUID of any version, 8-4-4-4-12 hex digits, and writes it in lower
// case.
func UUID(dst []byte, v payload.Text) ([]byte, error) {
	s := v.Value
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return dst, errUUID
	}
	// One look-up a byte and one test in the end: three times as fast as a test of
	// each byte.
	out := [36]byte([]byte(s))
	out[8], out[13], out[18], out[23] = '0', '0', '0', '0'
	all := byte(0)
	for i, c := range out {
		out[i] = lowerHex[c]
		all |= out[i]
	}
	if all&notHex != 0 {
		return dst, errUUID
	}
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	return append(dst, out[:]...), nil
}

// lowerHex is a hex digit in lower case, notHex for any other byte.
var lowerHex = func() (t [256]byte) {
	for i := range t {
		t[i] = notHex
	}
	for _, c := range []byte("0123456789abcdef") {
		t[c] = c
	}
	for _, c := range []byte("ABCDEF") {
		t[c] = c + 'a' - 'A'
	}
	return t
}()

const notHex = 0x80

// idSpace is the name space of the ids that events without one get.
var idSpace = [16]byte{0x5c, 0x0b, 0x6a, 0x1e, 0x0d, 0x52, 0x4c, 0x2f, 0x9b, 0x63, 0x27, 0xe4, 0x81, 0x70, 0xaf, 0x35}

// AppendEventID appends the id of an event that has none of its own: a UUID of
// version 5 over the raw record, its number in its object and the event's index
// in the payload, each number as eight bytes, big end first, before the record.
// Reading the same record again gives the same id.
func AppendEventID(dst, record []byte, number int64, index int) []byte {
	h := sha1.New()
	var head [32]byte
	copy(head[:], idSpace[:])
	binary.BigEndian.PutUint64(head[16:], uint64(number))
	binary.BigEndian.PutUint64(head[24:], uint64(index))
	h.Write(head[:])
	h.Write(record)
	var sum [sha1.Size]byte
	h.Sum(sum[:0])
	u := sum[:16]
	u[6] = u[6]&0x0f | 0x50
	u[8] = u[8]&0x3f | 0x80
	dst = hex.AppendEncode(dst, u[:4])
	for i := 4; i < 10; i += 2 {
		dst = append(dst, '-')
		dst = hex.AppendEncode(dst, u[i:i+2])
	}
	dst = append(dst, '-')
	return hex.AppendEncode(dst, u[10:])
}

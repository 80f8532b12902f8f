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
	if len(s) != 36 {
		return dst, errUUID
	}
	out := dst
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return dst, errUUID
			}
		case c >= 'A' && c <= 'F':
			c += 'a' - 'A'
		case (c < '0' || c > '9') && (c < 'a' || c > 'f'):
			return dst, errUUID
		}
		out = append(out, c)
	}
	return out, nil
}

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

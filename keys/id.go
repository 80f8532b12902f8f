package keys

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
)

// An ID is the UUID of a run key. It stands in clear in the header of every
// object that the key sealed.
type ID [16]byte

// NewID makes a random (version 4) ID.
func NewID() ID {
	var id ID
	rand.Read(id[:])
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id
}

// String is the usual form of a UUID, lower-case.
func (id ID) String() string {
	var b [36]byte
	hex.Encode(b[0:], id[0:4])
	hex.Encode(b[9:], id[4:6])
	hex.Encode(b[14:], id[6:8])
	hex.Encode(b[19:], id[8:10])
	hex.Encode(b[24:], id[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

// ParseID reads the form that String writes.
func ParseID(s string) (ID, error) {
	var id ID
	if err := id.UnmarshalText([]byte(s)); err != nil {
		return ID{}, err
	}
	return id, nil
}

// MarshalText lets an ID stand in JSON.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the form that String writes, in either case.
func (id *ID) UnmarshalText(b []byte) error {
	if len(b) != 36 || b[8] != '-' || b[13] != '-' || b[18] != '-' || b[23] != '-' {
		return fmt.Errorf("parse key id: %d bytes are not a UUID", len(b))
	}
	digits := make([]byte, 0, 32)
	for _, part := range [][]byte{b[0:8], b[9:13], b[14:18], b[19:23], b[24:36]} {
		digits = append(digits, part...)
	}
	if _, err := hex.Decode(id[:], digits); err != nil {
		return fmt.Errorf("parse key id: %w", err)
	}
	return nil
}

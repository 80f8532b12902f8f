package fingerprint

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/camonica/camonica/payload"
)

// A tracker sends the same parameters in the same order with most events: the
// order of their names is then known and need not be found again.

// Limits of the shapes that a worker remembers: about 32 kB.
const (
	maxShapes  = 32 // a power of two
	maxItems   = 64 // parameters of one
	longestFit = 7  // bytes of a name; those of the tracker protocol have no more
)

// shapes are those seen last, each at a place given by its names.
type shapes [maxShapes]shape

// A shape is a list of names.
type shape struct {
	names []uint64 // of all parameters, as word makes them
	parts []part
	known bool // parts are those of names
}

// A part is a parameter that counts, in the order of names.
type part struct {
	text  uint64 // name and separator, first byte lowest
	size  uint8  // of text
	place uint8  // among the parameters
}

// of returns the shape of the parameters, nil if they have none that can be
// remembered. It is not known if it was not the last one at its place.
func (s *shapes) of(params []payload.Pair) *shape {
	if len(params) > maxItems {
		return nil
	}
	var names [maxItems]uint64
	var hash uint64
	for i := range params {
		name := params[i].Name
		if len(name) > longestFit {
			return nil
		}
		names[i] = word(name)
		hash = bits.RotateLeft64(hash, 5) ^ names[i]
	}
	sh := &s[(hash*0x9e3779b97f4a7c15)>>32%maxShapes]
	if !slices.Equal(sh.names, names[:len(params)]) {
		sh.names = append(sh.names[:0], names[:len(params)]...)
		sh.known = false
	}
	return sh
}

// word returns a name of at most longestFit bytes as a number: its bytes, the
// first one lowest, and its length on top.
func word(name string) uint64 {
	n := len(name)
	w := uint64(n) << 56
	switch {
	case n >= 4:
		return w | le32(name) | le32(name[n-4:])<<(8*(n-4))
	case n >= 2:
		return w | le16(name) | le16(name[n-2:])<<(8*(n-2))
	case n == 1:
		return w | uint64(name[0])
	}
	return w
}

func le32(s string) uint64 {
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

func le16(s string) uint64 { return uint64(s[0]) | uint64(s[1])<<8 }

// learn takes the order of the parameters that count.
func (s *shape) learn(items []item) {
	s.parts, s.known = s.parts[:0], true
	for i := range items {
		n := len(items[i].name)
		text := word(items[i].name)&(1<<56-1) | separator<<(8*n)
		s.parts = append(s.parts, part{text, uint8(n + 1), uint8(items[i].place)})
	}
}

// append appends the text that is hashed.
func (s *shape) append(b []byte, params []payload.Pair) []byte {
	size := 0
	for i := range params {
		size += len(params[i].Value.Value)
	}
	// A name is written as eight bytes, and then there may be null and the
	// separator.
	b = slices.Grow(b, size+len(params)*(8+5)+8)
	for i := range s.parts {
		p := &s.parts[i]
		n := len(b)
		binary.LittleEndian.PutUint64(b[n:n+8], p.text)
		b = appendValue(b[:n+int(p.size)], params[p.place].Value)
	}
	return b
}

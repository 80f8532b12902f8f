package lzop

import (
	"encoding/binary"
	"math/bits"
)

// What LZO1X can say of a match.
const (
	minMatch    = 4 // of which a hash is made; LZO1X itself takes 3
	hashBits    = 14
	nearest     = 2 << 10  // distance of an M2 match, of at most m2Longest bytes
	middle      = 16 << 10 // distance of an M3 match
	farthest    = 48<<10 - 1
	m2Longest   = 8
	m3          = 0x20 // with up to 31 in the same byte
	m3Short     = 31
	m4          = 0x10 // with up to 7 in the same byte
	m4Short     = 7
	firstLong   = 238 // literals that the first byte of a block can announce
	firstMarker = 17
	literalLong = 15 // literals above 3 that one byte can announce
)

// endMark is a match of the distance that no match has.
var endMark = []byte{m4 | 1, 0, 0}

// A compressor finds matches with a table of where each four bytes were last.
type compressor struct {
	last [1 << hashBits]int32 // place + 1
}

// compress appends src, compressed as LZO1X, to dst. It looks less and less
// closely at what does not compress.
func (c *compressor) compress(dst, src []byte) []byte {
	clear(c.last[:])
	start := len(dst)
	done, at := 0, 1 // a match can't be first
	for at+minMatch <= len(src) {
		next := binary.LittleEndian.Uint32(src[at:])
		slot := &c.last[next*0x9e3779b1>>(32-hashBits)]
		from := int(*slot) - 1
		*slot = int32(at + 1)
		if from < 0 || at-from > farthest || binary.LittleEndian.Uint32(src[from:]) != next {
			at += 1 + (at-done)>>5
			continue
		}
		n := minMatch + common(src[from+minMatch:], src[at+minMatch:])
		dst = appendLiterals(dst, src[done:at], len(dst) == start)
		dst = appendMatch(dst, n, at-from)
		at += n
		done = at
	}
	dst = appendLiterals(dst, src[done:], len(dst) == start)
	return append(dst, endMark...)
}

// common is how many first bytes of a and b are the same; b is not longer.
func common(a, b []byte) int {
	n := 0
	for ; n+8 <= len(b); n += 8 {
		if d := binary.LittleEndian.Uint64(a[n:]) ^ binary.LittleEndian.Uint64(b[n:]); d != 0 {
			return n + bits.TrailingZeros64(d)>>3
		}
	}
	for n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// appendLiterals appends bytes that are no match. Up to three are announced by
// the match before them.
func appendLiterals(dst, literals []byte, first bool) []byte {
	n := len(literals)
	switch {
	case n == 0:
		return dst
	case first && n <= firstLong:
		dst = append(dst, byte(firstMarker+n))
	case n <= 3:
		dst[len(dst)-2] |= byte(n)
	case n <= 3+literalLong:
		dst = append(dst, byte(n-3))
	default:
		dst = appendLength(append(dst, 0), n-3-literalLong)
	}
	return append(dst, literals...)
}

// appendMatch appends a match of n bytes; the last byte but one has room for the
// number of literals after it.
func appendMatch(dst []byte, n, distance int) []byte {
	switch {
	case n <= m2Longest && distance <= nearest:
		distance--
		return append(dst, byte((n-1)<<5|distance&7<<2), byte(distance>>3))
	case distance <= middle:
		distance--
		dst = appendMarked(dst, m3, m3Short, n-2)
	default:
		distance -= middle
		dst = appendMarked(dst, byte(m4|distance>>14<<3), m4Short, n-2)
	}
	return binary.LittleEndian.AppendUint16(dst, uint16(distance<<2))
}

// appendMarked appends a length of at least 1 that shares its first byte with a
// marker, if it is no larger than short.
func appendMarked(dst []byte, marker byte, short, n int) []byte {
	if n <= short {
		return append(dst, marker|byte(n))
	}
	return appendLength(append(dst, marker), n-short)
}

// appendLength appends n ≥ 1: a zero for each 255, and the rest.
func appendLength(dst []byte, n int) []byte {
	for ; n > 255; n -= 255 {
		dst = append(dst, 0)
	}
	return append(dst, byte(n))
}

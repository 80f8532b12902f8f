package bytescan

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// In a word of eight bytes, the functions below set the high bit of each byte
// that is of their kind. Borrows of a subtraction can mark a byte above a marked
// one wrongly, never below: the lowest mark is right, and it is the one that
// counts.
const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// below marks bytes less than n, for n up to 128.
func below(w uint64, n uint64) uint64 { return (w - ones*n) &^ w & highs }

// equal marks bytes that are c.
func equal(w uint64, c uint64) uint64 { return below(w^ones*c, 1) }

// Space returns the index of the first byte up to U+0020 – blanks and controls –,
// or len(s).
func Space(s string) int {
	b := bytesOf(s)
	i := 0
	for ; i+8 <= len(b); i += 8 {
		if m := below(binary.LittleEndian.Uint64(b[i:]), ' '+1); m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	for ; i < len(b) && b[i] > ' '; i++ {
	}
	return i
}

// Special returns the index of the first byte from i on that needs a closer look
// in a JSON string: quote, backslash, control below U+0020, not ASCII; or len(b).
func Special(b []byte, i int) int {
	for ; i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		if m := equal(w, '"') | equal(w, '\\') | below(w, ' ') | w&highs; m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	for ; i < len(b); i++ {
		if c := b[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x80 {
			break
		}
	}
	return i
}

// Unprintable returns the index of the first byte that is an ASCII control
// character or not ASCII, or len(s).
func Unprintable(s string) int {
	b := bytesOf(s)
	i := 0
	for ; i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		if m := below(w, ' ') | equal(w, 0x7f) | w&highs; m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	for ; i < len(b); i++ {
		if c := b[i]; c < ' ' || c >= 0x7f {
			break
		}
	}
	return i
}

func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

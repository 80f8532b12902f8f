package bytescan

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"github.com/segmentio/asm/ascii"
)

// In a word of eight bytes, the expressions below set the high bit of each byte
// that is of their kind. Borrows of a subtraction, and carries of an addition, can
// mark a byte above a marked one wrongly, never below: the lowest mark is right,
// and it is the one that counts.
const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// below marks bytes less than n, for n up to 128.
func below(w uint64, n uint64) uint64 { return (w - ones*n) &^ w & highs }

// unprintable marks ASCII control characters, U+007F too, and bytes that are not
// ASCII. The subtraction also marks bytes from 0xA0 on, which are marked anyway.
func unprintable(w uint64) uint64 { return ((w - ones*' ') | w | (w + ones)) & highs }

// SpecialIn marks the bytes of a word, the first byte lowest, that Special stops
// at. What the subtractions mark beyond zeros is not ASCII, which is marked anyway.
func SpecialIn(w uint64) uint64 {
	return unprintable(w) | (((w^ones*'"')-ones)|((w^ones*'\\')-ones))&highs
}

// EscapeIn returns the place in a word, the first byte lowest, of the first percent
// sign or control character, or 8.
func EscapeIn(w uint64) int {
	x := w ^ ones*'%'
	return bits.TrailingZeros64(below(w, ' ')|(x-ones)&^x&highs) / 8
}

// Replace returns the word with each ASCII byte a as the ASCII byte b.
func Replace(w uint64, a, b byte) uint64 {
	x := w ^ ones*uint64(a)
	equal := ^((x&^highs + ^uint64(highs)) | x) & highs
	return w ^ equal>>7*uint64(a^b)
}

// Word returns the first eight bytes of s as a number, the first byte lowest, with
// zeros for those that s lacks.
func Word(s string) uint64 {
	b := bytesOf(s)
	switch n := len(b); {
	case n >= 8:
		return binary.LittleEndian.Uint64(b)
	case n >= 4:
		return uint64(binary.LittleEndian.Uint32(b)) | uint64(binary.LittleEndian.Uint32(b[n-4:]))<<(8*(n-4)&63)
	case n >= 2:
		return uint64(binary.LittleEndian.Uint16(b)) | uint64(binary.LittleEndian.Uint16(b[n-2:]))<<(8*(n-2)&63)
	case n == 1:
		return uint64(b[0])
	}
	return 0
}

// Space returns the index of the first byte up to U+0020 – blanks and controls –,
// or len(s).
func Space(s string) int {
	b := bytesOf(s)
	i := 0
	// Bodies are long: four words, one test.
	for ; i+32 <= len(b); i += 32 {
		w := b[i : i+32]
		if below(binary.LittleEndian.Uint64(w), ' '+1)|below(binary.LittleEndian.Uint64(w[8:]), ' '+1)|
			below(binary.LittleEndian.Uint64(w[16:]), ' '+1)|below(binary.LittleEndian.Uint64(w[24:]), ' '+1) != 0 {
			break
		}
	}
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
// in a JSON string: quote, backslash, control character (U+007F too, which JSON
// allows and rows do not), not ASCII; or len(b).
func Special(b []byte, i int) int {
	for ; i+8 <= len(b); i += 8 {
		if m := SpecialIn(binary.LittleEndian.Uint64(b[i:])); m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	for ; i < len(b); i++ {
		if c := b[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			break
		}
	}
	return i
}

// ASCII tells whether all bytes of b are ASCII.
func ASCII(b []byte) bool { return ascii.Valid(b) }

// Printable tells whether all bytes of s are ASCII, and none is a control character.
func Printable(s string) bool { return ascii.ValidPrintString(s) }

func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

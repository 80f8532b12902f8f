package pageuri

import (
	"unicode"
	"unicode/utf8"
)

// Where an ASCII character is legal, as bits.
const (
	inPath uint16 = 1 << iota
	inURIC        // query, fragment, opaque part
	inUserInfo
	inRegName // an authority that is no server name
	inScheme  // after its first letter
	inLabel   // of a host name, the hyphen but for its edges
	inZone    // the name of an interface after an IPv6 address
	isAlpha
	isDigit
)

var class = func() (t [utf8.RuneSelf]uint16) {
	set := func(chars string, bits uint16) {
		for _, c := range []byte(chars) {
			t[c] |= bits
		}
	}
	const all = inPath | inURIC | inUserInfo | inRegName
	set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", all|inScheme|inLabel|inZone|isAlpha)
	set("0123456789", all|inScheme|inLabel|inZone|isDigit)
	set("_-!.~'()*;:&=+$,", all)
	set("@", inPath|inURIC|inRegName)
	set("/", inPath|inURIC)
	set("?[]", inURIC)
	set("+-.", inScheme)
	set("-", inLabel)
	set("_.", inZone)
	return t
}()

func isHex(c byte) bool {
	return c-'0' <= 9 || c|0x20 >= 'a' && c|0x20 <= 'f'
}

// span returns the end of the run of characters from i on that are legal in a
// part: those of the set, escapes, and characters beyond ASCII that are neither
// control nor space characters.
func span(s string, i int, set uint16) int {
	for i < len(s) {
		c := s[i]
		if c < utf8.RuneSelf {
			if class[c]&set != 0 {
				i++
				continue
			}
			if c != '%' || i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
				return i
			}
			i += 3
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !other(r) {
			return i
		}
		i += n
	}
	return i
}

// other tells whether a character beyond ASCII may stand in a URI.
func other(r rune) bool { return !unicode.IsControl(r) && !unicode.Is(unicode.Z, r) }

// legal tells whether all of s is legal in a part.
func legal(s string, set uint16) bool { return span(s, 0, set) == len(s) }

// all tells whether s has only ASCII characters of the set.
func all(s string, set uint16) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf || class[s[i]]&set == 0 {
			return false
		}
	}
	return true
}

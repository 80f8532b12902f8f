package payload

import (
	"slices"
	"unicode/utf8"
)

// sixBits is the value of a character of either Base64 alphabet.
var sixBits = func() (t [256]byte) {
	for c := range t {
		t[c] = notBase64
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for i := range len(alphabet) {
		t[alphabet[i]] = byte(i)
	}
	t['-'], t['_'] = 62, 63
	return t
}()

const notBase64 = 0xff

// AppendBase64 appends the text that s holds in Base64, read as leniently as
// trackers need it: both alphabets, characters of neither are skipped, the
// first = ends it, and what is not UTF-8 becomes U+FFFD. It never fails.
func AppendBase64(dst []byte, s string) []byte {
	from := len(dst)
	dst = slices.Grow(dst, len(s)/4*3+3)
	i := 0
	for ; i+4 <= len(s); i += 4 {
		a, b, c, d := sixBits[s[i]], sixBits[s[i+1]], sixBits[s[i+2]], sixBits[s[i+3]]
		if a|b|c|d == notBase64 {
			break
		}
		dst = append(dst, a<<2|b>>4, b<<4|c>>2, c<<6|d)
	}
	var bits uint32
	n := 0
	for ; i < len(s) && s[i] != '='; i++ {
		v := sixBits[s[i]]
		if v == notBase64 {
			continue
		}
		bits = bits<<6 | uint32(v)
		if n++; n == 4 {
			dst = append(dst, byte(bits>>16), byte(bits>>8), byte(bits))
			bits, n = 0, 0
		}
	}
	switch n {
	case 2:
		dst = append(dst, byte(bits>>4))
	case 3:
		dst = append(dst, byte(bits>>10), byte(bits>>2))
	}
	if !utf8.Valid(dst[from:]) {
		clean := AppendUTF8(nil, share(dst[from:]))
		dst = append(dst[:from], clean...)
	}
	return dst
}

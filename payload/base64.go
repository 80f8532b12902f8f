package payload

import (
	"encoding/binary"
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

// quads holds the values of sixBits where each of four characters has them in 24
// bits.
var quads = func() (t [4][256]uint32) {
	for c, v := range sixBits {
		for i := range t {
			t[i][c] = uint32(v) << (18 - 6*i)
			if v == notBase64 {
				t[i][c] = notQuad
			}
		}
	}
	return t
}()

const notQuad = 1 << 31

// AppendBase64 appends the text that s holds in Base64, read as leniently as
// trackers need it: both alphabets, characters of neither are skipped, the
// first = ends it, and what is not UTF-8 becomes U+FFFD. It never fails.
func AppendBase64(dst []byte, s string) []byte {
	from := len(dst)
	dst = slices.Grow(dst, len(s)/4*3+8)
	i, out := 0, dst[from:cap(dst)]
	n := 0
	var all uint64
	// Eight characters make six bytes, which are written as a word of eight. That
	// is twice as fast as four characters and three appends.
	for i+8 <= len(s) && n+8 <= len(out) {
		c := s[i : i+8]
		high := quads[0][c[0]] | quads[1][c[1]] | quads[2][c[2]] | quads[3][c[3]]
		low := quads[0][c[4]] | quads[1][c[5]] | quads[2][c[6]] | quads[3][c[7]]
		if (high|low)&notQuad != 0 {
			break
		}
		six := uint64(high)<<40 | uint64(low)<<16
		binary.BigEndian.PutUint64(out[n:], six)
		all |= six
		i, n = i+8, n+6
	}
	dst = appendBase64Rest(dst[:from+n], s[i:])
	for _, c := range dst[from+n:] {
		all |= uint64(c)
	}
	if all&0x8080808080808080 != 0 && !utf8.Valid(dst[from:]) {
		clean := AppendUTF8(nil, share(dst[from:]))
		dst = append(dst[:from], clean...)
	}
	return dst
}

// appendBase64Rest is AppendBase64 a character at a time: what is skipped and
// where the text ends.
func appendBase64Rest(dst []byte, s string) []byte {
	var bits uint32
	n := 0
	for i := 0; i < len(s) && s[i] != '='; i++ {
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
	return dst
}

package payload

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/segmentio/asm/base64"

	"github.com/camonica/camonica/bytescan"
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
	if end := strings.IndexByte(s, '='); end >= 0 {
		s = s[:end]
	}
	dst = slices.Grow(dst, base64.RawURLEncoding.DecodedLen(len(s)))
	if n, ok := strictBase64(dst[from:cap(dst)], s); ok {
		dst = dst[:from+n]
	} else {
		dst = lenientBase64(dst, s)
	}
	if !bytescan.ASCII(dst[from:]) && !utf8.Valid(dst[from:]) {
		clean := AppendUTF8(nil, share(dst[from:]))
		dst = append(dst[:from], clean...)
	}
	return dst
}

// strictBase64 decodes text of one alphabet, which all trackers write: that of
// URLs first, which most do. It does so with vector instructions where there are.
func strictBase64(dst []byte, s string) (n int, ok bool) {
	n, err := base64.RawURLEncoding.Decode(dst, bytesOf(s))
	if err != nil {
		n, err = base64.RawStdEncoding.Decode(dst, bytesOf(s))
	}
	return n, err == nil
}

// lenientBase64 decodes a character at a time and skips what is not Base64.
func lenientBase64(dst []byte, s string) []byte {
	var bits uint32
	n := 0
	for i := range len(s) {
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

package payload

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// unhex is the value of a hex digit, 0xff for any other byte.
var unhex = func() (t [256]byte) {
	for c := range t {
		switch {
		case c >= '0' && c <= '9':
			t[c] = byte(c - '0')
		case c >= 'a' && c <= 'f':
			t[c] = byte(c - 'a' + 10)
		case c >= 'A' && c <= 'F':
			t[c] = byte(c - 'A' + 10)
		default:
			t[c] = 0xff
		}
	}
	return t
}()

// AppendSingleEncoded undoes CloudFront's second percent-encoding: it appends s
// with every %25XX as %XX. Replaced text is not looked at again.
func AppendSingleEncoded(dst []byte, s string) []byte {
	for {
		i := strings.Index(s, "%25")
		if i < 0 {
			return append(dst, s...)
		}
		dst = append(dst, s[:i]...)
		if s = s[i+3:]; len(s) < 2 || unhex[s[0]]|unhex[s[1]] > 0xf {
			dst = append(dst, "%25"...)
			continue
		}
		dst = append(dst, '%', s[0], s[1])
		s = s[2:]
	}
}

// singleEncode is AppendSingleEncoded into p's buffer; s itself if nothing is
// encoded twice.
func (p *Payload) singleEncode(s string) string {
	if !strings.Contains(s, "%25") {
		return s
	}
	from := len(p.buf)
	p.buf = AppendSingleEncoded(p.buf, s)
	return share(p.buf[from:])
}

// formSpecial marks what does not stand for itself in form encoding.
var formSpecial = [256]bool{'+': true, '%': true, '\r': true, '\n': true, '\t': true}

// AppendFormDecoded appends the text that s stands for in form encoding: + is a
// space and %XX a byte of UTF-8. Line ends are taken out and tabs become four
// spaces, as columns need it. It fails at a malformed escape.
func AppendFormDecoded(dst []byte, s string) (out []byte, ok bool) {
	from := len(dst)
	dst = slices.Grow(dst, len(s))
	var high byte
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !formSpecial[c] {
			high |= c
			dst = append(dst, c)
			continue
		}
		switch c {
		case '+':
			c = ' '
		case '%':
			if i+2 >= len(s) || unhex[s[i+1]]|unhex[s[i+2]] > 0xf {
				return dst[:from], false
			}
			c = unhex[s[i+1]]<<4 | unhex[s[i+2]]
			i += 2
		}
		switch c {
		case '\r', '\n':
		case '\t':
			dst = append(dst, "    "...)
		default:
			high |= c
			dst = append(dst, c)
		}
	}
	if high >= utf8.RuneSelf && !utf8.Valid(dst[from:]) {
		clean := AppendUTF8(nil, share(dst[from:]))
		dst = append(dst[:from], clean...)
	}
	return dst, true
}

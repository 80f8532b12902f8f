package payload

import (
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/camonica/camonica/bytescan"
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

// AppendFormDecoded appends the text that s stands for in form encoding: + is a
// space and %XX a byte of UTF-8. Line ends are taken out and tabs become four
// spaces, as columns need it. It fails at a malformed escape.
func AppendFormDecoded(dst []byte, s string) (out []byte, ok bool) {
	from := len(dst)
	dst = slices.Grow(dst, len(s)+8)
	for i := 0; i < len(s); {
		var plain int
		if dst, plain = appendPlain(dst, s[i:]); plain > 0 {
			i += plain
			continue
		}
		c := s[i]
		i++
		switch c {
		case '+':
			c = ' '
		case '%':
			if i+1 >= len(s) || unhex[s[i]]|unhex[s[i+1]] > 0xf {
				return dst[:from], false
			}
			c = unhex[s[i]]<<4 | unhex[s[i+1]]
			i += 2
		}
		switch c {
		case '\r', '\n':
		case '\t':
			dst = append(dst, "    "...)
		default:
			dst = append(dst, c)
		}
	}
	if !bytescan.ASCII(dst[from:]) && !utf8.Valid(dst[from:]) {
		clean := AppendUTF8(nil, share(dst[from:]))
		dst = append(dst[:from], clean...)
	}
	return dst, true
}

// appendPlain appends what s starts with up to an escape or a control character,
// with + as space, in words of eight bytes, and returns how much of s that is.
func appendPlain(dst []byte, s string) ([]byte, int) {
	n, i := len(dst), 0
	out, in := dst[:cap(dst)], bytesOf(s)
	for i+8 <= len(in) && n+8 <= len(out) {
		w := binary.LittleEndian.Uint64(in[i:])
		binary.LittleEndian.PutUint64(out[n:], bytescan.Replace(w, '+', ' '))
		if k := bytescan.EscapeIn(w); k < 8 {
			return out[:n+k], i + k
		}
		i, n = i+8, n+8
	}
	return out[:n], i
}

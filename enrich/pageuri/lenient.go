package pageuri

import (
	"strings"
	"unicode/utf8"
)

// appendLenient appends s re-encoded so that the strict grammar has a chance:
// what has no place in a URI is percent-encoded, a % that starts no escape
// becomes %25, and the first # starts the fragment, in which # ? / = & are
// encoded too. Escapes and + stay as they are.
func appendLenient(dst []byte, s string) []byte {
	from, to := authorityRange(s)
	inFragment := false
	for i := 0; i < len(s); {
		c := s[i]
		if i == from && to > from {
			dst = append(dst, s[from:to]...)
			i = to
			continue
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if other(r) {
				dst = append(dst, s[i:i+n]...)
			} else {
				for _, c := range []byte(s[i : i+n]) {
					dst = appendEscape(dst, c)
				}
			}
			i += n
			continue
		}
		switch {
		case c == '#' && !inFragment:
			inFragment = true
			dst = append(dst, c)
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			dst = append(dst, c)
		case class[c]&inURIC == 0 || c == '$' || c == '[' || c == ']',
			inFragment && (c == '?' || c == '/' || c == '=' || c == '&'):
			dst = appendEscape(dst, c)
		default:
			dst = append(dst, c)
		}
		i++
	}
	return dst
}

// authorityRange finds an authority that needs no re-encoding: brackets of an
// IPv6 address must stay.
func authorityRange(s string) (from, to int) {
	i := schemeEnd(s) + 1
	if !strings.HasPrefix(s[i:], "//") {
		return 0, 0
	}
	from = i + 2
	to = authorityEnd(s, from)
	if _, _, ok := server(s[from:to], false); !ok {
		return 0, 0
	}
	return from, to
}

func appendEscape(dst []byte, c byte) []byte {
	const hex = "0123456789ABCDEF"
	return append(dst, '%', hex[c>>4], hex[c&15])
}

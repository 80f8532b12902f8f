package apirequest

import "strings"

// A part of an address is text, or the place of an input.
type part struct {
	text  string
	input int // index of the key; -1 for text
}

// compile takes an address apart at {{key}}, where spaces may surround the key.
// Braces that are left, of keys that no input has or on their own, make an
// address that is never asked.
func compile(address string, keys []string) (parts []part, unfillable bool) {
	text := func(s string) {
		if s == "" {
			return
		}
		parts = append(parts, part{text: s, input: -1})
		unfillable = unfillable || strings.ContainsAny(s, "{}")
	}
	for {
		start, end, key := placeholder(address, keys)
		if key < 0 {
			text(address)
			return parts, unfillable
		}
		text(address[:start])
		parts = append(parts, part{input: key})
		address = address[end:]
	}
}

// placeholder finds the first place of an input; key is -1 if there is none.
func placeholder(s string, keys []string) (start, end, key int) {
	for at := 0; ; at++ {
		i := strings.Index(s[at:], "{{")
		if i < 0 {
			return 0, 0, -1
		}
		at += i
		j := strings.Index(s[at:], "}}")
		if j < 0 {
			return 0, 0, -1
		}
		name := strings.Trim(s[at+2:at+j], " ")
		for k := range keys {
			if keys[k] == name {
				return at, at + j + 2, k
			}
		}
	}
}

const hexDigits = "0123456789ABCDEF"

// appendForm appends s as forms encode it.
func appendForm(dst []byte, s string) []byte {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '*', c == '-', c == '.', c == '_':
			dst = append(dst, c)
		case c == ' ':
			dst = append(dst, '+')
		default:
			dst = append(dst, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return dst
}

package jsondoc

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unicode/utf8"

	"github.com/camonica/camonica/bytescan"
)

// str reads the string that starts at i.
func (d *Doc) str(i int) (int, error) {
	s := d.src
	j := i + 1
	if j+8 <= len(s) {
		// Most strings are short: their end is in the first word.
		if m := bytescan.SpecialIn(binary.LittleEndian.Uint64(s[j:])); m != 0 {
			j += bits.TrailingZeros64(m) / 8
		} else {
			j = bytescan.Special(s, j+8)
		}
	} else {
		j = bytescan.Special(s, j)
	}
	if j < len(s) && s[j] == '"' {
		d.add(i, String).end = uint32(j + 1)
		return j + 1, nil
	}
	return d.longStr(i, j)
}

// longStr is str from i on, where something needs a closer look: escapes, or
// bytes that may be no UTF-8.
func (d *Doc) longStr(start, i int) (int, error) {
	s := d.src
	textAt, from, decoded := len(d.text), start+1, false
	keep := func(to int) { d.text = append(d.text, s[from:to]...) }
	for i < len(s) {
		c := s[i]
		switch {
		case c == '"':
			nd := d.add(start, String)
			nd.end = uint32(i + 1)
			if decoded {
				keep(i)
				nd.flags, nd.text, nd.textLen = flagDecoded, uint32(textAt), uint32(len(d.text)-textAt)
				d.tidy = false
			}
			return i + 1, nil
		case c == '\\':
			keep(i)
			decoded = true
			n, err := d.escape(i)
			if err != nil {
				return 0, err
			}
			i = d.copyPlain(i + n)
			from = i
		case c < ' ':
			return 0, &SyntaxError{Offset: i, Want: "an escaped control character"}
		case c < utf8.RuneSelf:
			d.del = d.del || c == 0x7f
			i = bytescan.Special(s, i+1)
		default:
			r, n := utf8.DecodeRune(s[i:])
			if r == utf8.RuneError && n == 1 {
				keep(i)
				decoded = true
				d.text = utf8.AppendRune(d.text, utf8.RuneError)
				from = i + 1
			}
			i += n
		}
	}
	return 0, &SyntaxError{Offset: i, Want: "'\"'"}
}

// copyPlain appends what stands from i on up to the next special byte, and simple
// escapes between, and returns where that byte is. JSON in a string, as trackers
// send it, has an escape every few bytes: each word is copied as it is looked at.
func (d *Doc) copyPlain(i int) int {
	s := d.src
	n := len(d.text)
	d.text = slices.Grow(d.text, len(s)-i+8)
	text := d.text[:cap(d.text)]
	for i+8 <= len(s) && n+8 <= len(text) {
		w := binary.LittleEndian.Uint64(s[i:])
		binary.LittleEndian.PutUint64(text[n:], w)
		m := bytescan.SpecialIn(w)
		if m == 0 {
			i, n = i+8, n+8
			continue
		}
		k := bits.TrailingZeros64(m) / 8
		i, n = i+k, n+k
		if s[i] != '\\' || i+1 == len(s) || s[i+1] != '"' {
			break
		}
		text[n] = '"'
		i, n = i+2, n+1
	}
	d.text = text[:n]
	return i
}

// escape appends what the escape sequence at i stands for and returns its length.
func (d *Doc) escape(i int) (int, error) {
	s := d.src
	if i+1 >= len(s) {
		return 0, &SyntaxError{Offset: i + 1, Want: "an escape"}
	}
	var c byte
	switch s[i+1] {
	case '"', '\\', '/':
		c = s[i+1]
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case 'u':
		r, ok := hex4(s, i+2)
		if !ok {
			return 0, &SyntaxError{Offset: i + 2, Want: "four hex digits"}
		}
		n := 6
		if r >= 0xD800 && r < 0xE000 {
			low, ok := rune(0), false
			if r < 0xDC00 && i+7 < len(s) && s[i+6] == '\\' && s[i+7] == 'u' {
				low, ok = hex4(s, i+8)
			}
			if ok && low >= 0xDC00 && low < 0xE000 {
				r, n = (r-0xD800)<<10|(low-0xDC00)+0x10000, 12
			} else {
				r = utf8.RuneError
			}
		}
		d.del = d.del || r == 0x7f
		d.text = utf8.AppendRune(d.text, r)
		return n, nil
	default:
		return 0, &SyntaxError{Offset: i + 1, Want: "an escape"}
	}
	d.text = append(d.text, c)
	return 2, nil
}

func hex4(s []byte, i int) (rune, bool) {
	if i+4 > len(s) {
		return 0, false
	}
	var r rune
	for _, c := range s[i : i+4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// bytes is the text of string node i.
func (d *Doc) bytes(i int) []byte {
	n := &d.nodes[i]
	if n.flags&flagDecoded != 0 {
		return d.text[n.text : n.text+n.textLen]
	}
	return d.src[n.start+1 : n.end-1]
}

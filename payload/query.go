package payload

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

// What a byte means in a querystring, as bits to stop at.
const (
	isSeparator uint8 = 1 << iota // & ;
	isEquals
	isHash
	isPlus
	isPercent
	isHigh // not ASCII
	isIllegal
)

const (
	stopName  = ^uint8(0)
	stopValue = stopName &^ isEquals
)

var queryClass = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c >= utf8.RuneSelf:
			t[c] = isHigh
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		default:
			t[c] = isIllegal
		}
	}
	for _, c := range []byte("_-!.~'()*/?:@$,[]") {
		t[c] = 0
	}
	t['&'], t[';'], t['='], t['#'], t['+'], t['%'] = isSeparator, isSeparator, isEquals, isHash, isPlus, isPercent
	return t
}()

// ParseQuery splits a querystring, or a form body, into its decoded pairs and
// appends them to dst. Decoded text goes to the end of buf; text without
// escapes shares memory with qs. Pairs without a name are dropped.
//
// The text must be a legal URI query (plus raw characters beyond ASCII), else
// ok is false. What follows a # is checked and dropped.
func ParseQuery(dst []Pair, buf []byte, qs string) (pairs []Pair, rest []byte, ok bool) {
	return parseQuery(dst, buf, qs, nil)
}

func parseQuery(dst []Pair, buf []byte, qs string, charset encoding.Encoding) ([]Pair, []byte, bool) {
	// Decoded UTF-8 is never longer than the escapes it came in: with this much
	// room no pair moves the buffer.
	q := queryReader{s: qs, buf: slices.Grow(buf, len(qs)), charset: charset}
	n := len(dst)
	for i := 0; i < len(qs); {
		name, next, ok := q.token(i, stopName)
		if !ok {
			return dst[:n], q.buf, false
		}
		i = next
		var value Text
		if i < len(qs) && qs[i] == '=' {
			if value.Value, i, ok = q.token(i+1, stopValue); !ok {
				return dst[:n], q.buf, false
			}
			value.Set = true
		}
		if name != "" {
			dst = append(dst, Pair{Name: name, Value: value})
		}
		if i < len(qs) && qs[i] == '#' {
			if !legal(qs[i+1:]) {
				return dst[:n], q.buf, false
			}
			break
		}
		i++ // the separator
	}
	return dst, q.buf, true
}

type queryReader struct {
	s       string
	buf     []byte
	charset encoding.Encoding // nil for UTF-8
}

// token decodes the text from i up to a byte whose class is in stop and is a
// delimiter, and returns where that is.
func (q *queryReader) token(i int, stop uint8) (text string, next int, ok bool) {
	s, start := q.s, i
	for i < len(s) && queryClass[s[i]]&stop == 0 {
		i++
	}
	if i == len(s) || queryClass[s[i]]&(isSeparator|isEquals|isHash) != 0 {
		return s[start:i], i, true
	}
	if q.charset != nil {
		return q.foreign(start, stop)
	}
	from := len(q.buf)
	b := append(q.buf, s[start:i]...)
	var high byte
	for i < len(s) {
		switch c := s[i]; queryClass[c] & stop {
		case 0:
			b = append(b, c)
			i++
		case isPlus:
			b = append(b, ' ')
			i++
		case isPercent:
			if i+2 >= len(s) {
				return "", 0, false
			}
			v := unhex[s[i+1]]<<4 | unhex[s[i+2]]&0xf
			if unhex[s[i+1]]|unhex[s[i+2]] > 0xf {
				return "", 0, false
			}
			high |= v
			b = append(b, v)
			i += 3
		case isHigh:
			n, ok := otherChar(s[i:])
			if !ok {
				return "", 0, false
			}
			high |= c
			b = append(b, s[i:i+n]...)
			i += n
		case isIllegal:
			return "", 0, false
		default:
			return q.end(b, from, high), i, true
		}
	}
	return q.end(b, from, high), i, true
}

// end takes the decoded text b[from:] into the buffer.
func (q *queryReader) end(b []byte, from int, high byte) string {
	if high >= utf8.RuneSelf && !utf8.Valid(b[from:]) {
		from, b = len(b), AppendUTF8(b, share(b[from:]))
	}
	q.buf = b
	return share(b[from:])
}

// foreign is token for a charset other than UTF-8. Raw characters beyond ASCII
// pass as they are; what lies between them is decoded.
func (q *queryReader) foreign(i int, stop uint8) (text string, next int, ok bool) {
	s, from := q.s, len(q.buf)
	var part []byte
	flush := func() {
		if len(part) > 0 {
			decoded, err := q.charset.NewDecoder().Bytes(part)
			if err != nil {
				decoded = utf8.AppendRune(nil, utf8.RuneError)
			}
			q.buf, part = append(q.buf, decoded...), part[:0]
		}
	}
	for ; i < len(s); i++ {
		switch c := s[i]; queryClass[c] & stop {
		case 0:
			part = append(part, c)
		case isPlus:
			part = append(part, ' ')
		case isPercent:
			if i+2 >= len(s) || unhex[s[i+1]]|unhex[s[i+2]] > 0xf {
				return "", 0, false
			}
			part = append(part, unhex[s[i+1]]<<4|unhex[s[i+2]])
			i += 2
		case isHigh:
			n, ok := otherChar(s[i:])
			if !ok {
				return "", 0, false
			}
			flush()
			q.buf = AppendUTF8(q.buf, s[i:i+n])
			i += n - 1
		case isIllegal:
			return "", 0, false
		default:
			flush()
			return share(q.buf[from:]), i, true
		}
	}
	flush()
	return share(q.buf[from:]), i, true
}

// otherChar returns the length of the character that s starts with. Control and
// space characters are not legal in a URI.
func otherChar(s string) (int, bool) {
	r, n := utf8.DecodeRuneInString(s)
	return n, !unicode.IsControl(r) && !unicode.Is(unicode.Z, r)
}

// legal tells whether a fragment has legal characters only.
func legal(s string) bool {
	for i := 0; i < len(s); i++ {
		switch queryClass[s[i]] {
		case isHash, isIllegal:
			return false
		case isPercent:
			if i+2 >= len(s) || unhex[s[i+1]]|unhex[s[i+2]] > 0xf {
				return false
			}
		case isHigh:
			n, ok := otherChar(s[i:])
			if !ok {
				return false
			}
			i += n - 1
		}
	}
	return true
}

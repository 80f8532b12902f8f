package event

import "unicode/utf8"

// UTF16Len returns the length of s in UTF-16 units, in which R108 and later
// releases measure columns. A byte that is no UTF-8 counts as one unit.
func UTF16Len(s string) int {
	n := 0
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			n++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		n += units(r)
	}
	return n
}

func units(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// Cut returns s cut to at most n UTF-16 units, without splitting a character.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if n -= units(r); n < 0 {
			return s[:i]
		}
		i += size
	}
	return s
}

// Limits holds the longest text that each column may have, in UTF-16 units; 0 is
// no limit.
type Limits [Count]int

// DefaultLimits returns the limits of [Table].
func DefaultLimits() Limits {
	var l Limits
	for c := range Table {
		l[c] = Table[c].Limit
	}
	return l
}

// AppendTooLong appends the columns whose text is longer than its limit, in the
// order of the columns.
func (e *Event) AppendTooLong(dst []Column, l *Limits) []Column {
	for c := range e.v {
		// Bytes are never fewer than units: most columns need no counting.
		if s := e.v[c]; l[c] > 0 && len(s) > l[c] && UTF16Len(s) > l[c] {
			dst = append(dst, Column(c))
		}
	}
	return dst
}

package event

import "unicode/utf8"

// Limits are the lengths that columns may have.
type Limits [Count]int

// Longer returns the first column from c on whose text has more bytes than its
// limit – which is not yet to be longer, in UTF-16 units –, or Count.
func (e *Event) Longer(c Column, limits *Limits) Column {
	for ; int(c) < Count; c++ {
		if len(e.v[c]) > limits[c] {
			break
		}
	}
	return c
}

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

package event

import (
	"bytes"
	"fmt"
	"slices"
	"unicode/utf8"
	"unsafe"

	"github.com/camonica/camonica/bytescan"
)

// AppendTSV appends the event's row without a line end: 131 columns, 130 tabs.
// What would break the row – tabs, control characters – is made safe as
// [AppendSafe] does; invalid UTF-8 becomes U+FFFD.
func (e *Event) AppendTSV(dst []byte) []byte {
	// Most columns are empty. Room for all tabs is there from the beginning, and
	// is made again after each text, so that a tab needs no look at the room.
	dst = slices.Grow(dst, Count)
	for c := range e.v {
		if s := e.v[c]; s != "" {
			if cap(dst)-len(dst) < len(s)+Count {
				dst = slices.Grow(dst, len(s)+Count)
			}
			if e.safe[c] {
				dst = append(dst, s...)
			} else {
				dst = AppendSafe(dst, s)
			}
		}
		dst = append(dst, '\t')
	}
	return dst[:len(dst)-1]
}

// AppendSafe appends s with every tab as four spaces, without the other ASCII
// control characters, and with invalid UTF-8 replaced by U+FFFD.
func AppendSafe(dst []byte, s string) []byte {
	if Safe(s) {
		return append(dst, s...)
	}
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '\t':
			dst = append(dst, "    "...)
			i++
		case c < ' ' || c == 0x7f:
			i++
		case c < utf8.RuneSelf:
			dst = append(dst, c)
			i++
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			dst = utf8.AppendRune(dst, r)
			i += n
		}
	}
	return dst
}

// Safe tells whether [AppendSafe] would leave s as it is.
func Safe(s string) bool {
	return bytescan.Printable(s) || safeText(s)
}

// safeText is Safe for text that is not only ASCII.
func safeText(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == 0x7f {
			return false
		}
	}
	return utf8.ValidString(s)
}

// A FieldCountError reports a row that has not Count fields.
type FieldCountError struct{ Found int }

func (e *FieldCountError) Error() string {
	return fmt.Sprintf("event: row has %d fields, want %d", e.Found, Count)
}

// ParseTSV fills the event from a row without its line end. The columns share
// memory with row, which must not change until the next Reset. Rows with fewer
// or more than 131 fields give a *FieldCountError.
func (e *Event) ParseTSV(row []byte) error {
	e.Reset()
	for c := 0; ; c++ {
		i := bytes.IndexByte(row, '\t')
		field := row
		if i >= 0 {
			field = row[:i]
		}
		if c < Count && len(field) > 0 {
			e.Set(Column(c), unsafe.String(unsafe.SliceData(field), len(field)))
		}
		if i < 0 {
			if c+1 != Count {
				return &FieldCountError{Found: c + 1}
			}
			return nil
		}
		row = row[i+1:]
	}
}

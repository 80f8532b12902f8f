package shred

import (
	"github.com/camonica/camonica/jsondoc"
)

// An Escape is a way to write text into tab-separated rows.
type Escape uint8

// The escapes. Spaces loses tabs and newlines and is what r34 and later wrote;
// Copy is lossless and what PostgreSQL's COPY reads.
const (
	Spaces Escape = iota
	Copy
)

// nullText stands for a missing value.
const nullText = `\N`

// AppendValue appends a JSON value as the text of a tabular column: \N where
// there is none, 1 and 0 for booleans, numbers as written, containers as compact
// JSON.
func AppendValue(dst []byte, v jsondoc.Node, e Escape) []byte {
	switch v.Kind() {
	case jsondoc.Invalid, jsondoc.Null:
		return append(dst, nullText...)
	case jsondoc.Bool:
		if v.True() {
			return append(dst, '1')
		}
		return append(dst, '0')
	case jsondoc.Number:
		return append(dst, v.Raw()...)
	case jsondoc.String:
		s := v.Text()
		if s == nullText {
			return append(dst, `\\N`...)
		}
		return appendText(dst, s, e)
	}
	from := len(dst)
	dst = v.AppendCompact(dst)
	if e == Copy {
		return escapeFrom(dst, from)
	}
	return dst // compact JSON has neither tabs nor newlines
}

// appendText appends text without what ends a field or a row.
func appendText(dst []byte, s string, e Escape) []byte {
	from := 0
	for i := range len(s) {
		c := s[i]
		if c > '\r' && c != '\\' {
			continue
		}
		var with string
		switch {
		case e == Spaces && (c == '\t' || c == '\n'):
			with = " "
		case e == Copy && c == '\t':
			with = `\t`
		case e == Copy && c == '\n':
			with = `\n`
		case e == Copy && c == '\r':
			with = `\r`
		case e == Copy && c == '\\':
			with = `\\`
		default:
			continue
		}
		dst = append(dst, s[from:i]...)
		dst = append(dst, with...)
		from = i + 1
	}
	return append(dst, s[from:]...)
}

// escapeFrom doubles the backslashes of dst[from:].
func escapeFrom(dst []byte, from int) []byte {
	for i := from; i < len(dst); i++ {
		if dst[i] == '\\' {
			dst = append(dst, 0)
			copy(dst[i+1:], dst[i:])
			i++
		}
	}
	return dst
}

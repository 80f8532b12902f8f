package event

import (
	"encoding/json"

	"github.com/camonica/camonica/jsondoc"
)

// AppendPartialJSON appends the event as failed events hold it: every column by
// name, null where it is empty. Integers but txn_id, booleans (0 or 1) and
// coordinates are numbers; all else is text, decimals and JSON columns too.
func (e *Event) AppendPartialJSON(dst []byte) []byte {
	dst = append(dst, '{')
	for c := range Column(Count) {
		if c > 0 {
			dst = append(dst, ',')
		}
		dst = appendName(dst, c)
		s := e.v[c]
		if s == "" {
			dst = append(dst, "null"...)
			continue
		}
		kind := Table[c].Kind
		number := kind == Int && c != TxnID || kind == Bool || kind == Float
		dst = appendScalar(dst, s, number)
	}
	return append(dst, '}')
}

// AppendJSON appends the event as people read it: columns that are not empty, by
// name. Numbers are numbers, booleans true or false, times ISO 8601, and JSON
// columns are embedded. A text that is not what its column should hold is shown
// as a string.
func (e *Event) AppendJSON(dst []byte) []byte {
	dst = append(dst, '{')
	first := true
	for c := range Column(Count) {
		s := e.v[c]
		if s == "" {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = appendName(dst, c)
		dst = appendTyped(dst, Table[c].Kind, s)
	}
	return append(dst, '}')
}

func appendTyped(dst []byte, k Kind, s string) []byte {
	switch {
	case k == Int || k == Decimal || k == Float:
		return appendScalar(dst, s, true)
	case k == Bool && s == "1":
		return append(dst, "true"...)
	case k == Bool && s == "0":
		return append(dst, "false"...)
	case k == Timestamp && len(s) == len("2006-01-02 15:04:05.000") && s[10] == ' ':
		dst = append(dst, '"')
		dst = appendISO(dst, s)
		return append(dst, '"')
	case k == JSON && json.Valid([]byte(s)):
		return append(dst, s...)
	}
	return jsondoc.AppendString(dst, s)
}

// appendISO appends the text of a timestamp column in the form of ISO 8601, such
// as 2006-01-02T15:04:05.000Z. Text of another length is appended as it is.
func appendISO(dst []byte, timestamp string) []byte {
	if len(timestamp) != len("2006-01-02 15:04:05.000") {
		return append(dst, timestamp...)
	}
	dst = append(dst, timestamp[:10]...)
	dst = append(dst, 'T')
	dst = append(dst, timestamp[11:]...)
	return append(dst, 'Z')
}

func appendName(dst []byte, c Column) []byte {
	dst = append(dst, '"')
	dst = append(dst, Table[c].Name...)
	return append(dst, '"', ':')
}

// appendScalar appends s as a number if it should be one and is, else as a string.
func appendScalar(dst []byte, s string, number bool) []byte {
	if number && isNumber(s) {
		return append(dst, s...)
	}
	return jsondoc.AppendString(dst, s)
}

// isNumber tells whether s is a JSON number without exponent, as columns hold
// them.
func isNumber(s string) bool {
	if s[0] == '-' {
		s = s[1:]
	}
	whole := digits(s)
	if whole == 0 || s[0] == '0' && whole > 1 {
		return false
	}
	if s = s[whole:]; s == "" {
		return true
	}
	return s[0] == '.' && len(s) > 1 && digits(s[1:]) == len(s)-1
}

// digits returns the number of digits that s starts with.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n]-'0' <= 9 {
		n++
	}
	return n
}

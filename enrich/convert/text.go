package convert

import (
	"strings"

	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

// A Func appends the column text of a parameter's value to dst. On error dst is
// returned as it was given.
type Func func(dst []byte, v payload.Text) ([]byte, error)

// Text makes any text safe for a row: each tab becomes four spaces, the other
// ASCII control characters go. What an empty result leaves is null.
func Text(dst []byte, v payload.Text) ([]byte, error) {
	return event.AppendSafe(dst, v.Value), nil
}

// IP is Text of the first address of a list: what stands before the first
// comma, bar or space.
func IP(dst []byte, v payload.Text) ([]byte, error) {
	return event.AppendSafe(dst, CutIP(v.Value)), nil
}

// CutIP returns what stands before the first comma, bar or space of s.
func CutIP(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c == ',' || c == '|' || c == ' ' {
			return s[:i]
		}
	}
	return s
}

// UserAgent appends the user agent that a request's header gives. If the log
// stores it form-encoded it is decoded, unless an escape is malformed: then the
// text stays as it is. Line ends are taken out and tabs become four spaces;
// other control characters are left to the writing of the row.
func UserAgent(dst []byte, header string, encoded bool) []byte {
	if encoded {
		if out, ok := payload.AppendFormDecoded(dst, header); ok {
			return out
		}
	}
	if strings.IndexByte(header, '\n') < 0 && strings.IndexByte(header, '\r') < 0 && strings.IndexByte(header, '\t') < 0 {
		return append(dst, header...)
	}
	for i := 0; i < len(header); i++ {
		switch c := header[i]; c {
		case '\r', '\n':
		case '\t':
			dst = append(dst, "    "...)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// CollectorVersion checks that an event tells which collector took it.
func CollectorVersion(s string) error {
	if s == "" {
		return errNoCollector
	}
	return nil
}

// Base64 decodes a value as [payload.AppendBase64] does. Only an absent value
// fails.
func Base64(dst []byte, v payload.Text) ([]byte, error) {
	if !v.Set {
		return dst, errBase64
	}
	return payload.AppendBase64(dst, v.Value), nil
}

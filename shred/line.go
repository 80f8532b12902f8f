package shred

import (
	"bytes"
	"unicode/utf8"
	"unsafe"

	"github.com/camonica/camonica/event"
)

// A line has at least minFields fields. Older files end before derived_contexts
// and event_fingerprint.
const minFields = 108

// A line is an enriched event cut into fields. Fields beyond those that event
// knows are kept.
type line struct {
	text []byte
	ends []int // where each field ends; the next starts one byte later
	buf  []byte
}

// set takes a line without its end. Bytes that no database takes are replaced:
// U+0000 goes, invalid UTF-8 becomes U+FFFD.
func (l *line) set(text []byte) {
	if bytes.IndexByte(text, 0) >= 0 || !utf8.Valid(text) {
		l.buf = appendRepaired(l.buf[:0], text)
		text = l.buf
	}
	l.text = text
	l.ends = l.ends[:0]
	for from := 0; ; {
		i := bytes.IndexByte(text[from:], '\t')
		if i < 0 {
			l.ends = append(l.ends, len(text))
			return
		}
		from += i
		l.ends = append(l.ends, from)
		from++
	}
}

func appendRepaired(dst, src []byte) []byte {
	for len(src) > 0 {
		r, n := utf8.DecodeRune(src)
		if r != 0 {
			dst = utf8.AppendRune(dst, r)
		}
		src = src[n:]
	}
	return dst
}

// start returns where a field starts.
func (l *line) start(i int) int {
	if i == 0 {
		return 0
	}
	return l.ends[i-1] + 1
}

// field returns a column, empty if the line is too short for it.
func (l *line) field(c event.Column) []byte {
	if int(c) >= len(l.ends) {
		return nil
	}
	return l.text[l.start(int(c)):l.ends[c]]
}

func (l *line) str(c event.Column) string { return view(l.field(c)) }

// view is b as a string that shares its memory.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// fill makes an event of the line for failed events.
func (l *line) fill(e *event.Event) {
	e.Reset()
	for c := range min(len(l.ends), event.Count) {
		e.Set(event.Column(c), l.str(event.Column(c)))
	}
}

// isID tells whether s is the canonical text of a UUID.
func isID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return false
			}
		}
	}
	return true
}

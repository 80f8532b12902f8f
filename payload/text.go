package payload

import (
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/camonica/camonica/bytescan"
)

// share returns b as a string without a copy. b must not change while the
// string is in use.
func share(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// bytesOf returns the bytes of s without a copy; they must not be changed.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// AppendUTF8 appends s with every malformed sequence replaced by one U+FFFD, as
// the JVM decodes UTF-8: what could be the beginning of a character counts as
// one sequence, any other byte counts for itself.
func AppendUTF8(dst []byte, s string) []byte {
	for len(s) > 0 {
		n := validPrefix(s)
		dst = append(dst, s[:n]...)
		if s = s[n:]; len(s) > 0 {
			dst = utf8.AppendRune(dst, utf8.RuneError)
			s = s[malformed(s):]
		}
	}
	return dst
}

// validPrefix returns the length of the valid UTF-8 that s starts with.
func validPrefix(s string) int {
	if utf8.ValidString(s) {
		return len(s)
	}
	for i := 0; ; {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n < 2 {
			return i
		}
		i += n
	}
}

// malformed returns the length of the malformed sequence that s starts with.
func malformed(s string) int {
	want := 1
	switch c := s[0]; {
	case c >= 0xE0 && c < 0xF0:
		want = 2
	case c >= 0xF0 && c < 0xF5:
		want = 3
	}
	for n := min(want, len(s)); n > 1; n-- {
		if beginsRune(s[:n]) {
			return n
		}
	}
	return 1
}

// beginsRune tells whether p, two or three bytes, lacks only continuation bytes.
func beginsRune(p string) bool {
	var b [5]byte
	copy(b[copy(b[:], p):], "\x80\x80")
	_, size := utf8.DecodeRune(b[:])
	return size > len(p)
}

// text returns the record as valid UTF-8: itself, or a copy in p's buffer.
func (p *Payload) text(record []byte) string {
	if bytescan.ASCII(record) || utf8.Valid(record) {
		return share(record)
	}
	from := len(p.buf)
	p.buf = AppendUTF8(p.buf, share(record))
	return share(p.buf[from:])
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// field cuts the white space and then the field that s starts with.
func field(s string) (f, rest string) {
	i := 0
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	j := i
	for {
		j += bytescan.Space(s[j:])
		if j == len(s) || isSpace(s[j]) {
			return s[i:j], s[j:]
		}
		j++ // a control character that sets nothing apart
	}
}

// lastField is field for one that is long and probably the last: a body.
func lastField(s string) (f, rest string) {
	if isSpace(s[0]) && bytescan.Printable(s[1:]) && strings.IndexByte(s[1:], ' ') < 0 {
		return s[1:], ""
	}
	return field(s)
}

// fields fills dst from s, whose fields are set apart by white space, and returns
// what follows the last of them. It fails if s starts with white space or has
// too few.
func fields(s string, dst []string) (rest string, ok bool) {
	if s == "" || isSpace(s[0]) {
		return "", false
	}
	for i := range dst {
		if dst[i], s = field(s); dst[i] == "" {
			return "", false
		}
	}
	return s, true
}

// present is CloudFront's null: a dash or nothing is no value.
func present(s string) Text {
	if s == "" || s == "-" {
		return Text{}
	}
	return Some(s)
}

// APIPath splits the path of a request into vendor and version. The pixel paths
// /i and /ice.png are version 1 of the Snowplow tracker protocol.
func APIPath(path string) (vendor, version string, ok bool) {
	s := strings.TrimPrefix(path, "/")
	if a, b, two := strings.Cut(s, "/"); two && a != "" {
		b = strings.TrimSuffix(b, "/")
		if b != "" && strings.IndexByte(b, '/') < 0 {
			return a, b, true
		}
	}
	if strings.HasPrefix(path, "/ice.png") || path == "/i" || strings.HasPrefix(path, "/i?") {
		return snowplowVendor, "tp1", true
	}
	return "", "", false
}

const snowplowVendor = "com.snowplowanalytics.snowplow"

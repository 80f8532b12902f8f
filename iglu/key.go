package iglu

import (
	"cmp"
	"strconv"
	"strings"
)

// A Version is a SchemaVer.
type Version struct{ Model, Revision, Addition int }

// String returns the version as M-R-A.
func (v Version) String() string {
	return strconv.Itoa(v.Model) + "-" + strconv.Itoa(v.Revision) + "-" + strconv.Itoa(v.Addition)
}

// Compare orders versions by model, revision, addition: -1, 0 or 1.
func (v Version) Compare(w Version) int {
	return cmp.Or(cmp.Compare(v.Model, w.Model), cmp.Compare(v.Revision, w.Revision), cmp.Compare(v.Addition, w.Addition))
}

// A Key names one schema: iglu:<vendor>/<name>/<format>/<version>. Keys are
// comparable.
type Key struct {
	Vendor, Name, Format string
	Version              Version
}

// Path returns vendor/name/format/version, as registries lay schemas out.
func (k Key) Path() string {
	return k.Vendor + "/" + k.Name + "/" + k.Format + "/" + k.Version.String()
}

// String returns the Iglu URI.
func (k Key) String() string { return "iglu:" + k.Path() }

// Compare orders keys by vendor, name and format, byte by byte, then by
// version: -1, 0 or 1.
func (k Key) Compare(l Key) int {
	return cmp.Or(strings.Compare(k.Vendor, l.Vendor), strings.Compare(k.Name, l.Name),
		strings.Compare(k.Format, l.Format), k.Version.Compare(l.Version))
}

// Within returns the key of another version of the same schema.
func (k Key) Within(v Version) Key {
	k.Version = v
	return k
}

// A URIKind says what is wrong with a text that should name a schema. The
// values are those of failed events.
type URIKind string

// The kinds of a *URIError.
const (
	InvalidURI       URIKind = "INVALID_IGLUURI"
	InvalidSchemaVer URIKind = "INVALID_SCHEMAVER"
)

// A URIError refuses a text as a schema key. It never quotes the text, which
// may be event data.
type URIError struct{ Kind URIKind }

func (e *URIError) Error() string {
	if e.Kind == InvalidSchemaVer {
		return "iglu: version is no SchemaVer (model from 1, revision and addition from 0, no leading zeros)"
	}
	return "iglu: not of the form iglu:vendor/name/format/model-revision-addition"
}

const scheme = "iglu:"

// ParseKey reads an Iglu URI. The strings of the key share memory with s.
// Errors are *URIError.
func ParseKey(s string) (Key, error) {
	if !strings.HasPrefix(s, scheme) {
		return Key{}, &URIError{InvalidURI}
	}
	return ParsePath(s[len(scheme):])
}

// ParsePath reads vendor/name/format/version, the key as registries lay
// schemas out. Errors are *URIError.
func ParsePath(s string) (Key, error) {
	k, version, ok := splitPath(s)
	if !ok || !looksLikeVersion(version) {
		return Key{}, &URIError{InvalidURI}
	}
	v, err := ParseVersion(version)
	if err != nil {
		return Key{}, err
	}
	k.Version = v
	return k, nil
}

// splitPath takes a path apart and checks all but the version.
func splitPath(s string) (k Key, version string, ok bool) {
	var rest string
	if k.Vendor, rest, ok = strings.Cut(s, "/"); !ok {
		return Key{}, "", false
	}
	if k.Name, rest, ok = strings.Cut(rest, "/"); !ok {
		return Key{}, "", false
	}
	if k.Format, version, ok = strings.Cut(rest, "/"); !ok {
		return Key{}, "", false
	}
	return k, version, validPart(k.Vendor, true) && validPart(k.Name, false) && validPart(k.Format, false)
}

func validPart(s string, dots bool) bool {
	if s == "" || len(s) > maxKeyPart {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
		case c == '.' && dots:
		default:
			return false
		}
	}
	return true
}

// looksLikeVersion tells whether s has digits, or nothing, around two dashes.
func looksLikeVersion(s string) bool {
	dashes := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '-':
			dashes++
		case c < '0' || c > '9':
			return false
		}
	}
	return dashes == 2
}

// ParseVersion reads a full SchemaVer: three numbers up to 2147483647 without
// leading zeros, the model from 1. Errors are *URIError.
func ParseVersion(s string) (Version, error) {
	m, rest, ok1 := strings.Cut(s, "-")
	r, a, ok2 := strings.Cut(rest, "-")
	if !ok1 || !ok2 {
		return Version{}, &URIError{InvalidSchemaVer}
	}
	var v Version
	var okM, okR, okA bool
	v.Model, okM = versionNumber(m)
	v.Revision, okR = versionNumber(r)
	v.Addition, okA = versionNumber(a)
	if !okM || !okR || !okA || v.Model == 0 {
		return Version{}, &URIError{InvalidSchemaVer}
	}
	return v, nil
}

func versionNumber(s string) (int, bool) {
	if s == "" || len(s) > 10 || s[0] == '0' && len(s) > 1 {
		return 0, false
	}
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, n <= maxVersionNumber
}

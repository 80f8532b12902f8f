package badrow

import "unicode/utf8"

// The schemas of the families cap texts, counted in characters. We keep to the
// caps for what we word ourselves. Values of the payload are written whole,
// whatever the schema says: a cut parameter cannot be recovered.
const (
	maxField       = 64
	maxExpectation = 256
	maxError       = 512
	maxIdentifier  = 256
	maxLookup      = 256
	maxArtifact    = 512
	maxVersion     = 32
	maxKey         = 32
	maxFieldCount  = 1024
)

// cut returns the first n characters of s.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	i := 0
	for ; n > 0 && i < len(s); n-- {
		_, w := utf8.DecodeRuneInString(s[i:])
		i += w
	}
	return s[:i]
}

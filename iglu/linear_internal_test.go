package iglu

import (
	"math/rand/v2"
	"regexp"
	"testing"
)

// Patterns that are lines of classes must give the answers of the regular
// expression, and others must not pass for lines.
func TestLinear(t *testing.T) {
	const alphabet = "iglu:com.acme/x-_Z09 \n#é"
	r := rand.New(rand.NewPCG(3, 4))
	f := func(pattern string, line bool) {
		t.Helper()
		l := linearOf(pattern)
		if (l != nil) != line {
			t.Errorf("linearOf(%q) = %v, want a line: %v", pattern, l, line)
			return
		}
		if l == nil {
			return
		}
		re := regexp.MustCompile(pattern)
		for range 20_000 {
			b := make([]rune, r.IntN(14))
			for i := range b {
				b[i] = []rune(alphabet)[r.IntN(len([]rune(alphabet)))]
			}
			s := string(b)
			if r.IntN(3) == 0 {
				s = "iglu:com.acme/x/jsonschema/" + s
			}
			if got, want := l.match(s), re.MatchString(s); got != want {
				t.Fatalf("%q on %q = %v, regular expression says %v", pattern, s, got, want)
			}
		}
	}
	f(`^iglu:[a-zA-Z0-9-_.]+/[a-zA-Z0-9-_]+/[a-zA-Z0-9-_]+/[0-9]+-[0-9]+-[0-9]+$`, true)
	f(`^[a-z]{2,4}$`, true)
	f(`^[a-z]*[0-9]?x?$`, false) // x is of the first class, too
	f(`^[a-z]*[0-9]?-?$`, true)
	f(`^(com|org)$`, false)
	f(`^(com\.)acme$`, true)
	f(`[a-z]+`, false)
	f(`^[^a]+$`, false)
	f(`(?i)^a+$`, false)
	f(`^a+a$`, false)
	f(`^é$`, false)
	f(`^$`, false) // no class at all
}

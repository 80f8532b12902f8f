package expr_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich/uap/expr"
)

// pairs are expressions and texts; package regexp says what is right.
var pairs = []struct{ expr, text string }{
	{``, ""},
	{`a`, "ba"},
	{`a`, ""},
	{`^a`, "ba"},
	{`a$`, "ab a"},
	{`(?m)^b$`, "a\nb\nc"},
	{`(a|ab)(c|bcd)(d*)`, "abcd"},
	{`(?i)(Chrome|crios)/(\d+)(?:\.(\d+)|)`, "x CRIOS/12.7"},
	{`^.{0,3}(b|cc)`, "aaaab"},
	{`^.{0,4}?(b+)`, "aaabbb"},
	{`(a+)(a+)`, "aaaa"},
	{`(a+?)(a+)`, "aaaa"},
	{`(a*?)$`, "aaaa"},
	{`(?:ab){2,3}c`, "ababababc"},
	{`(?:a(b)?){1,3}?c`, "abac"},
	{`(?:(a)|(b))+`, "aba"},
	{`(?:ab|a)*c`, "aababc"},
	{`\bfoo\b.\Bbar`, "foo fbar"},
	{`\b`, " a"},
	{`[^;/]{1,100} Build`, "; SM-1 Build/2"},
	{`(x+x+)+y`, strings.Repeat("x", 200)},
	{`(a|a)*b`, strings.Repeat("a", 100)},
	{`(a|b|)*c`, "abc"},
	{`é(.)`, "xéy"},
	{`[^a]`, "aé"},
	{`(?i)k`, "\u212a"},
	{`\x00.`, "\x00\n"},
	{`[^\x00-\x{10FFFF}]`, "a"},
	{`(?s).`, "\n"},
	{`.`, "\xff"},
}

func compare(t *testing.T, text, pattern string) {
	t.Helper()
	want, err := regexp.Compile(pattern)
	e, err2 := expr.Compile(pattern)
	if (err == nil) != (err2 == nil) {
		t.Fatalf("%q: %v, want %v", pattern, err2, err)
	}
	if err != nil {
		return
	}
	var m expr.Matcher
	for range 2 { // the second time with memory that was used
		m.SetText(text)
		got := e.Match(&m)
		if w := want.FindStringSubmatchIndex(text); !slices.Equal(got, w) || (got == nil) != (w == nil) {
			t.Errorf("%q in %q: got %v, want %v", pattern, text, got, w)
		}
	}
}

func TestMatch(t *testing.T) {
	for _, p := range pairs {
		compare(t, p.text, p.expr)
	}
}

func FuzzMatch(f *testing.F) {
	for _, p := range pairs {
		f.Add(p.expr, p.text)
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if len(pattern) > 100 || len(text) > 200 {
			return
		}
		compare(t, text, pattern)
	})
}

func BenchmarkMatch(b *testing.B) {
	const pattern = `(?i)^.{0,100}(bot|BUbiNG|zao|borg|DBot|oegp|silk|Xenu|zeal|^NING|CCBot|crawl|htdig|lycos|slurp|teoma|voila|yahoo)`
	const text = "Mozilla/5.0 (Linux; Android 8.0.0; SM-G960F Build/R16NW) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/62.0.3202.84 Mobile Safari/537.36"
	b.Run("expr", func(b *testing.B) {
		e, err := expr.Compile(pattern)
		if err != nil {
			b.Fatal(err)
		}
		var m expr.Matcher
		b.ReportAllocs()
		for b.Loop() {
			m.SetText(text)
			e.Match(&m)
		}
	})
	b.Run("regexp", func(b *testing.B) {
		e := regexp.MustCompile(pattern)
		b.ReportAllocs()
		for b.Loop() {
			e.FindStringSubmatchIndex(text)
		}
	})
}

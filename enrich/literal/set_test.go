package literal_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich/literal"
)

func TestFind(t *testing.T) {
	f := func(literals []string, text string, want ...uint32) {
		t.Helper()
		s := literal.New(literals)
		found := s.NewFound()
		s.Find(text, found)
		if got := slices.Collect(found.Each); !slices.Equal(got, want) {
			t.Errorf("Find(%q in %q) = %v, want %v", literals, text, got, want)
		}
	}
	f(nil, "text")
	f([]string{"he", "she", "his", "hers"}, "ushers", 0, 1, 3)
	f([]string{"Chrome", "chrome/12"}, "CHROME/126", 0, 1)
	f([]string{"a", "aa", "aaa", "aaaa"}, "baaab", 0, 1, 2)
	f([]string{"abcd", "bc"}, "abce", 1)
	f([]string{"", "x"}, "", 0)
	f([]string{"x", "x"}, "X", 0, 1)
	f([]string{"é"}, literal.Fold("É"), 0)
	f([]string{"@"}, "`")
	f([]string{"["}, "{")
	f([]string{"\xff\x00"}, "a\xff\x00", 0)
}

func TestFindsNothingOfTheTextBefore(t *testing.T) {
	s := literal.New([]string{"ab", "c"})
	found := s.NewFound()
	s.Find("abc", found)
	s.Find("c", found)
	if found.Has(0) || !found.Has(1) {
		t.Errorf("found %v", found)
	}
}

func FuzzFind(f *testing.F) {
	f.Add("he she his hers", "ushers")
	f.Add("\x00 \xff K", "\u212a")
	f.Fuzz(func(t *testing.T, list, text string) {
		literals := strings.Split(list, " ")
		s := literal.New(literals)
		found := s.NewFound()
		s.Find(text, found)
		for i, l := range literals {
			want := strings.Contains(lowerASCII(text), lowerASCII(l))
			if got := found.Has(uint32(i)); got != want {
				t.Errorf("%q in %q: %t, want %t", l, text, got, want)
			}
		}
	})
}

func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c | 0x20
		}
	}
	return string(b)
}

func BenchmarkFind(b *testing.B) {
	var literals []string
	for i := range 1000 {
		literals = append(literals, fmt.Sprintf("agent%d/", i*7919%1000))
	}
	s := literal.New(literals)
	found := s.NewFound()
	text := "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.22 (KHTML, like Gecko) Agent77/25.0.1364.160 Safari/537.22"
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		s.Find(text, found)
	}
}

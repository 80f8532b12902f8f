package iglu_test

import (
	"slices"
	"testing"

	"github.com/camonica/camonica/iglu"
)

func TestPathSteps(t *testing.T) {
	name := func(s string) iglu.PathStep { return iglu.PathStep{Text: s} }
	index := func(s string) iglu.PathStep { return iglu.PathStep{Text: s, Index: true} }
	for path, want := range map[string][]iglu.PathStep{
		"$":                nil,
		"$.a":              {name("a")},
		"$[0].a[12]":       {index("0"), name("a"), index("12")},
		"$.a['b.c'].d":     {name("a"), name("b.c"), name("d")},
		`$['it\'s']['\\']`: {name("it's"), name(`\`)},
	} {
		if got := iglu.PathSteps(path); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}

func TestAppendPointer(t *testing.T) {
	if got := iglu.AppendPointer([]byte("/data"), "a/b~c"); string(got) != "/data/a~1b~0c" {
		t.Errorf("got %s", got)
	}
}

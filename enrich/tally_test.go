package enrich_test

import (
	"fmt"
	"testing"

	"github.com/camonica/camonica/enrich"
)

func TestTalliesAdd(t *testing.T) {
	one := enrich.Counts{Tallies: map[string]int64{"a": 1}}
	var sum enrich.Counts
	sum.Add(one)
	sum.Add(one)
	sum.Add(enrich.Counts{})
	sum.Add(enrich.Counts{Tallies: map[string]int64{"b": 2}})
	if got := fmt.Sprint(sum.Tallies); got != "map[a:2 b:2]" {
		t.Errorf("tallies %s", got)
	}
	if one.Tallies["a"] != 1 {
		t.Error("adding changes what is added")
	}
}

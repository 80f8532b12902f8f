package recent_test

import (
	"fmt"
	"testing"

	"github.com/camonica/camonica/enrich/recent"
)

func TestCache(t *testing.T) {
	c := recent.New[int](100)
	for i := range 1000 {
		c.Put(fmt.Sprint(i), i)
		if v, ok := c.Get("0"); !ok || v != 0 {
			t.Fatalf("after %d: %d %t", i, v, ok)
		}
		if c.Len() > 100 {
			t.Fatalf("%d entries", c.Len())
		}
	}
	if _, ok := c.Get("500"); ok {
		t.Error("an old entry is still there")
	}
	if v, ok := c.Get("999"); !ok || v != 999 {
		t.Errorf("the last entry: %d %t", v, ok)
	}
}

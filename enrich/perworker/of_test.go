package perworker_test

import (
	"sync"
	"testing"

	"github.com/camonica/camonica/enrich/perworker"
)

func TestOf(t *testing.T) {
	var o perworker.Of[int]
	var wg sync.WaitGroup
	for w := range 16 {
		wg.Go(func() {
			for range 1000 {
				*o.Get(w)++
			}
		})
	}
	wg.Wait()
	for w := range 16 {
		if n := *o.Get(w); n != 1000 {
			t.Errorf("worker %d: %d", w, n)
		}
	}
}

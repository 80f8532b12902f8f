package textcache_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/camonica/camonica/enrich/textcache"
)

func put[V any](c *textcache.Cache[V], text string, value V, size int) *V {
	return c.Add(textcache.KeyOf(text), func(v *V) int {
		*v = value
		return size
	})
}

func TestCache(t *testing.T) {
	c := textcache.New[int]()
	if c.Get(textcache.KeyOf("a")) != nil {
		t.Error("an empty cache has a value")
	}
	put(c, "a", 1, 8)
	put(c, "", 2, 8)
	if got := put(c, "a", 3, 8); *got != 3 {
		t.Errorf("Add gave %d, want 3", *got)
	}
	for text, want := range map[string]int{"a": 3, "": 2} {
		if got := c.Get(textcache.KeyOf(text)); got == nil || *got != want {
			t.Errorf("Get(%q) = %v, want %d", text, got, want)
		}
	}
	before := c.Size()
	put(c, "a", 3, 8)
	if c.Size() != before {
		t.Errorf("size %d after the same entry again, want %d", c.Size(), before)
	}
}

func TestCacheKeepsNoMemoryOfItsCaller(t *testing.T) {
	c := textcache.New[int]()
	b := []byte("agent")
	put(c, string(b), 1, 8)
	b[0] = 'x'
	if c.Get(textcache.KeyOf("agent")) == nil {
		t.Error("the text is gone")
	}
}

func TestCacheIsBounded(t *testing.T) {
	c := textcache.NewSize[string](1<<10, 64<<10)
	for i := range 20000 {
		put(c, fmt.Sprintf("agent %d", i), "value", 50+i%500)
		if c.Size() > 64<<10 {
			t.Fatalf("%d bytes after %d texts", c.Size(), i)
		}
	}
	put(c, strings.Repeat("x", textcache.MaxText+1), "value", 5)
	if c.Get(textcache.KeyOf(strings.Repeat("x", textcache.MaxText+1))) != nil {
		t.Error("too long a text was kept")
	}
	put(c, "big", "value", 64<<10)
	if c.Get(textcache.KeyOf("big")) != nil {
		t.Error("too big a value was kept")
	}
}

// What is asked for again and again stays while texts pass through that come once.
func TestCacheKeepsWhatIsUsed(t *testing.T) {
	c := textcache.NewSize[int](1<<10, 1<<20)
	misses := 0
	for i := range 50000 {
		put(c, fmt.Sprintf("once %d", i), i, 8)
		often := fmt.Sprintf("often %d", i%100)
		if c.Get(textcache.KeyOf(often)) == nil {
			misses++
			put(c, often, i, 8)
		}
	}
	if misses > 5000 {
		t.Errorf("%d of 50000 look-ups missed", misses)
	}
}

func TestCacheConcurrently(t *testing.T) {
	c := textcache.NewSize[string](64, 8<<10)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 5000 {
				text := fmt.Sprint(i * (g + 1) % 300)
				if got := c.Get(textcache.KeyOf(text)); got != nil && *got != "value of "+text {
					t.Errorf("Get(%q) = %q", text, *got)
				}
				put(c, text, "value of "+text, 20)
			}
		})
	}
	wg.Wait()
	if c.Size() < 0 || c.Size() > 8<<10 {
		t.Errorf("size %d", c.Size())
	}
}

func BenchmarkGet(b *testing.B) {
	c := textcache.New[*int]()
	texts := make([]string, 4000)
	for i := range texts {
		texts[i] = fmt.Sprintf("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.22 (KHTML, like Gecko) Chromium/25.0.1364.%d Safari/537.22", i)
		put(c, texts[i], new(int), 8)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if c.Get(textcache.KeyOf(texts[i%len(texts)])) == nil && i < len(texts) {
			put(c, texts[i%len(texts)], new(int), 8)
		}
	}
}

func BenchmarkPut(b *testing.B) {
	c := textcache.New[*int]()
	texts := make([]string, 100000)
	for i := range texts {
		texts[i] = fmt.Sprintf("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.22 (KHTML, like Gecko) Chromium/25.0.1364.%d Safari/537.22", i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		put(c, texts[i%len(texts)], nil, 8)
	}
}

package uacache_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/camonica/camonica/enrich/uacache"
)

func TestCache(t *testing.T) {
	c := uacache.New[int]()
	if _, ok := c.Get("a"); ok {
		t.Error("an empty cache has a value")
	}
	c.Put("a", 1, 8)
	c.Put("", 2, 8)
	c.Put("a", 3, 8)
	for text, want := range map[string]int{"a": 3, "": 2} {
		if got, ok := c.Get(text); !ok || got != want {
			t.Errorf("Get(%q) = %d %t, want %d", text, got, ok, want)
		}
	}
	before := c.Size()
	c.Put("a", 3, 8)
	if c.Size() != before {
		t.Errorf("size %d after the same entry again, want %d", c.Size(), before)
	}
}

func TestCacheKeepsNoMemoryOfItsCaller(t *testing.T) {
	c := uacache.New[int]()
	b := []byte("agent")
	c.Put(string(b), 1, 8)
	b[0] = 'x'
	if _, ok := c.Get("agent"); !ok {
		t.Error("the text is gone")
	}
}

func TestCacheIsBounded(t *testing.T) {
	c := uacache.NewSize[string](1<<10, 64<<10)
	for i := range 20000 {
		c.Put(fmt.Sprintf("agent %d", i), "value", 50+i%500)
		if c.Size() > 64<<10 {
			t.Fatalf("%d bytes after %d texts", c.Size(), i)
		}
	}
	c.Put(strings.Repeat("x", uacache.MaxText+1), "value", 5)
	if _, ok := c.Get(strings.Repeat("x", uacache.MaxText+1)); ok {
		t.Error("too long a text was kept")
	}
	c.Put("big", "value", 64<<10)
	if _, ok := c.Get("big"); ok {
		t.Error("too big a value was kept")
	}
}

// What is asked for again and again stays while texts pass through that come once.
func TestCacheKeepsWhatIsUsed(t *testing.T) {
	c := uacache.NewSize[int](1<<10, 1<<20)
	misses := 0
	for i := range 50000 {
		c.Put(fmt.Sprintf("once %d", i), i, 8)
		often := fmt.Sprintf("often %d", i%100)
		if _, ok := c.Get(often); !ok {
			misses++
			c.Put(often, i, 8)
		}
	}
	if misses > 5000 {
		t.Errorf("%d of 50000 look-ups missed", misses)
	}
}

func TestCacheConcurrently(t *testing.T) {
	c := uacache.NewSize[string](64, 8<<10)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 5000 {
				text := fmt.Sprint(i * (g + 1) % 300)
				if got, ok := c.Get(text); ok && got != "value of "+text {
					t.Errorf("Get(%q) = %q", text, got)
				}
				c.Put(text, "value of "+text, 20)
			}
		})
	}
	wg.Wait()
	if c.Size() < 0 || c.Size() > 8<<10 {
		t.Errorf("size %d", c.Size())
	}
}

func BenchmarkGet(b *testing.B) {
	c := uacache.New[*int]()
	texts := make([]string, 4000)
	for i := range texts {
		texts[i] = fmt.Sprintf("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.22 (KHTML, like Gecko) Chromium/25.0.1364.%d Safari/537.22", i)
		c.Put(texts[i], new(int), 8)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, ok := c.Get(texts[i%len(texts)]); !ok && i < len(texts) {
			c.Put(texts[i%len(texts)], new(int), 8)
		}
	}
}

func BenchmarkPut(b *testing.B) {
	c := uacache.New[*int]()
	texts := make([]string, 100000)
	for i := range texts {
		texts[i] = fmt.Sprintf("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.22 (KHTML, like Gecko) Chromium/25.0.1364.%d Safari/537.22", i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c.Put(texts[i%len(texts)], nil, 8)
	}
}

package iglu

import (
	"maps"
	"sync"
	"sync/atomic"
)

// A cache maps URIs to final answers. Reads of what has been there for a while
// take no lock: new entries go to a small map under the lock, which is merged
// into the shared one when it has been asked as often as it has entries.
type cache struct {
	read atomic.Pointer[map[string]*entry]

	mu     sync.Mutex
	fresh  map[string]*entry
	misses int
}

func (c *cache) get(uri string) *entry {
	if m := c.read.Load(); m != nil {
		if e, ok := (*m)[uri]; ok {
			return e
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.fresh) == 0 {
		return nil
	}
	e := c.fresh[uri]
	if c.misses++; c.misses > len(c.fresh) {
		c.merge()
	}
	return e
}

func (c *cache) put(uri string, e *entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fresh == nil {
		c.fresh = make(map[string]*entry)
	}
	c.fresh[uri] = e
	if m := c.read.Load(); m != nil && (*m)[uri] != nil {
		c.merge() // replaces an expired entry, which readers would else still find
	}
}

func (c *cache) merge() {
	all := make(map[string]*entry, len(c.fresh))
	if m := c.read.Load(); m != nil {
		maps.Copy(all, *m)
	}
	maps.Copy(all, c.fresh)
	c.read.Store(&all)
	c.fresh, c.misses = nil, 0
}

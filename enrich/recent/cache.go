package recent

import "strings"

// A Cache keeps values by text. It has two halves: new keys go to the young one,
// and when that is full the old one is dropped and the young one becomes old.
// What is used again moves to the young one. It is not for use by several
// goroutines at once.
type Cache[V any] struct {
	half       int
	young, old map[string]V
}

// New returns a cache for at most entries keys.
func New[V any](entries int) *Cache[V] {
	return &Cache[V]{half: max(entries/2, 1)}
}

// Get returns the value of the key.
func (c *Cache[V]) Get(key string) (V, bool) {
	if v, ok := c.young[key]; ok {
		return v, true
	}
	v, ok := c.old[key]
	if ok {
		c.add(strings.Clone(key), v)
	}
	return v, ok
}

// Put keeps the value under a copy of the key.
func (c *Cache[V]) Put(key string, v V) { c.add(strings.Clone(key), v) }

func (c *Cache[V]) add(key string, v V) {
	if len(c.young) >= c.half {
		c.old, c.young = c.young, nil
	}
	if c.young == nil {
		c.young = make(map[string]V)
	}
	c.young[key] = v
}

// Len returns the number of entries, some of which may be there twice.
func (c *Cache[V]) Len() int { return len(c.young) + len(c.old) }

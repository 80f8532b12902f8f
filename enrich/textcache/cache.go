package textcache

import (
	"hash/maphash"
	"math"
	"unsafe"
)

// Limits of the cache that [New] returns.
const (
	Entries = 16 << 10 // distinct texts; a large site sees some thousands of user agents that matter
	Bytes   = 8 << 20  // of values and what keeps them

	// MaxText is the length of a text that is kept. Longer ones are rare, seldom
	// come again and are often made to hurt.
	MaxText = 2 << 10
)

// A Key is what caches know a text by: two hashes with seeds that nobody knows.
// Comparing texts would take longer than all the rest, as a text that is kept is never
// near in memory, and two texts that are alike in both will not be met.
type Key struct {
	place, mark uint64
	long        bool // the text has more than MaxText bytes
}

var placeSeed, markSeed = maphash.MakeSeed(), maphash.MakeSeed()

// KeyOf returns the key of a text, for all caches of this process.
func KeyOf(text string) Key {
	return Key{maphash.String(placeSeed, text), maphash.String(markSeed, text), len(text) > MaxText}
}

// A Cache maps texts to values. Values are shared: they must not be changed. It holds
// no text.
type Cache[V any] struct{ table }

// An entry holds its value: that is fetched with it.
type entry[V any] struct {
	header
	value V
}

// New returns a cache within the limits of the package.
func New[V any]() *Cache[V] { return NewSize[V](Entries, Bytes) }

// NewSize returns a cache of that many bytes and entries, rounded up to a power
// of two.
func NewSize[V any](entries int, bytes int64) *Cache[V] {
	return &Cache[V]{newTable(entries, bytes)}
}

// Get returns the value kept for a text, nil if there is none.
func (c *Cache[V]) Get(k Key) *V {
	h := c.find(k.place, k.mark)
	if h == nil {
		return nil
	}
	return &(*entry[V])(unsafe.Pointer(h)).value
}

// Add makes a value for a text, keeps it if it can be kept and returns it. fill sets
// the value and tells how many bytes of memory it has besides the value itself.
func (c *Cache[V]) Add(k Key, fill func(*V) int) *V {
	e := new(entry[V])
	size := int64(fill(&e.value)) + int64(unsafe.Sizeof(*e)) + overhead
	if !k.long && size <= min(c.maxBytes, math.MaxInt32) {
		e.mark, e.size = k.mark, int32(size)
		c.put(k.place, &e.header)
	}
	return &e.value
}

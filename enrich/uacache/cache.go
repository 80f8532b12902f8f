package uacache

import (
	"hash/maphash"
	"sync/atomic"
)

// Limits of the cache that [New] returns.
const (
	Entries = 16 << 10 // distinct texts; a large site sees some thousands of user agents that matter
	Bytes   = 8 << 20  // of values and what keeps them

	// MaxText is the length of a text that is kept. Longer ones are rare, seldom
	// come again and are often made to hurt.
	MaxText = 2 << 10
)

const (
	ways     = 4  // places that a text may be kept at
	overhead = 80 // bytes of an entry besides its value
)

// A Cache maps texts to values. Values are shared: they must not be changed.
//
// A text has four places, given by its hash. A new one takes the place of one
// that was not asked for since the last search there. Above the limit of bytes
// a hand goes round all places and empties those that were not asked for.
//
// The cache holds no text. It knows one by its place and by a mark of 64 bits, both
// hashes with seeds that nobody knows: comparing texts would take longer than all the
// rest, as a text that is kept is never near in memory, and two texts that are alike
// in both will not be met.
type Cache[V any] struct {
	place    maphash.Seed
	mark     maphash.Seed
	places   []atomic.Pointer[entry[V]]
	maxBytes int64
	bytes    atomic.Int64
	hand     atomic.Uint64
}

type entry[V any] struct {
	mark  uint64
	value V
	size  int64
	used  atomic.Bool
}

// New returns a cache within the limits of the package.
func New[V any]() *Cache[V] { return NewSize[V](Entries, Bytes) }

// NewSize returns a cache of that many bytes and entries, rounded up to a power
// of two.
func NewSize[V any](entries int, bytes int64) *Cache[V] {
	n := ways
	for n < entries {
		n *= 2
	}
	return &Cache[V]{place: maphash.MakeSeed(), mark: maphash.MakeSeed(), places: make([]atomic.Pointer[entry[V]], n), maxBytes: bytes}
}

// Get returns the value kept for text.
func (c *Cache[V]) Get(text string) (V, bool) {
	bucket, mark := c.at(maphash.String(c.place, text)), maphash.String(c.mark, text)
	for i := range bucket {
		e := bucket[i].Load()
		if e == nil || e.mark != mark {
			continue
		}
		if !e.used.Load() { // most often it is: then nothing is written
			e.used.Store(true)
		}
		return e.value, true
	}
	var none V
	return none, false
}

// Put keeps a value whose own memory is size bytes.
func (c *Cache[V]) Put(text string, value V, size int) {
	e := &entry[V]{mark: maphash.String(c.mark, text), value: value, size: int64(size + overhead)}
	if len(text) > MaxText || e.size > c.maxBytes {
		return
	}
	c.set(c.victim(maphash.String(c.place, text), e.mark), e)
	for c.bytes.Load() > c.maxBytes {
		p := &c.places[c.hand.Add(1)%uint64(len(c.places))]
		if old := p.Load(); old != nil && !old.used.Swap(false) {
			c.set(p, nil)
		}
	}
}

// set puts e, which may be nil, at a place.
func (c *Cache[V]) set(p *atomic.Pointer[entry[V]], e *entry[V]) {
	var delta int64
	if e != nil {
		delta = e.size
	}
	if old := p.Swap(e); old != nil {
		delta -= old.size
	}
	c.bytes.Add(delta)
}

// at returns the places of texts with that hash.
func (c *Cache[V]) at(hash uint64) []atomic.Pointer[entry[V]] {
	i := hash & uint64(len(c.places)-1) &^ (ways - 1)
	return c.places[i : i+ways : i+ways]
}

// victim chooses the place for a text: its own, an empty one, or one that was
// not asked for lately. The search starts anywhere, or else texts that come once
// would always drive out the same place.
func (c *Cache[V]) victim(hash, mark uint64) *atomic.Pointer[entry[V]] {
	bucket := c.at(hash)
	start := int(hash >> 60)
	var empty, idle *atomic.Pointer[entry[V]]
	for i := range bucket {
		p := &bucket[(start+i)%ways]
		e := p.Load()
		switch {
		case e == nil:
			empty = p
		case e.mark == mark:
			return p
		case idle == nil && !e.used.Swap(false):
			idle = p
		}
	}
	switch {
	case empty != nil:
		return empty
	case idle != nil:
		return idle
	}
	return &bucket[start%ways]
}

package textcache

import (
	"sync/atomic"
	"unsafe"
)

const (
	ways     = 4  // places that a text may be kept at
	overhead = 24 // bytes of a place, and what is not used of an entry's memory
)

// A table is the places of entries. It knows nothing of their values, so that there
// is one machine code for all of them, without detours.
//
// A text has four places, given by its hash. A new one takes the place of one
// that was not asked for since the last search there. Above the limit of bytes
// a hand goes round all places and empties those that were not asked for.
type table struct {
	buckets  []bucket // a power of two
	maxBytes int64
	bytes    atomic.Int64
	hand     atomic.Uint64
}

// A bucket is the places of a text, a line of the processor's cache: entries that are
// not asked for are not fetched. Its words are read and written atomically.
type bucket struct {
	marks   [ways]uint64         // of the entries
	entries [ways]unsafe.Pointer // headers; nil = empty
}

// A header is the beginning of an entry.
type header struct {
	mark uint64
	size int32  // of all memory, in bytes
	used uint32 // 1 if it was asked for lately; atomic
}

func newTable(entries int, bytes int64) table {
	n := 1
	for n*ways < entries {
		n *= 2
	}
	return table{buckets: make([]bucket, n), maxBytes: bytes}
}

func (t *table) at(hash uint64) *bucket { return &t.buckets[hash&uint64(len(t.buckets)-1)] }

// find returns the entry with the mark, nil if there is none.
func (t *table) find(hash, mark uint64) *header {
	b := t.at(hash)
	// At which place it is cannot be foretold. If that were asked with jumps, the
	// processor would wait for the marks; so it goes on to what follows.
	i := equal(atomic.LoadUint64(&b.marks[1]), mark) +
		2*equal(atomic.LoadUint64(&b.marks[2]), mark) +
		3*equal(atomic.LoadUint64(&b.marks[3]), mark)
	h := (*header)(atomic.LoadPointer(&b.entries[i%ways]))
	if h == nil || h.mark != mark { // none, or another is being put there
		return nil
	}
	if atomic.LoadUint32(&h.used) == 0 { // most often it is: then nothing is written
		atomic.StoreUint32(&h.used, 1)
	}
	return h
}

// equal returns 1 if x and y are equal, else 0.
func equal(x, y uint64) uint64 {
	d := x ^ y
	return (d|-d)>>63 ^ 1
}

// put keeps an entry.
func (t *table) put(hash uint64, h *header) {
	b := t.at(hash)
	t.set(b, b.victim(hash, h.mark), h)
	for t.bytes.Load() > t.maxBytes {
		n := t.hand.Add(1)
		b, i := &t.buckets[n/ways%uint64(len(t.buckets))], n%ways
		if old := b.entry(i); old != nil && atomic.SwapUint32(&old.used, 0) == 0 {
			t.set(b, i, nil)
		}
	}
}

func (b *bucket) entry(i uint64) *header { return (*header)(atomic.LoadPointer(&b.entries[i])) }

// set puts h, which may be nil, at a place.
func (t *table) set(b *bucket, i uint64, h *header) {
	var mark uint64
	var delta int64
	if h != nil {
		mark, delta = h.mark, int64(h.size)
	}
	atomic.StoreUint64(&b.marks[i], mark)
	if old := (*header)(atomic.SwapPointer(&b.entries[i], unsafe.Pointer(h))); old != nil {
		delta -= int64(old.size)
	}
	t.bytes.Add(delta)
}

// victim chooses the place for a text: its own, an empty one, or one that was
// not asked for lately. The search starts anywhere, or else texts that come once
// would always drive out the same place.
func (b *bucket) victim(hash, mark uint64) uint64 {
	const none = ways
	start := hash >> 62
	empty, idle := uint64(none), uint64(none)
	for n := range uint64(ways) {
		i := (start + n) % ways
		h := b.entry(i)
		switch {
		case h == nil:
			empty = i
		case h.mark == mark:
			return i
		case idle == none && atomic.SwapUint32(&h.used, 0) == 0:
			idle = i
		}
	}
	switch {
	case empty != none:
		return empty
	case idle != none:
		return idle
	}
	return start
}

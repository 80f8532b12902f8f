package lookup

import (
	"container/list"
	"context"
	"errors"
	"sync"
	"time"
)

// A Cache keeps the answers of a service by key. It is for use by many
// goroutines; a key that several want at once is fetched once.
type Cache[V any] struct {
	entries int
	ttl     time.Duration
	now     func() time.Time

	mu      sync.Mutex
	byKey   map[string]*list.Element // of *kept[V]
	recent  *list.List               // most recent first
	bytes   int
	flights map[string]*flight[V]
}

// An Unkept is a failure that is not cached: the next who asks has it tried
// again.
type Unkept struct{ Err error }

func (e *Unkept) Error() string { return e.Err.Error() }

// Unwrap returns the failure.
func (e *Unkept) Unwrap() error { return e.Err }

type kept[V any] struct {
	key   string
	value V
	good  bool // value is one
	err   error
	until time.Time // zero: for ever
	size  int
}

type flight[V any] struct {
	done  chan struct{}
	value V
	err   error
}

// NewCache returns a cache of at most so many entries, which are good for ttl; 0
// is for ever. With no entries it only joins what is asked at the same time.
func NewCache[V any](entries int, ttl time.Duration) *Cache[V] {
	return &Cache[V]{
		entries: entries, ttl: ttl, now: time.Now,
		byKey: map[string]*list.Element{}, recent: list.New(), flights: map[string]*flight[V]{},
	}
}

// Get returns the value of the key, from fetch if it is not at hand; fetch also
// tells the value's size in bytes. A failure is kept a tenth as long as a value;
// while it is, and if there was a good value before, that is returned instead.
// The caller's own context ending is no failure of the service and is not kept.
func (c *Cache[V]) Get(ctx context.Context, key string, fetch func(context.Context) (V, int, error)) (V, error) {
	c.mu.Lock()
	if k := c.find(key); k != nil {
		v, err := k.value, k.err
		c.mu.Unlock()
		return v, err
	}
	f, waiting := c.flights[key]
	if !waiting {
		f = &flight[V]{done: make(chan struct{})}
		c.flights[key] = f
	}
	c.mu.Unlock()
	if waiting {
		select {
		case <-f.done:
			return f.value, f.err
		case <-ctx.Done():
			var none V
			return none, ctx.Err()
		}
	}
	f.err = errors.New("lookup: fetch did not return")
	size := 0
	defer func() {
		c.mu.Lock()
		if ctx.Err() == nil {
			c.keep(key, f, size)
		}
		delete(c.flights, key)
		c.mu.Unlock()
		close(f.done)
	}()
	f.value, size, f.err = fetch(ctx)
	return c.outcome(key, f)
}

// outcome returns what came of a fetch, or the last good value.
func (c *Cache[V]) outcome(key string, f *flight[V]) (V, error) {
	if f.err == nil {
		return f.value, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byKey[key]; ok {
		if k := e.Value.(*kept[V]); k.good {
			f.value, f.err = k.value, nil
			k.until = c.now().Add(c.errorTTL())
			return f.value, nil
		}
	}
	return f.value, f.err
}

// find returns what is kept and still good.
func (c *Cache[V]) find(key string) *kept[V] {
	e, ok := c.byKey[key]
	if !ok || !c.fresh(e) {
		return nil
	}
	c.recent.MoveToFront(e)
	return e.Value.(*kept[V])
}

// fresh tells whether what is kept is still good.
func (c *Cache[V]) fresh(e *list.Element) bool {
	until := e.Value.(*kept[V]).until
	return until.IsZero() || c.now().Before(until)
}

// keep notes the outcome of a fetch and drops what was not used for long.
func (c *Cache[V]) keep(key string, f *flight[V], size int) {
	var unkept *Unkept
	if c.entries < 1 || errors.As(f.err, &unkept) {
		return
	}
	if e, ok := c.byKey[key]; ok {
		if k := e.Value.(*kept[V]); f.err == nil && k.good && c.now().Before(k.until) {
			return // a failure that was answered with the last good value
		}
		c.drop(e)
	}
	k := &kept[V]{key: key, value: f.value, good: f.err == nil, err: f.err, size: size + 2*len(key) + 128}
	switch {
	case f.err != nil:
		k.until = c.now().Add(c.errorTTL())
	case c.ttl > 0:
		k.until = c.now().Add(c.ttl)
	}
	c.byKey[key] = c.recent.PushFront(k)
	for c.bytes += k.size; len(c.byKey) > c.entries || c.bytes > cacheBytes; {
		c.drop(c.recent.Back())
	}
}

func (c *Cache[V]) drop(e *list.Element) {
	k := c.recent.Remove(e).(*kept[V])
	delete(c.byKey, k.key)
	c.bytes -= k.size
}

func (c *Cache[V]) errorTTL() time.Duration {
	if c.ttl == 0 {
		return foreverErrorTTL
	}
	return c.ttl / 10
}

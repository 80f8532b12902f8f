package perworker

import (
	"sync"
	"sync/atomic"
)

// An Of holds one T for each worker that asked. The zero value is ready. T is
// made by New, or is its zero value if that is nil.
type Of[T any] struct {
	New func() *T

	mu  sync.Mutex
	all atomic.Pointer[[]*T]
}

// Get returns the state of a worker. Only that worker may use it.
func (o *Of[T]) Get(worker int) *T {
	if all := o.all.Load(); all != nil && worker < len(*all) {
		if t := (*all)[worker]; t != nil {
			return t
		}
	}
	return o.add(worker)
}

func (o *Of[T]) add(worker int) *T {
	o.mu.Lock()
	defer o.mu.Unlock()
	var old []*T
	if p := o.all.Load(); p != nil {
		old = *p
	}
	all := make([]*T, max(worker+1, len(old)))
	copy(all, old)
	t := new(T)
	if o.New != nil {
		t = o.New()
	}
	all[worker] = t
	o.all.Store(&all)
	return t
}

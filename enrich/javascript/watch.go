package javascript

import (
	"runtime/metrics"
	"sync"
	"time"

	"github.com/dop251/goja"
)

// A watch stops a script that takes too long or fills the memory. It looks
// every watchEvery, so that most calls end before its first look.
type watch struct {
	rt    *goja.Runtime
	timer *time.Timer

	mu      sync.Mutex
	running bool
	stopped bool
	started time.Time
	looks   int
	heap    [1]metrics.Sample
	first   uint64 // heap at the first look
}

func newWatch(rt *goja.Runtime) *watch {
	w := &watch{rt: rt}
	w.heap[0].Name = "/memory/classes/heap/objects:bytes"
	w.timer = time.AfterFunc(time.Hour, w.look)
	w.timer.Stop()
	return w
}

func (w *watch) begin() {
	w.mu.Lock()
	w.running, w.looks, w.started = true, 0, time.Now()
	w.mu.Unlock()
	w.timer.Reset(watchEvery)
}

// end tells whether the script was stopped.
func (w *watch) end() bool {
	w.timer.Stop()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.running = false
	return w.stopped
}

func (w *watch) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.running || w.stopped {
		return
	}
	metrics.Read(w.heap[:])
	heap := w.heap[0].Value.Uint64()
	if w.looks == 0 {
		w.first = heap
	}
	w.looks++
	switch {
	case time.Since(w.started) >= timeLimit:
		w.stop("the script to end within " + timeLimit.String())
	case heap > w.first+heapLimit:
		w.stop("the script to use less memory")
	default:
		w.timer.Reset(watchEvery)
	}
}

func (w *watch) stop(want string) {
	w.stopped = true
	w.rt.Interrupt(want)
}

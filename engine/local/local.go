package local

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/camonica/camonica/engine"
)

// An Engine is the local engine. The zero Engine is ready.
type Engine struct{}

// grace is how long bins may take to end when the stage has stalled. What hangs in a
// call to the system does not hear of it; it changes nothing when it wakes, as its
// context has ended.
const grace = 5 * time.Second

var _ engine.Engine = Engine{}

// Map works on the bins in order. After the first error no new bin is begun; the
// ones in hand are cancelled. A stage with a pulse that nothing moves in for
// engine.Patience ends with an *engine.StalledError.
func (Engine) Map(ctx context.Context, s *engine.Stage) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if s.Pulse != nil {
		watched, stop := s.Pulse.Watch(ctx, s.Doc.Stage, engine.Patience)
		defer stop()
		ctx = watched
	}
	slots := s.Workers
	if slots <= 0 {
		slots = runtime.GOMAXPROCS(0)
	}
	next := make(chan int)
	var first error
	var once sync.Once
	var wg sync.WaitGroup
	for range min(slots, len(s.Doc.Bins)) {
		wg.Go(func() {
			for bin := range next {
				if err := work(ctx, s, bin); err != nil {
					once.Do(func() { first = &engine.BinError{Stage: s.Doc.Stage, Bin: bin, Err: err} })
					cancel()
					return
				}
			}
		})
	}
feed:
	for bin := range s.Doc.Bins {
		select {
		case next <- bin:
		case <-ctx.Done():
			break feed
		}
	}
	close(next)
	ended := make(chan struct{})
	go func() { wg.Wait(); close(ended) }()
	if stalled := wait(ctx, ended); stalled != nil {
		return stalled
	}
	if first != nil {
		return first
	}
	return ctx.Err()
}

// wait waits until the bins in hand have ended. Of a stage that has stalled it
// answers that, and waits no longer than the grace.
func wait(ctx context.Context, ended <-chan struct{}) error {
	select {
	case <-ended:
	case <-ctx.Done():
	}
	var stalled *engine.StalledError
	if !errors.As(context.Cause(ctx), &stalled) {
		<-ended
		return nil
	}
	select {
	case <-ended:
	case <-time.After(grace):
	}
	return stalled
}

// work does one bin.
func work(ctx context.Context, s *engine.Stage, bin int) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicError(p)
		}
	}()
	d, err := s.Work(ctx, bin)
	if err != nil {
		return err
	}
	if s.Progress != nil {
		s.Progress(d)
	}
	return nil
}

// panicError names the type of a panic and where it happened, nothing of its
// value: that may be event data.
func panicError(p any) error {
	place := "unknown place"
	for _, line := range strings.Split(string(debug.Stack()), "\n") {
		if i := strings.Index(line, "/camonica/"); i >= 0 && !strings.Contains(line, "engine/local") {
			place, _, _ = strings.Cut(line[i+1:], " +0x")
			break
		}
	}
	return fmt.Errorf("internal error (%T) at %s", p, place)
}

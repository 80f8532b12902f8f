package engine

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

// Patience is how long nothing may move in a stage before it counts as stalled.
const Patience = 10 * time.Minute

// pulseChecks is how often a Watch looks within its patience.
const pulseChecks = 60

// A Pulse tells whether anything moves in a stage: a byte to or from a store, a
// record, an event. A nil one is never felt.
type Pulse struct{ moved atomic.Bool }

// Beat says that something moved. It is cheap enough for every event: the memory is
// written once per look of a Watch, and read otherwise.
func (p *Pulse) Beat() {
	if p != nil && !p.moved.Load() {
		p.moved.Store(true)
	}
}

// Watch gives ctx an end, with a *StalledError as its cause, when nothing has moved
// for the patience. Looks are counted, not the time between them, so that a process
// that was stopped goes on. stop ends the watch.
func (p *Pulse) Watch(ctx context.Context, stage string, patience time.Duration) (watched context.Context, stop func()) {
	watched, cancel := context.WithCancelCause(ctx)
	p.Beat()
	go func() {
		t := time.NewTicker(max(patience/pulseChecks, 1))
		defer t.Stop()
		for still := 0; still < pulseChecks; still++ {
			select {
			case <-watched.Done():
				return
			case <-t.C:
			}
			if p.moved.Swap(false) {
				still = -1
			}
		}
		cancel(&StalledError{Stage: stage, After: patience})
	}()
	return watched, func() { cancel(nil) }
}

// A StalledError says that nothing has moved in a stage for too long. Another
// attempt may help.
type StalledError struct {
	Stage string
	After time.Duration
}

func (e *StalledError) Error() string {
	return fmt.Sprintf("stage %s: nothing has moved for %s", e.Stage, e.After)
}

// Hint says what to do.
func (e *StalledError) Hint() string {
	return "a disk or a service does not answer; run again when it does"
}

package main

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/store"
)

// A bin in which nothing moves any more ends with the code of the watchdog, whether
// it hears of the end or not; one that is slow and alive does not.
func TestWorkerStalled(t *testing.T) {
	f := func(name string, want int, work func(w *workerFlags, free chan struct{}) func(context.Context) (*engine.Done, error)) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			w, free := &workerFlags{stage: engine.StageEnrich}, make(chan struct{})
			defer close(free)
			d, err := w.bin(t.Context(), work(w, free))
			if want == exitOK {
				if d == nil || err != nil {
					t.Errorf("%s: %v, %v", name, d, err)
				}
				return
			}
			if code, kind := workerCode(err); code != want {
				t.Errorf("%s: exit code %d (%s), want %d: %v", name, code, kind, want, err)
			}
		})
	}
	f("slow", exitOK, func(w *workerFlags, _ chan struct{}) func(context.Context) (*engine.Done, error) {
		return func(context.Context) (*engine.Done, error) {
			for range 10 {
				time.Sleep(engine.Patience / 2)
				w.pulse.Beat()
			}
			return &engine.Done{}, nil
		}
	})
	f("waits for ever", exitBug, func(*workerFlags, chan struct{}) func(context.Context) (*engine.Done, error) {
		return func(ctx context.Context) (*engine.Done, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
	})
	f("hangs", exitBug, func(_ *workerFlags, free chan struct{}) func(context.Context) (*engine.Done, error) {
		return func(context.Context) (*engine.Done, error) {
			<-free
			return nil, nil
		}
	})
	f("panics", exitBug, func(*workerFlags, chan struct{}) func(context.Context) (*engine.Done, error) {
		return func(context.Context) (*engine.Done, error) { panic("user@example.com") }
	})
}

// The end of a worker whose parent is gone does not wait for what hangs.
func TestWorkerGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, free := &workerFlags{}, make(chan struct{})
		defer close(free)
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Minute, func() { cancel(errGone) })
		_, err := w.bin(ctx, func(context.Context) (*engine.Done, error) { <-free; return nil, nil })
		if !errors.Is(err, errGone) {
			t.Errorf("error %v", err)
		}
	})
}

func TestWorkerCodes(t *testing.T) {
	for err, want := range map[error]int{
		errCall:                exitCall,
		errGone:                exitGone,
		context.Canceled:       exitGone,
		errPanic:               exitBug,
		&engine.StalledError{}: exitBug,
		fmt.Errorf("open: %w", store.ErrNotExist):  exitIntegrity, // an object that the documents name
		fmt.Errorf("%w: gone", engine.ErrDocument): exitDocument,
	} {
		if got, _ := workerCode(err); got != want {
			t.Errorf("code %d for %v, want %d", got, err, want)
		}
	}
}

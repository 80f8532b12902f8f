package local_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/engine/local"
)

func stageOf(bins, workers int, work func(ctx context.Context, bin int) (*engine.Done, error)) *engine.Stage {
	return &engine.Stage{Doc: &engine.Document{Stage: "enrich", Bins: make([]string, bins)}, Work: work, Workers: workers}
}

func TestMap(t *testing.T) {
	var at, most, done atomic.Int64
	s := stageOf(20, 3, func(context.Context, int) (*engine.Done, error) {
		for n := at.Add(1); ; {
			if m := most.Load(); n <= m || most.CompareAndSwap(m, n) {
				break
			}
		}
		defer at.Add(-1)
		return &engine.Done{}, nil
	})
	s.Progress = func(*engine.Done) { done.Add(1) }
	if err := (local.Engine{}).Map(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if done.Load() != 20 || most.Load() > 3 {
		t.Errorf("%d bins done, %d at once", done.Load(), most.Load())
	}
	if err := (local.Engine{}).Map(t.Context(), stageOf(0, 3, nil)); err != nil {
		t.Errorf("no bins: %v", err)
	}
}

// The first error ends the stage: no new bin begins, those in hand are cancelled.
func TestMapError(t *testing.T) {
	bad := errors.New("bad")
	var begun atomic.Int64
	hand := make(chan struct{})
	err := (local.Engine{}).Map(t.Context(), stageOf(100, 2, func(ctx context.Context, bin int) (*engine.Done, error) {
		begun.Add(1)
		if bin == 0 {
			<-hand
			return nil, bad
		}
		close(hand)
		<-ctx.Done()
		return nil, ctx.Err()
	}))
	var be *engine.BinError
	if !errors.Is(err, bad) || !errors.As(err, &be) || be.Bin != 0 || be.Stage != "enrich" {
		t.Errorf("error %v", err)
	}
	if begun.Load() != 2 {
		t.Errorf("%d bins begun", begun.Load())
	}
}

func TestMapCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	err := (local.Engine{}).Map(ctx, stageOf(100, 1, func(ctx context.Context, bin int) (*engine.Done, error) {
		if bin == 3 {
			cancel()
		}
		return &engine.Done{}, nil
	}))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// What a panic says may be event data: only its type comes out.
func TestMapPanic(t *testing.T) {
	err := (local.Engine{}).Map(t.Context(), stageOf(1, 1, func(context.Context, int) (*engine.Done, error) {
		panic("user@example.com")
	}))
	if err == nil || !strings.Contains(err.Error(), "internal error (string)") || strings.Contains(err.Error(), "example.com") {
		t.Errorf("error %v", err)
	}
}

// A stage in which nothing moves any more ends, whether its bins hear of it or not.
func TestMapStalled(t *testing.T) {
	for name, deaf := range map[string]bool{"cancelled": false, "hanging": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				free := make(chan struct{})
				pulse := new(engine.Pulse)
				s := stageOf(3, 2, func(ctx context.Context, bin int) (*engine.Done, error) {
					if bin == 0 { // slow, and yet alive
						for range 4 {
							time.Sleep(engine.Patience * 2 / 3)
							pulse.Beat()
						}
						return &engine.Done{}, nil
					}
					if deaf {
						<-free
						return nil, ctx.Err()
					}
					<-ctx.Done()
					return nil, ctx.Err()
				})
				s.Pulse = pulse
				began := time.Now()
				err := local.Engine{}.Map(t.Context(), s)
				var stalled *engine.StalledError
				if !errors.As(err, &stalled) || stalled.Stage != "enrich" {
					t.Errorf("error %v", err)
				}
				if took := time.Since(began); took < 3*engine.Patience || took > 4*engine.Patience {
					t.Errorf("it took %s", took)
				}
				close(free)
			})
		})
	}
}

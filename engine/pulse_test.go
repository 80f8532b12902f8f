package engine_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/camonica/camonica/engine"
)

func TestPulse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := new(engine.Pulse)
		began := time.Now()
		ctx, stop := p.Watch(t.Context(), "enrich", engine.Patience)
		defer stop()
		for range 5 { // half an hour with a beat now and then
			time.Sleep(engine.Patience - 30*time.Second)
			p.Beat()
			if ctx.Err() != nil {
				t.Fatalf("stalled after %s in spite of beats", time.Since(began))
			}
		}
		last := time.Now()
		<-ctx.Done()
		var stalled *engine.StalledError
		if !errors.As(context.Cause(ctx), &stalled) || stalled.Stage != "enrich" {
			t.Errorf("cause %v", context.Cause(ctx))
		}
		if took := time.Since(last); took < engine.Patience-time.Minute || took > engine.Patience+time.Minute {
			t.Errorf("stalled after %s, want about %s", took, engine.Patience)
		}
	})
}

func TestPulseStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := new(engine.Pulse).Watch(t.Context(), "enrich", engine.Patience)
		stop()
		time.Sleep(2 * engine.Patience)
		if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
			t.Errorf("cause %v", cause)
		}
	})
	var none *engine.Pulse
	none.Beat() // nobody feels it
}

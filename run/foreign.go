package run

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/stage"
	"github.com/camonica/camonica/store"
)

// A ForeignError says that an object lies among those of a run which the run did
// not write. A step would pass it over, and the archive swallow it.
type ForeignError struct {
	Run    ID
	Object string // with its location, as it is stored
	More   int    // others of the kind
	Source string // option of config.yml that names where new data belong
}

func (e *ForeignError) Error() string {
	if e.More > 0 {
		return fmt.Sprintf("%s and %d more are not objects of run %s", e.Object, e.More, e.Run)
	}
	return fmt.Sprintf("%s is not an object of run %s", e.Object, e.Run)
}

// Hint says what to do.
func (e *ForeignError) Hint() string {
	return "somebody put it there while the run was under way; move it away – to a folder of " + e.Source + " if it is to be processed – and run again"
}

// written is what this run has in its folder of a place, with the digests of the
// content; ok is false where it is another program's work.
func (w *work) written(ctx context.Context, place string) (digests map[string]string, ok bool, err error) {
	run := string(w.plan.Run)
	digests = map[string]string{}
	step := map[string]string{stage.PlaceEnriched: StepEnrich, stage.PlaceShredded: StepShred}[place]
	if _, done := w.journal.done(step, ""); done {
		for _, o := range w.journal.Step(step, "").Outputs {
			if o.Place == place {
				digests[o.Key] = o.Digest
			}
		}
		return digests, true, nil
	}
	if place != stage.PlaceEnriched {
		return digests, false, nil
	}
	if _, done := w.journal.done(StepStreamStaging, ""); done {
		for _, in := range w.journal.Inputs {
			digests[store.RunFolder(run)+in.Staged] = in.Digest
		}
		return digests, true, nil
	}
	// Another program enriched: what shred took for its input.
	all, err := w.doneOf(ctx, engine.StageKeys)
	if errors.Is(err, store.ErrNotExist) {
		return digests, false, nil
	}
	for _, d := range all {
		for _, o := range d.Inputs {
			digests[o.Key] = o.Digest
		}
	}
	return digests, err == nil, err
}

// onlyOwn refuses what somebody put into the run's folder of enriched.good or
// shredded.good, and returns what the run has there, as written does.
func (w *work) onlyOwn(ctx context.Context, place string) (digests map[string]string, err error) {
	digests, ok, err := w.written(ctx, place)
	if err != nil || !ok {
		return digests, err
	}
	run := string(w.plan.Run)
	l, _ := w.location(place)
	return digests, w.refuseForeign(ctx, l, store.RunFolder(run), func(key string) bool {
		_, ok := digests[key]
		return ok || key == store.SuccessKey(run) || key == store.ShreddingCompleteKey(run)
	})
}

// onlyInputs refuses what somebody put into raw.processing.
func (w *work) onlyInputs(ctx context.Context) error {
	staged := make(map[string]bool, len(w.journal.Inputs))
	for _, in := range w.journal.Inputs {
		staged[in.Staged] = true
	}
	return w.refuseForeign(ctx, w.Config.AWS.S3.Buckets.Raw.Processing, "", func(key string) bool { return staged[key] })
}

// refuseForeign looks at a folder as it lies there, so that it also finds what a
// sealed store would not show.
func (w *work) refuseForeign(ctx context.Context, l config.Location, folder string, own func(key string) bool) error {
	st, err := w.bare(ctx, l)
	if err != nil {
		return err
	}
	var found *ForeignError
	for info, err := range st.List(ctx, folder) {
		if err != nil {
			return fmt.Errorf("list %s: %w", l, err)
		}
		key, isSealed := strings.CutSuffix(info.Key, sealedSuffix)
		if w.Config.Seals(l) && path.Base(key) != store.SuccessName {
			if isSealed && own(key) {
				continue
			}
		} else if own(info.Key) {
			continue
		}
		switch {
		case !AnyData(info.Key):
		case found == nil:
			found = &ForeignError{Run: w.plan.Run, Object: l.String() + info.Key, Source: inName(w.Config)}
		default:
			found.More++
		}
	}
	if found != nil {
		return found
	}
	return nil
}

package run

import (
	"context"

	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/stage"
	"github.com/camonica/camonica/store/sealed"
)

// recordOf names the key record of a place's objects; nil is the run's own.
func recordOf(place string) func(run string) string {
	if place == stage.PlacePIIFeed {
		return keys.PIIFeedRecordName
	}
	return nil
}

// addFeed gives stage enrich a place for the feed of transformations, if one is
// configured. Its key is made here: a run that goes on adopts the one that is
// there.
func (w *work) addFeed(ctx context.Context, s *stageRun) error {
	l := w.Config.Enrich.PIIFeed
	if l.IsZero() {
		return nil
	}
	st, err := w.bare(ctx, l)
	if err != nil {
		return err
	}
	isSealed := w.Config.Seals(l)
	if isSealed {
		run := string(w.plan.Run)
		if _, err := w.Records.Establish(ctx, w.Ring, keys.PIIFeedRecordName(run), run); err != nil {
			return err
		}
		st = sealed.New(st, sealed.Config{Kind: seal.Enriched, Ring: w.Ring, Run: run, Record: keys.PIIFeedRecordName})
	}
	s.add(stage.PlacePIIFeed, l, seal.Enriched, isSealed, st)
	return nil
}

package run

import (
	"context"
	"errors"
	"fmt"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
)

// Abandon closes an unfinished run: outputs of its steps that did not end are
// deleted, then its last manifest is written. Staged raw objects stay where they
// are. store.ErrNotExist if the run is not unfinished.
func (x *Executor) Abandon(ctx context.Context, id ID) error {
	held, err := x.lockState(x.Now())
	if err != nil {
		return err
	}
	defer held.Release()
	logs, err := x.logs(ctx, string(id))
	if err != nil {
		return err
	}
	j, err := OpenJournal(ctx, logs, id)
	if errors.Is(err, store.ErrNotExist) {
		return fmt.Errorf("run %s is not unfinished: %w", id, err)
	}
	if err != nil {
		return err
	}
	b := &x.Config.AWS.S3.Buckets
	for _, o := range []struct {
		step string
		l    config.Location
		kind seal.Kind
	}{
		{StepEnrich, b.Enriched.Good, seal.Enriched},
		{StepEnrich, b.Enriched.Bad, seal.Bad},
		{StepShred, b.Shredded.Good, seal.Shredded},
		{StepShred, b.Shredded.Bad, seal.Bad},
	} {
		if _, done := j.done(o.step, ""); done || o.l.IsZero() {
			continue
		}
		st, err := x.place(ctx, o.l, o.kind, string(id))
		if err != nil {
			return err
		}
		if err := removeFolder(ctx, st, store.RunFolder(string(id))); err != nil {
			return err
		}
	}
	if _, done := j.done(StepEnrich, ""); !done {
		if err := x.removeFeed(ctx, id); err != nil {
			return err
		}
	}
	if err := x.sweep(ctx, id); err != nil {
		return err
	}
	j.Abandoned = true
	return j.Finish(ctx, x.Now())
}

func removeFolder(ctx context.Context, s store.Store, prefix string) error {
	var keys []string
	for info, err := range s.List(ctx, prefix) {
		if err != nil {
			return fmt.Errorf("list %s: %w", prefix, err)
		}
		keys = append(keys, info.Key)
	}
	for _, k := range keys {
		if err := s.Delete(ctx, k); err != nil {
			return fmt.Errorf("remove %s: %w", k, err)
		}
	}
	return nil
}

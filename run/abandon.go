package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
)

// Abandon closes an unfinished run: outputs of its steps that did not end are
// deleted, then its last manifest is written. Staged objects stay where they are,
// and so does what the run did not write. store.ErrNotExist if the run is not
// unfinished.
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
	if err := x.removeOutputs(ctx, j); err != nil {
		return err
	}
	x.removeSegments(ctx, j)
	j.Abandoned = true
	if err := j.Finish(ctx, x.Now()); err != nil {
		return err
	}
	bare, err := x.bare(ctx, x.Config.AWS.S3.Buckets.Log)
	if err != nil {
		return err
	}
	if err := RemoveWork(ctx, bare, id); err != nil {
		return err
	}
	x.sweepWarehouses(ctx, "")
	return x.sweep(ctx, id)
}

// removeOutputs deletes what steps that the run began, or was to begin, and did not
// end wrote into its folders. Of other steps the folders are not the run's own work.
func (x *Executor) removeOutputs(ctx context.Context, j *Journal) error {
	b := &x.Config.AWS.S3.Buckets
	for _, o := range []struct {
		step string
		l    config.Location
		kind seal.Kind
	}{
		{StepEnrich, b.Enriched.Good, seal.Enriched},
		{StepEnrich, b.Enriched.Bad, seal.Bad},
		{StepEnrich, x.Config.Enrich.PIIFeed, ""}, // has a key of its own, which nobody needs here
		{StepShred, b.Shredded.Good, seal.Shredded},
		{StepShred, b.Shredded.Bad, seal.Bad},
	} {
		if _, open := j.open(o.step, ""); !open || o.l.IsZero() {
			continue
		}
		st, err := x.bare(ctx, o.l)
		if o.kind != "" {
			st, err = x.place(ctx, o.l, o.kind, string(j.Run))
		}
		if err != nil {
			return err
		}
		if err := x.removeOwn(ctx, st, o.l, j.Run); err != nil {
			return err
		}
	}
	return nil
}

// open says that a step belongs to the run and has not ended, and which run's folder
// it works on.
func (m *Manifest) open(name, target string) (folder ID, yes bool) {
	for _, s := range m.Steps {
		if s.Step == name && s.Target == target && s.State != Done && s.State != Skipped {
			return cmp.Or(s.Folder, m.Run), true
		}
	}
	return "", false
}

// removeOwn deletes the objects of a run's folder whose names are ours, and tells
// of the others.
func (x *Executor) removeOwn(ctx context.Context, st store.Store, l config.Location, run ID) error {
	var own []string
	for info, err := range st.List(ctx, store.RunFolder(string(run))) {
		switch {
		case err != nil:
			return fmt.Errorf("list %s: %w", l, err)
		case ownKey(string(run), info.Key):
			own = append(own, info.Key)
		default:
			x.note("%s%s stays: no step of the run wrote it", l, info.Key)
		}
	}
	return removeAll(ctx, st, own)
}

// ownKey says whether a key below a location is one that runs write, in whatever
// form it is stored.
func ownKey(run, key string) bool {
	key = strings.TrimSuffix(key, sealedSuffix)
	_, _, _, _, part := store.ParsePartKey(run, key)
	return part || key == store.SuccessKey(run) || key == store.ShreddingCompleteKey(run)
}

// removeSegments deletes what loads that did not end put into sealed warehouses:
// without an entry nobody sees it. So a warehouse that is not at hand keeps nobody
// from giving the run up.
func (x *Executor) removeSegments(ctx context.Context, j *Journal) {
	for _, t := range config.WithPurpose(x.Targets, config.EnrichedEvents) {
		l, err := t.Location()
		folder, open := j.open(StepLoad, t.Name)
		if !open || t.Schema != config.DuckDB || err != nil || !x.Config.Seals(l) {
			continue
		}
		if err := x.removeSegmentsOf(ctx, l, string(folder)); err != nil {
			x.note("segments of run %s in %s stay: %v", folder, l, err)
		}
	}
}

func (x *Executor) removeSegmentsOf(ctx context.Context, l config.Location, run string) error {
	st, err := x.place(ctx, l, seal.Warehouse, run)
	if err != nil {
		return err
	}
	switch _, err := st.Stat(ctx, store.WarehouseEntryKey(run)); {
	case err == nil:
		return nil // the load came to its end, and the run did not hear of it
	case !errors.Is(err, store.ErrNotExist):
		return err
	}
	var own []string
	for info, err := range st.List(ctx, "") {
		if err != nil {
			return fmt.Errorf("list %s: %w", l, err)
		}
		_, key, _ := strings.Cut(info.Key, "/")
		if _, _, _, _, part := store.ParsePartKey(run, key); part {
			own = append(own, info.Key)
		}
	}
	return removeAll(ctx, st, own)
}

func removeAll(ctx context.Context, s store.Store, keys []string) error {
	for _, k := range keys {
		if err := s.Delete(ctx, k); err != nil {
			return fmt.Errorf("remove %s: %w", k, err)
		}
	}
	return nil
}

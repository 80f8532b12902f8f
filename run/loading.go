package run

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/camonica/camonica/build"
	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/duckdb"
	"github.com/camonica/camonica/load/warehouse"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/stage"
	"github.com/camonica/camonica/store"
)

// A TargetError says that this build cannot load into a target.
type TargetError struct{ Name, Schema string }

func (e *TargetError) Error() string {
	return fmt.Sprintf("target %s: this build does not load into a %s", e.Name, e.Schema)
}

// Hint says what to do.
func (e *TargetError) Hint() string {
	return "take the file out of the targets folder, or load only one target with --targets-only"
}

// checkTargets refuses targets that cannot be loaded before anything is touched.
func (x *Executor) checkTargets() error {
	f := x.Options.Flags(x.Config.Mode())
	if !f.Load && !f.Analyze {
		return nil
	}
	for _, t := range config.WithPurpose(x.Targets, config.EnrichedEvents) {
		if x.Options.Target != "" && x.Options.Target != t.Name {
			continue
		}
		if t.Schema != config.DuckDB {
			return &TargetError{Name: t.Name, Schema: t.Schema}
		}
		if _, err := t.Location(); err != nil {
			return err
		}
	}
	return nil
}

// load does the step load for one target.
func (w *work) load(ctx context.Context, s Step) (StageCount, error) {
	i := slices.IndexFunc(w.Targets, func(t config.Target) bool { return t.Name == s.Target })
	if i < 0 {
		return nil, fmt.Errorf("target %s is not configured", s.Target)
	}
	t := w.Targets[i]
	l, err := t.Location()
	if err != nil {
		return nil, err
	}
	run := string(w.plan.Run)
	if s.Folder != "" {
		run = string(s.Folder)
	} else if _, err := w.onlyOwn(ctx, stage.PlaceShredded); err != nil {
		return nil, err
	}
	tables, err := w.tables(ctx, run)
	if err != nil {
		return nil, err
	}
	var rows map[string]int64
	if w.Config.Seals(l) {
		rows, err = w.loadSegments(ctx, run, t.Name, l, tables)
	} else {
		rows, err = w.loadFile(ctx, run, l, tables)
	}
	if err != nil {
		return nil, err
	}
	for _, table := range tables {
		if table.rows >= 0 && rows[table.Name] != table.rows {
			return nil, &CountError{Stage: StepLoad, Counts: rows}
		}
	}
	st := w.journal.Target(t.Name, t.ID)
	st.State, st.Ended, st.Rows = Done, w.Now(), rows
	return rows, nil
}

// loadSegments loads into a sealed warehouse: a stage makes its segments, then
// its entry makes them visible.
func (w *work) loadSegments(ctx context.Context, run, target string, l config.Location, tables []loadTable) (map[string]int64, error) {
	s, err := w.newStage(ctx, engine.StageLoad, stage.PlaceShredded, stage.PlaceShreddedBad, stage.PlaceEnrichedBad)
	if err != nil {
		return nil, err
	}
	// Each target has documents of its own.
	s.folder = engine.StageLoad + "-" + engine.Sum([]byte(l.String()))[:8]
	dst, err := w.place(ctx, l, seal.Warehouse, run)
	if err != nil {
		return nil, err
	}
	if e, err := warehouse.ReadEntry(ctx, dst, run); err == nil {
		w.note("run %s is loaded already", run)
		return e.Counts(), nil
	} else if !errors.Is(err, store.ErrNotExist) {
		return nil, err
	}
	s.add(stage.PlaceWarehouse, l, seal.Warehouse, true, dst)
	set := stage.Load{NullBadValues: w.badValues() == load.NullBadValues}
	for _, t := range tables {
		set.Tables = append(set.Tables, t.LoadTable)
		for bin, splits := range t.splits {
			for len(s.bins) <= bin {
				s.bins = append(s.bins, engine.Bin{})
			}
			s.bins[bin].Splits = append(s.bins[bin].Splits, splits...)
		}
	}
	for _, t := range set.Tables {
		if err := w.sweepAll(ctx, 0, place{l, t.Name + "/" + store.RunFolder(run)}); err != nil {
			return nil, err
		}
	}
	s.set = set
	done, err := w.workOn(ctx, s)
	if err != nil {
		return nil, err
	}
	w.record(StepLoad, target, s.name, engine.Total(done), done)
	segments, bad, err := stage.Segments(done, set.Tables)
	if err != nil {
		return nil, err
	}
	w.noteBadValues(bad)
	batch := load.Batch{Run: run, Source: w.Config.AWS.S3.Buckets.Shredded.Good.String(), Version: build.Version}
	for _, t := range set.Tables {
		batch.Tables = append(batch.Tables, load.Rows{Table: t.Table})
	}
	e := warehouse.NewEntry(batch, segments, w.Now())
	if _, err := warehouse.Commit(ctx, dst, e); err != nil {
		return nil, err
	}
	return e.Counts(), nil
}

// loadMemoryMB is for the database while it loads with one thread. A thread holds
// a group of 122,880 rows, so that half as much can be too little for two; two with
// more bring the process above 512 MB.
const loadMemoryMB = 192

// loadFile loads into an ordinary DuckDB file, in one transaction.
func (w *work) loadFile(ctx context.Context, run string, l config.Location, tables []loadTable) (map[string]int64, error) {
	if !l.IsFile() {
		return nil, fmt.Errorf("load: a warehouse that is not encrypted must be a folder of this machine, not %s", l)
	}
	s, err := w.newStage(ctx, engine.StageLoad, stage.PlaceShredded, stage.PlaceShreddedBad, stage.PlaceEnrichedBad)
	if err != nil {
		return nil, err
	}
	batch := load.Batch{Run: run, Source: w.Config.AWS.S3.Buckets.Shredded.Good.String(), Version: build.Version}
	for _, t := range tables {
		rows := load.Rows{Table: t.WithPaths()}
		for bin, splits := range t.splits {
			for _, sp := range splits {
				rows.Parts = append(rows.Parts, load.Part{Store: s.stores[sp.Place], Key: sp.Key, Bin: bin, Layout: t.Layout, Rows: sp.Rows, Columns: sp.Columns, Digest: sp.Digest})
			}
		}
		batch.Tables = append(batch.Tables, rows)
	}
	target := duckdb.NewFileTarget(filepath.Join(l.Path(), store.WarehouseName), w.badValues(), duckdb.Options{Threads: 1, MemoryMB: loadMemoryMB})
	receipt, err := target.Load(ctx, batch)
	if err != nil {
		return nil, err
	}
	if !receipt.Loaded {
		w.note("run %s is loaded already", run)
	}
	w.noteBadValues(receipt.Bad)
	return receipt.Rows, nil
}

// badValues says what becomes of values that their column cannot hold.
func (w *work) badValues() load.BadValues {
	if w.Config.Storage.BadValues == "refuse" {
		return load.RefuseBadValues
	}
	return load.NullBadValues
}

func (w *work) noteBadValues(n int64) {
	if n > 0 {
		w.note("%d values became null because their column cannot hold them", n)
	}
}

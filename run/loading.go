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
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/ddl"
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
	tables, err := w.tables(ctx)
	if err != nil {
		return nil, err
	}
	var rows map[string]int64
	if w.Config.Seals(l) {
		rows, err = w.loadSegments(ctx, l, tables)
	} else {
		rows, err = w.loadFile(ctx, l, tables)
	}
	if err != nil {
		return nil, err
	}
	for _, table := range tables {
		if rows[table.Name] != table.rows {
			return nil, &CountError{Stage: StepLoad, Counts: rows}
		}
	}
	st := w.journal.Target(t.Name, t.ID)
	st.State, st.Ended, st.Rows = Done, w.Now(), rows
	return rows, nil
}

// A loadTable is a table of the run and the objects that hold its rows.
type loadTable struct {
	stage.LoadTable
	rows   int64
	splits [][]engine.Split // by bin
}

// tables lists what the run has for a target: events, entities, failed events.
func (w *work) tables(ctx context.Context) ([]loadTable, error) {
	shredded, err := w.doneOf(ctx, engine.StageShred)
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	enriched, err := w.doneOf(ctx, engine.StageEnrich)
	if err != nil && !errors.Is(err, store.ErrNotExist) {
		return nil, err
	}
	result, err := stage.Merged(shredded)
	if err != nil {
		return nil, err
	}
	known, err := stage.Tables(result)
	if err != nil {
		return nil, err
	}
	tables := []loadTable{}
	at := map[string]int{}
	add := func(t load.Table, l load.Layout) {
		at[t.Name] = len(tables)
		tables = append(tables, loadTable{LoadTable: stage.NewLoadTable(t, l), splits: make([][]engine.Split, max(len(shredded), len(enriched)))})
	}
	for _, t := range known {
		table := load.Events()
		if t.Name != load.EventsTable {
			if table, err = w.entityTable(ctx, t.Schema); err != nil {
				return nil, err
			}
		}
		add(table, t.Layout)
	}
	add(load.Failed(), load.FailedJSON)
	for _, all := range [][]*engine.Done{shredded, enriched} {
		for bin, d := range all {
			for _, o := range d.Outputs {
				if o.Table == "" {
					continue
				}
				i, ok := at[o.Table]
				if !ok {
					return nil, fmt.Errorf("load: object %s holds rows of table %s, which is not known", o.Key, o.Table)
				}
				tables[i].rows += o.Rows
				tables[i].splits[bin] = append(tables[i].splits[bin], engine.Split{
					Place: o.Place, Key: o.Key, Size: o.Size, Digest: o.Digest, Table: o.Table, Rows: o.Rows, Columns: o.Columns,
				})
			}
		}
	}
	return tables, nil
}

// entityTable makes the table of a schema's model from all its versions.
func (w *work) entityTable(ctx context.Context, key iglu.Key) (load.Table, error) {
	versions, err := w.schemas.Versions(ctx, key)
	if err != nil {
		return load.Table{}, fmt.Errorf("columns of %s: %w", key, err)
	}
	var parsed []ddl.Version
	for _, v := range versions {
		of := key
		of.Version = v
		schema, err := w.schemas.Schema(ctx, of)
		var bad *iglu.SchemaError
		if errors.As(err, &bad) && v != key.Version {
			continue // nobody can have sent data of a schema that is none
		}
		if err != nil {
			return load.Table{}, fmt.Errorf("columns of %s: %w", key, err)
		}
		d, err := ddl.Parse(schema.Raw())
		if err != nil {
			return load.Table{}, fmt.Errorf("columns of %s: %w", key, err)
		}
		parsed = append(parsed, ddl.Version{Version: v, Schema: d})
	}
	return load.Entity(key, parsed), nil
}

// doneOf reads the done records of a stage of this run.
func (w *work) doneOf(ctx context.Context, name string) ([]*engine.Done, error) {
	k := w.keys(name)
	doc, err := engine.Read(ctx, k)
	if err != nil {
		return nil, err
	}
	return engine.Collect(ctx, k, doc)
}

// loadSegments loads into a sealed warehouse: a stage makes its segments, then
// its entry makes them visible.
func (w *work) loadSegments(ctx context.Context, l config.Location, tables []loadTable) (map[string]int64, error) {
	s, err := w.newStage(ctx, engine.StageLoad, stage.PlaceShredded, stage.PlaceShreddedBad, stage.PlaceEnrichedBad)
	if err != nil {
		return nil, err
	}
	dst, err := w.place(ctx, l, seal.Warehouse, string(w.plan.Run))
	if err != nil {
		return nil, err
	}
	run := string(w.plan.Run)
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
	s.set = set
	done, err := w.workOn(ctx, s)
	if err != nil {
		return nil, err
	}
	w.record(StepLoad, s.name, engine.Total(done), done)
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

// loadFile loads into an ordinary DuckDB file, in one transaction.
func (w *work) loadFile(ctx context.Context, l config.Location, tables []loadTable) (map[string]int64, error) {
	if !l.IsFile() {
		return nil, fmt.Errorf("load: a warehouse that is not encrypted must be a folder of this machine, not %s", l)
	}
	s, err := w.newStage(ctx, engine.StageLoad, stage.PlaceShredded, stage.PlaceShreddedBad, stage.PlaceEnrichedBad)
	if err != nil {
		return nil, err
	}
	batch := load.Batch{Run: string(w.plan.Run), Source: w.Config.AWS.S3.Buckets.Shredded.Good.String(), Version: build.Version}
	for _, t := range tables {
		rows := load.Rows{Table: t.WithPaths()}
		for bin, splits := range t.splits {
			for _, sp := range splits {
				rows.Parts = append(rows.Parts, load.Part{Store: s.stores[sp.Place], Key: sp.Key, Bin: bin, Layout: t.Layout, Rows: sp.Rows, Columns: sp.Columns, Digest: sp.Digest})
			}
		}
		batch.Tables = append(batch.Tables, rows)
	}
	target := duckdb.NewFileTarget(filepath.Join(l.Path(), store.WarehouseName), w.badValues(), duckdb.Options{Threads: w.slots()})
	receipt, err := target.Load(ctx, batch)
	if err != nil {
		return nil, err
	}
	if !receipt.Loaded {
		w.note("run %s is loaded already", w.plan.Run)
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

package run

import (
	"context"
	"errors"
	"fmt"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/stage"
	"github.com/camonica/camonica/store"
)

// A loadTable is a table of a run and the objects that hold its rows.
type loadTable struct {
	stage.LoadTable
	rows   int64            // -1 = not known
	splits [][]engine.Split // by bin
}

// loadTables collects the tables of a run: events, entities, failed events.
type loadTables struct {
	all []loadTable
	at  map[string]int // by name
}

func (ts *loadTables) add(t load.Table, l load.Layout) {
	if ts.at == nil {
		ts.at = map[string]int{}
	}
	ts.at[t.Name] = len(ts.all)
	ts.all = append(ts.all, loadTable{LoadTable: stage.NewLoadTable(t, l)})
}

// put adds an object to its table; its rows are those of the bin.
func (ts *loadTables) put(bin int, s engine.Split) error {
	i, ok := ts.at[s.Table]
	if !ok {
		return fmt.Errorf("load: object %s holds rows of table %s, which is not known", s.Key, s.Table)
	}
	t := &ts.all[i]
	switch {
	case s.Rows < 0 || t.rows < 0:
		t.rows = -1
	default:
		t.rows += s.Rows
	}
	for len(t.splits) <= bin {
		t.splits = append(t.splits, nil)
	}
	t.splits[bin] = append(t.splits[bin], s)
	return nil
}

func splitOf(o engine.Object) engine.Split {
	return engine.Split{
		Place: o.Place, Key: o.Key, Size: o.Size, Digest: o.Digest, Table: o.Table, Rows: o.Rows, Columns: o.Columns,
	}
}

// tables lists what a run has for a target. What it wrote stands in its done
// records while it is worked on, afterwards in shredding_complete.json; folders of
// other programs are listed.
func (w *work) tables(ctx context.Context, run string) ([]loadTable, error) {
	if run == string(w.plan.Run) {
		shredded, err := w.doneOf(ctx, engine.StageShred)
		if err == nil {
			return w.tablesOfRecords(ctx, shredded)
		}
		if !errors.Is(err, store.ErrNotExist) {
			return nil, fmt.Errorf("load: %w", err)
		}
	}
	return w.tablesOfFolder(ctx, run)
}

// tablesOfRecords takes tables and objects from this run's done records.
func (w *work) tablesOfRecords(ctx context.Context, shredded []*engine.Done) ([]loadTable, error) {
	result, err := stage.Merged(shredded)
	if err != nil {
		return nil, err
	}
	known, err := stage.Tables(result)
	if err != nil {
		return nil, err
	}
	ts := new(loadTables)
	if err := w.addTables(ctx, ts, known); err != nil {
		return nil, err
	}
	enriched, err := w.doneOf(ctx, engine.StageEnrich)
	if errors.Is(err, store.ErrNotExist) {
		// Another program enriched.
		err = w.addFailed(ctx, ts, string(w.plan.Run), stage.PlaceEnrichedBad)
	}
	if err != nil {
		return nil, err
	}
	for _, all := range [][]*engine.Done{shredded, enriched} {
		for bin, d := range all {
			for _, o := range d.Outputs {
				if o.Table == "" {
					continue
				}
				if err := ts.put(bin, splitOf(o)); err != nil {
					return nil, err
				}
			}
		}
	}
	return ts.all, nil
}

// addTables adds the tables of shredded rows and that of failed events.
func (w *work) addTables(ctx context.Context, ts *loadTables, known []stage.ShredTable) error {
	for _, t := range known {
		table := load.Events()
		if t.Name != load.EventsTable {
			var err error
			if table, err = load.EntityOf(ctx, t.Schema, w.schemas); err != nil {
				return err
			}
		}
		ts.add(table, t.Layout)
	}
	ts.add(load.Failed(), load.FailedJSON)
	return nil
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

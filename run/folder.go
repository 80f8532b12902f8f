package run

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/ddl"
	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/shred"
	"github.com/camonica/camonica/stage"
	"github.com/camonica/camonica/store"
)

// tablesOfFolder takes tables and objects from a run's folder of shredded.good:
// as shredding_complete.json lists them, or, where that is not there or says
// nothing of objects, as they lie there. Failed events are listed in any case.
func (w *work) tablesOfFolder(ctx context.Context, run string) ([]loadTable, error) {
	good, err := w.place(ctx, w.Config.AWS.S3.Buckets.Shredded.Good, seal.Shredded, run)
	if err != nil {
		return nil, err
	}
	ts := new(loadTables)
	c, err := ReadComplete(ctx, good, ID(run))
	switch {
	case err == nil && hasParts(c):
		err = w.addComplete(ctx, ts, run, c)
	case err == nil || errors.Is(err, store.ErrNotExist):
		err = w.addListed(ctx, ts, run, good)
	}
	if err != nil {
		return nil, fmt.Errorf("load folder run=%s: %w", run, err)
	}
	if err := w.addFailed(ctx, ts, run, stage.PlaceShreddedBad, stage.PlaceEnrichedBad); err != nil {
		return nil, fmt.Errorf("load folder run=%s: %w", run, err)
	}
	return ts.all, nil
}

// addFailed adds the failed events that lie in a run's folder of the places.
func (w *work) addFailed(ctx context.Context, ts *loadTables, run string, places ...string) error {
	for _, p := range places {
		l, kind := w.location(p)
		st, err := w.place(ctx, l, kind, run)
		if err != nil {
			return err
		}
		n := 0
		for info, err := range listParts(ctx, st, run) {
			if err != nil {
				return fmt.Errorf("list %s: %w", l, err)
			}
			s := engine.Split{Place: p, Key: info.Key, Size: storedSize(info), Table: load.FailedTable, Rows: -1}
			if err := ts.put(binOf(run, info.Key, n), s); err != nil {
				return err
			}
			n++
		}
	}
	return nil
}

// hasParts says that a completion document lists its objects.
func hasParts(c *shred.Complete) bool {
	return slices.ContainsFunc(c.Result.Tables, func(t shred.TableParts) bool { return len(t.Parts) > 0 })
}

func (w *work) addComplete(ctx context.Context, ts *loadTables, run string, c *shred.Complete) error {
	known, err := stage.Tables(&c.Result)
	if err != nil {
		return err
	}
	if err := w.addTables(ctx, ts, known); err != nil {
		return err
	}
	for _, t := range c.Result.Tables {
		one, err := stage.Tables(&shred.Result{Tables: []shred.TableParts{t}})
		if err != nil {
			return err
		}
		for i, p := range t.Parts {
			s := engine.Split{
				Place: stage.PlaceShredded, Key: store.RunFolder(run) + t.Folder + "/" + p.Name,
				Size: p.Size, Digest: p.SHA256, Table: one[0].Name, Rows: p.Rows,
			}
			if p.Columns > 0 {
				s.Columns = len(load.Meta()) + p.Columns
			}
			if err := ts.put(binOf(run, s.Key, i), s); err != nil {
				return err
			}
		}
	}
	return nil
}

// addListed lists a folder of R108's layout, which says all that is to be known:
// rows are JSON and name their columns.
func (w *work) addListed(ctx context.Context, ts *loadTables, run string, good store.Store) error {
	if _, err := good.Stat(ctx, store.SuccessKey(run)); err != nil {
		return fmt.Errorf("it has no %s: it is not whole: %w", store.SuccessName, err)
	}
	tables := map[string]stage.ShredTable{}
	var splits []engine.Split
	for info, err := range listParts(ctx, good, run) {
		if err != nil {
			return err
		}
		t, err := listedTable(strings.TrimPrefix(info.Key, store.RunFolder(run)))
		if err != nil {
			return err
		}
		if old, ok := tables[t.Name]; !ok || t.Schema.Version.Compare(old.Schema.Version) > 0 {
			tables[t.Name] = t
		}
		splits = append(splits, engine.Split{Place: stage.PlaceShredded, Key: info.Key, Size: storedSize(info), Table: t.Name, Rows: -1})
	}
	var known []stage.ShredTable
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		known = append(known, tables[name])
	}
	if err := w.addTables(ctx, ts, known); err != nil {
		return err
	}
	perTable := map[string]int{}
	for _, s := range splits {
		if err := ts.put(perTable[s.Table], s); err != nil {
			return err
		}
		perTable[s.Table]++
	}
	return nil
}

// listedTable is the table whose rows an object of R108's layout holds.
func listedTable(key string) (stage.ShredTable, error) {
	if strings.HasPrefix(key, shred.AtomicFolder+"/") {
		return stage.ShredTable{Name: load.EventsTable, Schema: shred.AtomicKey, Layout: load.AtomicTSV}, nil
	}
	if _, err := shred.JSON.Parse(key); err != nil {
		return stage.ShredTable{}, err
	}
	part := map[string]string{}
	for _, folder := range strings.Split(path.Dir(key), "/") {
		name, value, _ := strings.Cut(folder, "=")
		part[name] = value
	}
	k, err := iglu.ParseKey("iglu:" + path.Join(part["vendor"], part["name"], part["format"], part["version"]))
	if err != nil {
		return stage.ShredTable{}, err
	}
	return stage.ShredTable{Name: ddl.TableName(k), Schema: k, Layout: load.R108JSON}, nil
}

// listParts lists the objects of a run's folder that hold rows.
func listParts(ctx context.Context, st store.Store, run string) iter.Seq2[store.Info, error] {
	return func(yield func(store.Info, error) bool) {
		for info, err := range st.List(ctx, store.RunFolder(run)) {
			if err == nil && (!AnyData(info.Key) || !strings.HasPrefix(path.Base(info.Key), "part-")) {
				continue
			}
			if !yield(info, err) || err != nil {
				return
			}
		}
	}
}

// binOf is the bin that wrote an object of ours, else n.
func binOf(run, key string, n int) int {
	if _, bin, _, _, ok := store.ParsePartKey(run, key); ok {
		return bin
	}
	return n
}

// storedSize is the length of an object as it lies there.
func storedSize(i store.Info) int64 { return max(i.Size, i.SealedSize) }

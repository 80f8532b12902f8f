//go:build cgo

package duckdb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	engine "github.com/duckdb/duckdb-go/v2"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/warehouse"
	"github.com/camonica/camonica/store"
)

// OpenSegments opens a warehouse of segments as it is now: runs that are loaded
// later are not seen. The database is in memory; it may neither spill nor read
// or write files, and SQL can't change that.
func OpenSegments(ctx context.Context, s store.Store, o Options) (*DB, error) {
	w, err := warehouse.Open(ctx, s)
	if err != nil {
		return nil, err
	}
	addEmpty(w, load.Events())
	addEmpty(w, load.Failed())
	d, err := connect(ctx, "", o, map[string]string{"temp_directory": "", "preserve_insertion_order": "false"})
	if err != nil {
		return nil, err
	}
	if err := d.showSegments(ctx, w, o); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// addEmpty gives the warehouse a table that no run has filled yet.
func addEmpty(w *warehouse.Warehouse, t load.Table) {
	for _, has := range w.Tables {
		if has.Name == t.Name {
			return
		}
	}
	w.Tables = append(w.Tables, &warehouse.Table{Table: t})
}

func (d *DB) showSegments(ctx context.Context, w *warehouse.Warehouse, o Options) error {
	groups := make(map[string][]*group)
	for _, t := range w.Tables {
		groups[t.Name] = groupsOf(t)
	}
	if err := d.registerScan(w, groups, o.threads()); err != nil {
		return err
	}
	if err := d.exec(ctx, "CREATE SCHEMA "+load.SQLSchema); err != nil {
		return err
	}
	for _, t := range w.Tables {
		if err := d.exec(ctx, viewSQL(t, groups[t.Name])); err != nil {
			return fmt.Errorf("show table %s: %w", t.Name, err)
		}
		if t.Schema == "" {
			continue
		}
		if err := d.exec(ctx, "COMMENT ON VIEW "+qualified(t.Name)+" IS "+literal(t.Schema)); err != nil {
			return err
		}
	}
	if err := d.exec(ctx, manifestSQL); err != nil {
		return err
	}
	for _, e := range w.Entries {
		if err := d.addManifest(ctx, e); err != nil {
			return err
		}
	}
	if err := d.exec(ctx, "SET enable_external_access = false"); err != nil {
		return err
	}
	return d.exec(ctx, "SET lock_configuration = true")
}

func (d *DB) registerScan(w *warehouse.Warehouse, groups map[string][]*group, threads int) error {
	text, err := engine.NewTypeInfo(engine.TYPE_VARCHAR)
	if err != nil {
		return fmt.Errorf("register scan: %w", err)
	}
	number, err := engine.NewTypeInfo(engine.TYPE_BIGINT)
	if err != nil {
		return fmt.Errorf("register scan: %w", err)
	}
	err = engine.RegisterTableUDF(d.conn, scanFunction, engine.ParallelChunkTableFunction{
		Config: engine.TableFunctionConfig{Arguments: []engine.TypeInfo{text, number}},
		BindArgumentsContext: func(ctx context.Context, _ map[string]any, args ...any) (engine.ParallelChunkTableSource, error) {
			table, _ := args[0].(string)
			i, _ := args[1].(int64)
			gs := groups[table]
			if i < 0 || i >= int64(len(gs)) {
				return nil, fmt.Errorf("the warehouse has no table %q", table)
			}
			return newScan(ctx, w, gs[i], threads)
		},
	})
	if err != nil {
		return fmt.Errorf("register scan: %w", err)
	}
	return nil
}

// manifestSQL makes the table that says what was loaded; one row a run.
const manifestSQL = `CREATE TABLE IF NOT EXISTS ` + load.SQLSchema + `.manifest (
	run_key VARCHAR PRIMARY KEY, base VARCHAR, ingestion_tstamp TIMESTAMP, event_count BIGINT, counts JSON, digest VARCHAR, processor_artifact VARCHAR, processor_version VARCHAR)`

func (d *DB) addManifest(ctx context.Context, e *warehouse.Entry) error {
	counts, err := json.Marshal(e.Counts())
	if err != nil {
		return fmt.Errorf("encode counts: %w", err)
	}
	return d.exec(ctx, "INSERT INTO "+load.SQLSchema+".manifest VALUES (?, ?, ?, ?, ?::JSON, ?, 'camonica', ?)",
		e.Run, e.Source, e.Loaded, e.Counts()[load.EventsTable], string(counts), e.Digest, e.Camonica)
}

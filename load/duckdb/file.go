//go:build cgo

package duckdb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/warehouse"
)

// OpenFile opens a database file for queries only. Beside it may be any number
// of readers but no load.
func OpenFile(ctx context.Context, path string, o Options) (*DB, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("open warehouse: %w", err)
	}
	return connect(ctx, path, o, map[string]string{"access_mode": "READ_ONLY"})
}

// A FileTarget loads batches into one database file, for warehouses that are
// not encrypted. One process at a time may load.
type FileTarget struct {
	path string
	bad  load.BadValues
	o    Options
}

var _ load.Target = (*FileTarget)(nil)

// NewFileTarget makes a target of the database file at path, which need not be
// there yet.
func NewFileTarget(path string, bad load.BadValues, o Options) *FileTarget {
	return &FileTarget{path: path, bad: bad, o: o}
}

// Load implements load.Target. The rows go through Parquet files in a folder
// beside the database, then with the manifest row into one transaction.
func (t *FileTarget) Load(ctx context.Context, b load.Batch) (load.Receipt, error) {
	if err := os.MkdirAll(filepath.Dir(t.path), 0o700); err != nil {
		return load.Receipt{}, fmt.Errorf("open warehouse: %w", err)
	}
	// Rows in the order of their files would have to wait for each other in memory.
	d, err := connect(ctx, t.path, t.o, map[string]string{"preserve_insertion_order": "false"})
	if err != nil {
		return load.Receipt{}, err
	}
	r, err := t.load(ctx, d, b)
	if err := errors.Join(err, d.Close()); err != nil {
		return load.Receipt{}, fmt.Errorf("load run %s: %w", b.Run, err)
	}
	return r, nil
}

func (t *FileTarget) load(ctx context.Context, d *DB, b load.Batch) (load.Receipt, error) {
	if err := d.exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+load.SQLSchema); err != nil {
		return load.Receipt{}, err
	}
	if err := d.exec(ctx, manifestSQL); err != nil {
		return load.Receipt{}, err
	}
	if err := t.sweep(); err != nil {
		return load.Receipt{}, fmt.Errorf("tidy up: %w", err)
	}
	if r, ok, err := d.loaded(ctx, b.Run); ok || err != nil {
		return r, err
	}
	dir, err := os.MkdirTemp(filepath.Dir(t.path), workPrefix)
	if err != nil {
		return load.Receipt{}, fmt.Errorf("make folder: %w", err)
	}
	defer os.RemoveAll(dir)
	segments, err := t.write(ctx, dir, b)
	if err != nil {
		return load.Receipt{}, err
	}
	e := warehouse.NewEntry(b, segments, time.Now())
	if err := d.insert(ctx, &e); err != nil {
		return load.Receipt{}, err
	}
	r := load.Receipt{Run: b.Run, Loaded: true, Rows: e.Counts(), Digest: e.Digest}
	for _, ss := range segments {
		for _, s := range ss {
			r.Bad += s.Bad
			r.Nulled = append(r.Nulled, s.Nulled...)
		}
	}
	return r, nil
}

const workPrefix = ".tmp-load-"

// sweep removes folders for segments. What is there of the kind was left by a process
// that died, maybe after its rows were in: the database is open, and only one can
// have it so.
func (t *FileTarget) sweep() error {
	old, err := filepath.Glob(filepath.Join(filepath.Dir(t.path), workPrefix+"*"))
	if err != nil {
		return err
	}
	for _, dir := range old {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	return nil
}

// loaded returns the receipt of a run that is in the manifest.
func (d *DB) loaded(ctx context.Context, run string) (load.Receipt, bool, error) {
	r := load.Receipt{Run: run}
	var counts string
	err := d.conn.QueryRowContext(ctx, "SELECT digest, counts::VARCHAR FROM "+load.SQLSchema+".manifest WHERE run_key = ?", run).Scan(&r.Digest, &counts)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	if err != nil {
		return r, false, fmt.Errorf("read manifest: %w", err)
	}
	if err := json.Unmarshal([]byte(counts), &r.Rows); err != nil {
		return r, false, fmt.Errorf("read manifest: %w", err)
	}
	return r, true, nil
}

// write makes the segments as files; their keys are paths.
func (t *FileTarget) write(ctx context.Context, dir string, b load.Batch) ([][]warehouse.Segment, error) {
	segments := make([][]warehouse.Segment, len(b.Tables))
	for i := range b.Tables {
		table := &b.Tables[i]
		for j, parts := range warehouse.Bins(table.Parts) {
			path := filepath.Join(dir, fmt.Sprintf("%d-%d.parquet", i, j))
			seg, err := writeFile(ctx, path, table.Table, parts, t.bad)
			if err != nil {
				return nil, err
			}
			segments[i] = append(segments[i], seg)
		}
	}
	return segments, nil
}

func writeFile(ctx context.Context, path string, t load.Table, parts []load.Part, bad load.BadValues) (seg warehouse.Segment, err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return seg, fmt.Errorf("make segment: %w", err)
	}
	defer func() {
		if e := f.Close(); err == nil && e != nil {
			err = fmt.Errorf("close segment: %w", e)
		}
	}()
	seg, err = warehouse.WriteParts(ctx, f, t, parts, bad)
	seg.Key = path
	return seg, err
}

// insert puts the rows and the manifest row into the database at once.
func (d *DB) insert(ctx context.Context, e *warehouse.Entry) (err error) {
	if err := d.exec(ctx, "BEGIN"); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			// The context may be the reason; the transaction must end all the same.
			err = errors.Join(err, d.exec(context.WithoutCancel(ctx), "ROLLBACK"))
		}
	}()
	for i := range e.Tables {
		if err := d.insertTable(ctx, &e.Tables[i]); err != nil {
			return fmt.Errorf("table %s: %w", e.Tables[i].Name, err)
		}
	}
	if err := d.addManifest(ctx, e); err != nil {
		return err
	}
	return d.exec(ctx, "COMMIT")
}

func (d *DB) insertTable(ctx context.Context, t *warehouse.EntryTable) error {
	if err := d.migrate(ctx, t.Table); err != nil {
		return err
	}
	var files, names []string
	for _, s := range t.Segments {
		if s.Rows > 0 {
			files = append(files, literal(s.Key))
		}
	}
	if len(files) == 0 {
		return nil
	}
	for _, c := range t.Columns {
		names = append(names, quote(c.Name))
	}
	list := strings.Join(names, ", ")
	return d.exec(ctx, fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM read_parquet([%s])", qualified(t.Name), list, list, strings.Join(files, ", ")))
}

// migrate makes the table or gives it the columns and types that it lacks.
func (d *DB) migrate(ctx context.Context, t load.Table) error {
	infos, err := d.describe(ctx, t.Name)
	if err != nil {
		return err
	}
	name := qualified(t.Name)
	if len(infos) == 0 {
		var defs []string
		for _, c := range t.Columns {
			defs = append(defs, quote(c.Name)+" "+sqlTypes[c.Type])
		}
		if err := d.exec(ctx, "CREATE TABLE "+name+" ("+strings.Join(defs, ", ")+")"); err != nil {
			return err
		}
		return d.comment(ctx, t)
	}
	there := infos[0].Columns
	for i, c := range warehouse.MergeColumns(there, t.Columns) {
		switch {
		case i >= len(there):
			err = d.exec(ctx, "ALTER TABLE "+name+" ADD COLUMN "+quote(c.Name)+" "+sqlTypes[c.Type])
		case c.Type != there[i].Type:
			err = d.exec(ctx, "ALTER TABLE "+name+" ALTER COLUMN "+quote(c.Name)+" TYPE "+sqlTypes[c.Type])
		}
		if err != nil {
			return err
		}
	}
	if infos[0].Comment != t.Schema {
		return d.comment(ctx, t)
	}
	return nil
}

func (d *DB) comment(ctx context.Context, t load.Table) error {
	if t.Schema == "" {
		return nil
	}
	return d.exec(ctx, "COMMENT ON TABLE "+qualified(t.Name)+" IS "+literal(t.Schema))
}

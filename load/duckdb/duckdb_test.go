//go:build cgo

package duckdb_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/duckdb"
	"github.com/camonica/camonica/load/loadtest"
	"github.com/camonica/camonica/load/warehouse"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/mem"
)

func segments(s store.Store) loadtest.Subject {
	return loadtest.Subject{
		Target: warehouse.NewTarget(s, 2, load.RefuseBadValues),
		Query: func(ctx context.Context, query string) ([][]string, error) {
			return run(ctx, query, func() (*duckdb.DB, error) { return duckdb.OpenSegments(ctx, s, duckdb.Options{}) })
		},
	}
}

func fileSubject(t *testing.T) loadtest.Subject {
	path := filepath.Join(t.TempDir(), store.WarehouseName)
	return loadtest.Subject{
		Target: duckdb.NewFileTarget(path, load.RefuseBadValues, duckdb.Options{}),
		Query: func(ctx context.Context, query string) ([][]string, error) {
			return run(ctx, query, func() (*duckdb.DB, error) { return duckdb.OpenFile(ctx, path, duckdb.Options{}) })
		},
	}
}

func run(ctx context.Context, query string, open func() (*duckdb.DB, error)) ([][]string, error) {
	db, err := open()
	if err != nil {
		return nil, err
	}
	defer db.Close()
	// Everything as text, so that both kinds are compared by what SQL shows.
	rows, err := db.Query(ctx, "SELECT COLUMNS(*)::VARCHAR FROM ("+query+")")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var out [][]string
	for rows.Next() {
		values := make([]sql.NullString, len(names))
		ptrs := make([]any, len(names))
		for i := range values {
			ptrs[i] = &values[i]
		}
		if err := rows.Scan(ptrs...); err != nil {
			return nil, err
		}
		row := make([]string, len(names))
		for i, v := range values {
			row[i] = "NULL"
			if v.Valid {
				row[i] = v.String
			}
		}
		out = append(out, row)
	}
	return out, rows.Err()
}

func TestSegments(t *testing.T) {
	loadtest.Run(t, func(*testing.T) loadtest.Subject { return segments(mem.New()) })
}

func TestFile(t *testing.T) {
	loadtest.Run(t, fileSubject)
}

// TestEqual loads the same runs into both kinds of warehouse.
func TestEqual(t *testing.T) {
	a, b := segments(mem.New()), fileSubject(t)
	for i, batch := range []load.Batch{
		loadtest.Mixed(t, "r1", 5000),
		loadtest.Mixed(t, "r2", 10),
		loadtest.Batch("r3", loadtest.Thing(load.Column{Name: "n", Type: load.Text}, load.Column{Name: "new", Type: load.Date}),
			loadtest.Part(t, mem.New(), "x", 0, load.TabularTSV, loadtest.Entity(1, "text", "2020-02-29"), loadtest.Entity(2, "text", "9999-12-31"))),
	} {
		ra, err := a.Target.Load(t.Context(), batch)
		if err != nil {
			t.Fatal(err)
		}
		rb, err := b.Target.Load(t.Context(), batch)
		if err != nil {
			t.Fatal(err)
		}
		if ra.Digest != rb.Digest {
			t.Errorf("batch %d: digests %s and %s", i, ra.Digest, rb.Digest)
		}
	}
	for _, table := range []string{"events", "failed_events", "com_acme_thing_1"} {
		for _, query := range []string{
			"SELECT * FROM atomic." + table + " ORDER BY ALL",
			"SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = 'atomic' AND table_name = '" + table + "' ORDER BY column_index",
		} {
			ra, err := a.Query(t.Context(), query)
			if err != nil {
				t.Fatal(err)
			}
			rb, err := b.Query(t.Context(), query)
			if err != nil {
				t.Fatal(err)
			}
			if len(ra) == 0 || !slices.EqualFunc(ra, rb, slices.Equal) {
				t.Errorf("%s: %d and %d rows differ, first %v and %v", query, len(ra), len(rb), ra[:min(1, len(ra))], rb[:min(1, len(rb))])
			}
		}
	}
}

// crashing is a store in which the program ends before the entry is there.
type crashing struct{ store.Store }

var errCrash = errors.New("crash")

func (c crashing) Put(ctx context.Context, key string, r io.Reader) (store.Info, error) {
	if strings.HasPrefix(key, "_manifest/") {
		return store.Info{}, errCrash
	}
	return c.Store.Put(ctx, key, r)
}

func TestCrashBeforeEntry(t *testing.T) {
	s := mem.New()
	b := loadtest.Mixed(t, "r1", 100)
	if _, err := segments(crashing{s}).Target.Load(t.Context(), b); !errors.Is(err, errCrash) {
		t.Fatalf("load = %v", err)
	}
	count := func() string {
		rows, err := segments(s).Query(t.Context(), "SELECT count(*) FROM atomic.events")
		if err != nil {
			t.Fatal(err)
		}
		return rows[0][0]
	}
	if got := count(); got != "0" {
		t.Errorf("%s rows before the entry is there", got)
	}
	r, err := segments(s).Target.Load(t.Context(), b)
	if err != nil || !r.Loaded {
		t.Fatalf("load after the crash = %+v, %v", r, err)
	}
	if got := count(); got != "100" {
		t.Errorf("%s rows, want 100", got)
	}
}

// A process may die between the rows, which are in, and its folder of segments.
func TestCrashBeforeFolderIsGone(t *testing.T) {
	dir := t.TempDir()
	target := duckdb.NewFileTarget(filepath.Join(dir, store.WarehouseName), load.RefuseBadValues, duckdb.Options{})
	b := loadtest.Mixed(t, "r1", 10)
	if _, err := target.Load(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(dir, ".tmp-load-17")
	if err := os.Mkdir(left, 0o700); err != nil {
		t.Fatal(err)
	}
	if r, err := target.Load(t.Context(), b); err != nil || r.Loaded {
		t.Fatalf("load of a loaded run = %+v, %v", r, err)
	}
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder: %v", err)
	}
}

// TestClosed tries what would put rows in clear on a disk, or open a way to.
func TestClosed(t *testing.T) {
	s := segments(mem.New())
	if _, err := s.Target.Load(t.Context(), loadtest.Mixed(t, "r1", 3)); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{
		"COPY (SELECT 1) TO '%s/x.csv'", "ATTACH '%s/x.db'", "EXPORT DATABASE '%s/x'", "SET temp_directory = '%s'", "SET memory_limit = '8GB'",
		"SET enable_external_access = true", "INSTALL httpfs", "LOAD '%s/x'", "SELECT * FROM read_csv('%s/x.csv')", "RESET lock_configuration",
	} {
		_, err := runRaw(t, mem.New(), strings.ReplaceAll(query, "%s", t.TempDir()))
		if err == nil {
			t.Errorf("%s was done", query)
		}
	}
}

func runRaw(t *testing.T, s store.Store, query string) (string, error) {
	db, err := duckdb.OpenSegments(t.Context(), s, duckdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(t.Context(), query)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return "", rows.Err()
}

func TestDescribe(t *testing.T) {
	s := mem.New()
	if _, err := segments(s).Target.Load(t.Context(), loadtest.Mixed(t, "r1", 3)); err != nil {
		t.Fatal(err)
	}
	db, err := duckdb.OpenSegments(t.Context(), s, duckdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tables, err := db.Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, i := range tables {
		names = append(names, fmt.Sprintf("%s:%d", i.Name, len(i.Columns)))
	}
	if got, want := strings.Join(names, " "), "com_acme_thing_1:11 events:128 failed_events:11 manifest:8"; got != want {
		t.Errorf("tables = %s, want %s", got, want)
	}
	info, err := db.Schema(t.Context(), "atomic.com_acme_thing_1")
	if err != nil || info.Comment != "iglu:com.acme/thing/jsonschema/1-0-0" || info.Columns[4].Type != load.UUID || info.Columns[10].Type != load.JSON {
		t.Errorf("schema = %+v, %v", info, err)
	}
	if _, err := db.Schema(t.Context(), "nothing"); err == nil {
		t.Error("a table that is not there was described")
	}
}

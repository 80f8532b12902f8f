//go:build cgo

package duckdb_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/load/duckdb"
	"github.com/camonica/camonica/load/loadtest"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/file"
	"github.com/camonica/camonica/store/sealed"
)

func sealedStore(t *testing.T, dir string) store.Store {
	t.Helper()
	inner, err := file.New(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { inner.Close() })
	ring := keys.NewRing(nil)
	for _, run := range []string{"r1", "r2", "r3"} {
		ring.Add(keys.WarehouseRecordName(run), keys.Generate(run))
	}
	return sealed.New(inner, sealed.Config{Kind: seal.Warehouse, Ring: ring})
}

func TestSealed(t *testing.T) {
	loadtest.Run(t, func(t *testing.T) loadtest.Subject { return segments(sealedStore(t, t.TempDir())) })
}

// TestNothingInClear loads and queries a sealed warehouse, then looks for event
// data in everything that is on the disk.
func TestNothingInClear(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", filepath.Join(dir, "tmp"))
	t.Setenv("HOME", filepath.Join(dir, "home"))
	for _, d := range []string{"tmp", "home", "warehouse", "work"} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(filepath.Join(dir, "work"))
	s := sealedStore(t, filepath.Join(dir, "warehouse"))
	if _, err := segments(s).Target.Load(t.Context(), loadtest.Mixed(t, "r1", 2000)); err != nil {
		t.Fatal(err)
	}
	db, err := duckdb.OpenSegments(t.Context(), s, duckdb.Options{MemoryMB: 20})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	// More than the memory limit: it must fail rather than spill.
	rows, err := db.Query(t.Context(), "SELECT a.event_id, b.event_id, a.page_title FROM atomic.events a, atomic.events b ORDER BY ALL")
	if err == nil {
		for rows.Next() {
		}
		if rows.Err() == nil {
			t.Error("a sort of 4,000,000 rows fitted into 20 MB")
		}
		rows.Close()
	}
	files := 0
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		if !strings.HasSuffix(path, seal.Suffix) {
			t.Errorf("%s is on the disk", path)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, canary := range []string{"üüüü", "shop", "PAR1", "2b1b25a4", "segments", loadtest.EventID(1)} {
			if bytes.Contains(b, []byte(canary)) {
				t.Errorf("%s holds %q in clear", path, canary)
			}
		}
		return nil
	})
	if err != nil || files != 6 {
		t.Errorf("%d files, want 5 segments and an entry; %v", files, err)
	}
}

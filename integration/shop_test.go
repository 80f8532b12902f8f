//go:build integration

package integration

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"github.com/camonica/camonica/demo"
	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/keys/records"
	"github.com/camonica/camonica/load/duckdb"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/file"
	"github.com/camonica/camonica/store/sealed"
)

// program is the binary under test.
var program string

func TestMain(m *testing.M) {
	os.Exit(build(m))
}

func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "camonica-integration-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "camonica")
	if out, err := exec.Command("go", "build", "-o", program, "../cmd/camonica").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// A shop is a workspace as `camonica init` makes it, with scratch space of its own.
type shop struct {
	t          testing.TB
	dir        string // data, config.yml …
	tmp        string
	sealed     bool
	stdout     bytes.Buffer // of all commands
	stderr     bytes.Buffer
	arguments  []string // more of them for each run
	peakMemory int64    // bytes, of the last command
}

func newShop(t testing.TB, sealed bool) *shop {
	t.Helper()
	base := t.TempDir()
	s := &shop{t: t, dir: filepath.Join(base, "shop"), tmp: filepath.Join(base, "tmp"), sealed: sealed}
	if err := os.Mkdir(s.tmp, 0o700); err != nil {
		t.Fatal(err)
	}
	args := []string{"init", s.dir}
	if !sealed {
		args = append(args, "--plain")
	}
	if code := s.call(args...); code != 0 {
		t.Fatalf("init: exit %d: %s", code, s.stderr.String())
	}
	s.append("config.yml", "iglu:\n  central: embedded\n")
	return s
}

func (s *shop) path(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

func (s *shop) append(name, text string) {
	s.t.Helper()
	f, err := os.OpenFile(s.path(name), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Close()); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) write(name string, b []byte) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Dir(s.path(name)), 0o700); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(s.path(name), b, 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) read(name string) []byte {
	s.t.Helper()
	b, err := os.ReadFile(s.path(name))
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

// command is a call of the program that has not begun.
func (s *shop) command(args ...string) *exec.Cmd {
	c := exec.Command(program, args...)
	c.Env = append(os.Environ(), "TMPDIR="+s.tmp)
	c.Stdout, c.Stderr = &s.stdout, &s.stderr
	return c
}

// call calls the program and returns its exit code.
func (s *shop) call(args ...string) int {
	s.t.Helper()
	c := s.command(args...)
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		s.t.Fatal(err)
	}
	s.peakMemory = peak(c.ProcessState)
	return c.ProcessState.ExitCode()
}

func (s *shop) runArgs() []string {
	return append([]string{"run", "-c", s.path("config.yml"), "--quiet"}, s.arguments...)
}

func (s *shop) run() int { s.t.Helper(); return s.call(s.runArgs()...) }

// must runs the pipeline, which must end well.
func (s *shop) must() {
	s.t.Helper()
	if code := s.run(); code != 0 {
		s.t.Fatalf("run: exit %d: %s", code, s.stderr.String())
	}
}

// fill puts objects with sample events into raw.in.
func (s *shop) fill(events, objects int) {
	s.t.Helper()
	for i := range objects {
		var b bytes.Buffer
		z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
		if err != nil {
			s.t.Fatal(err)
		}
		if _, err := demo.Generate(z, demo.Options{Events: events / objects, Seed: 7, Part: i, Format: "clj-tomcat"}); err != nil {
			s.t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			s.t.Fatal(err)
		}
		s.write(fmt.Sprintf("data/raw/in/localhost_access_log.%02d.txt.gz", i), b.Bytes())
	}
}

// files lists the files below a folder of the workspace, relative to it.
func (s *shop) files(folder string) []string {
	s.t.Helper()
	var all []string
	err := filepath.WalkDir(s.path(folder), func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && d.Type().IsRegular() {
			name, _ := filepath.Rel(s.dir, path)
			all = append(all, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

func (s *shop) database() *duckdb.DB {
	s.t.Helper()
	ctx, folder := context.Background(), s.path("data/warehouse")
	if !s.sealed {
		db, err := duckdb.OpenFile(ctx, filepath.Join(folder, store.WarehouseName), duckdb.Options{Threads: 1})
		if err != nil {
			s.t.Fatal(err)
		}
		return db
	}
	kek, err := keys.OpenFile(s.path("keys/kek"))
	if err != nil {
		s.t.Fatal(err)
	}
	open := func(folder string) store.Store {
		st, err := store.Openers{"file": file.Open}.Open(ctx, "file://"+folder+"/")
		if err != nil {
			s.t.Fatal(err)
		}
		return st
	}
	ring := keys.NewRing(records.New(open(s.path("data/log/camonica/keys"))), kek)
	db, err := duckdb.OpenSegments(ctx, sealed.New(open(folder), sealed.Config{Kind: seal.Warehouse, Ring: ring}), duckdb.Options{Threads: 1})
	if err != nil {
		s.t.Fatal(err)
	}
	return db
}

// rows is the content of the warehouse, sorted; what rightly differs from run to
// run is left out: times of processing, and the run in names of objects.
func (s *shop) rows() []string {
	s.t.Helper()
	db := s.database()
	defer db.Close()
	tables, err := db.Tables(context.Background())
	if err != nil {
		s.t.Fatal(err)
	}
	var all []string
	for _, table := range tables {
		if strings.Contains(table.Name, "manifest") {
			continue
		}
		var columns []string
		for _, c := range table.Columns {
			if c.Name != "etl_tstamp" && c.Name != "failure_tstamp" && c.Name != "source_object" {
				columns = append(columns, fmt.Sprintf("coalesce(%q::text, '-')", c.Name))
			}
		}
		all = append(all, s.query(db, fmt.Sprintf("SELECT concat_ws('|', '%[1]s', %[2]s) FROM atomic.%[1]q", table.Name, strings.Join(columns, ", ")))...)
	}
	slices.Sort(all)
	return all
}

// query returns the values of the only column.
func (s *shop) query(db *duckdb.DB, q string) []string {
	s.t.Helper()
	r, err := db.Query(context.Background(), q)
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Close()
	var all []string
	for r.Next() {
		var line string
		if err := r.Scan(&line); err != nil {
			s.t.Fatal(err)
		}
		all = append(all, line)
	}
	if err := r.Err(); err != nil {
		s.t.Fatal(err)
	}
	return all
}

// modes runs a test with and without encryption.
func modes(t *testing.T, f func(t *testing.T, sealed bool)) {
	t.Run("sealed", func(t *testing.T) { f(t, true) })
	t.Run("plain", func(t *testing.T) { f(t, false) })
}

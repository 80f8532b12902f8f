package run_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/run"
)

// temporary makes the file that a Put of a dead process leaves behind.
func (s *shop) temporary(folder string) string {
	s.t.Helper()
	p := filepath.Join(s.dir, folder, ".tmp-0123456789abcdef")
	if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte("half"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return p
}

// temporaries lists the temporary files that there are.
func (s *shop) temporaries() (all []string) {
	s.t.Helper()
	err := filepath.WalkDir(s.dir, func(path string, _ fs.DirEntry, err error) error {
		if strings.HasPrefix(filepath.Base(path), ".tmp-") {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

// hold locks a temporary file, as a process does that is writing it.
func hold(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		t.Fatal(err)
	}
}

// A run clears away what dead processes left, also of runs that never came to a
// manifest, and nothing of those that live: other commands write keys and entries
// without the lock of runs.
func TestSweep(t *testing.T) {
	each(t, func(t *testing.T, sealed bool) {
		for _, call := range []string{"begins", "finds nothing", "resumes"} {
			s := newShop(t, sealed)
			s.files = true
			switch call {
			case "begins":
				s.fill(5, 1, logs...)
			case "resumes":
				s.fill(5, 1, logs...)
				s.stopAt(engine.StageShred, run.Options{})
				s.temporary("s/good/run=2026-01-02-03-04-06/vendor=com.acme")
				s.temporary("processing")
			}
			shared := []string{"log/camonica/keys", "warehouse/_manifest"}
			for _, folder := range append([]string{"log/camonica/schemas/sha256", "log/camonica/run=2020-01-01-00-00-00/.work/enrich/done"}, shared...) {
				s.temporary(folder)
			}
			var held []string
			for _, folder := range shared {
				old := s.temporary(folder)
				busy := strings.Replace(old, "0123", "abcd", 1)
				if err := os.WriteFile(busy, nil, 0o600); err != nil {
					t.Fatal(err)
				}
				hold(t, busy)
				held = append(held, busy)
			}
			if call == "finds nothing" {
				s.fails(run.Options{}, run.NoData)
			} else {
				s.run(run.Options{})
			}
			if got := s.temporaries(); !slices.Equal(got, held) {
				t.Errorf("a run that %s leaves %q, want %q", call, got, held)
			}
			if _, err := os.Stat(filepath.Join(s.dir, "log/camonica/run=2020-01-01-00-00-00")); err == nil {
				t.Errorf("a run that %s leaves the folder of one that died", call)
			}
		}
	})
}

// A warehouse that is not at hand stops a run at its load, not before.
func TestSweepNoWarehouse(t *testing.T) {
	s := newShop(t, true)
	s.files = true
	s.fill(5, 1, logs...)
	if err := os.WriteFile(filepath.Join(s.dir, "warehouse"), []byte("no folder"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := s.fails(run.Options{}, run.Failed)
	if err == nil || !strings.HasPrefix(err.Error(), "step "+run.StepLoad) {
		t.Errorf("error %v", err)
	}
	// It can be given up all the same, and taken up again with a warehouse.
	if notes := s.abandon(); !strings.Contains(notes, "warehouse") {
		t.Errorf("notes: %s", notes)
	}
	if err := os.Remove(filepath.Join(s.dir, "warehouse")); err != nil {
		t.Fatal(err)
	}
	s.run(run.Options{ResumeFrom: run.StepLoad})
}

package file_test

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/file"
)

func TestTemporary(t *testing.T) {
	s := open(t)
	if _, err := store.PutBytes(t.Context(), s, "run=1/a", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := store.PutBytes(t.Context(), s, "run=1/.tmp-x", nil); err == nil {
		t.Error("a temporary name is accepted as a key")
	}
	for _, name := range []string{".tmp-0123456789abcdef", "run=1/.tmp-0123456789abcdef", "run=1/.tmp-others", "run=1/.tmp-0123456789ABCDEF"} {
		makeFile(t, s, name)
	}
	for i, err := range s.List(t.Context(), "") {
		if err != nil || i.Key != "run=1/a" {
			t.Errorf("listed: %s, %v", i.Key, err)
		}
	}
	if n, err := s.Sweep(t.Context(), "run=1/", time.Hour); n != 1 || err != nil {
		t.Errorf("Sweep = %d, %v, want 1", n, err)
	}
	if n, err := s.Sweep(t.Context(), "", time.Hour); n != 1 || err != nil {
		t.Errorf("Sweep of all = %d, %v, want 1", n, err)
	}
	wantFiles(t, s, "run=1/.tmp-0123456789ABCDEF", "run=1/.tmp-others", "run=1/a") // what is not ours
}

// A file that a process is writing stays, whatever its age; with its end it has no
// lock any more.
func TestSweepWhileAtWork(t *testing.T) {
	s := open(t)
	other, err := file.New(s.Dir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	r, w := io.Pipe()
	ended := make(chan error)
	go func() {
		_, err := other.Put(t.Context(), "run=1/a", r)
		ended <- err
	}()
	if _, err := w.Write([]byte("half")); err != nil { // its file is there
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(s.Dir(), "run=1", ".tmp-*"))
	if err != nil || len(left) != 1 {
		t.Fatalf("temporary files: %q, %v", left, err)
	}
	past := time.Now().Add(-24 * time.Hour)
	os.Chtimes(left[0], past, past)
	if n, err := s.Sweep(t.Context(), "", 0); n != 0 || err != nil {
		t.Errorf("Sweep = %d, %v, want 0", n, err)
	}
	w.Close()
	if err := <-ended; err != nil {
		t.Errorf("Put: %v", err)
	}
	wantFiles(t, s, "run=1/a")
}

// Puts and Sweeps at the same time: no Put fails, and nothing is left.
func TestSweepAgainstPuts(t *testing.T) {
	s := open(t)
	stop := make(chan struct{})
	var sweeps, puts sync.WaitGroup
	for range 2 {
		sweeps.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if n, err := s.Sweep(t.Context(), "", 0); n > 0 || err != nil {
					t.Logf("Sweep = %d, %v", n, err)
				}
			}
		})
	}
	var want []string
	for i := range 4 {
		for j := range 25 {
			want = append(want, fmt.Sprintf("run=%d/%02d/a", i, j))
		}
		puts.Go(func() {
			for j := range 25 {
				if _, err := store.PutBytes(t.Context(), s, fmt.Sprintf("run=%d/%02d/a", i, j), []byte("x")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	puts.Wait()
	close(stop)
	sweeps.Wait()
	wantFiles(t, s, want...)
}

// Where the file system has no locks, age decides.
func TestSweepWithoutLocks(t *testing.T) {
	file.NoLocks(t)
	s := open(t)
	if _, err := store.PutBytes(t.Context(), s, "run=1/a", nil); err != nil {
		t.Fatal(err)
	}
	makeFile(t, s, "run=1/.tmp-0123456789abcdef")
	old := makeFile(t, s, "run=1/.tmp-0123456789abcde0")
	past := time.Now().Add(-2 * time.Hour)
	os.Chtimes(old, past, past)
	if n, err := s.Sweep(t.Context(), "", time.Hour); n != 1 || err != nil {
		t.Errorf("Sweep = %d, %v, want 1", n, err)
	}
	wantFiles(t, s, "run=1/.tmp-0123456789abcdef", "run=1/a")
}

// Folders of runs that are empty go with what was in them; others stay.
func TestSweepFolders(t *testing.T) {
	s := open(t)
	makeFile(t, s, "run=1/.work/done/.tmp-0123456789abcdef")
	makeFile(t, s, "run=2/a/.tmp-0123456789abcdef")
	makeFile(t, s, "run=2/b/part")
	makeFile(t, s, "keys/.tmp-0123456789abcdef")
	if n, err := s.Sweep(t.Context(), "", 0); n != 3 || err != nil {
		t.Errorf("Sweep = %d, %v, want 3", n, err)
	}
	wantFiles(t, s, "run=2/b/part")
	for name, want := range map[string]bool{"run=1": false, "run=2/a": false, "run=2/b": true, "keys": true} {
		if _, err := os.Stat(filepath.Join(s.Dir(), name)); (err == nil) != want {
			t.Errorf("folder %s: %v", name, err)
		}
	}
	if n, err := s.Sweep(t.Context(), "nowhere/", 0); n != 0 || err != nil {
		t.Errorf("Sweep of nothing = %d, %v", n, err)
	}
}

// makeFile makes a file that no Put made, and returns its path.
func makeFile(t *testing.T, s *file.Store, name string) string {
	t.Helper()
	p := filepath.Join(s.Dir(), name)
	if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// wantFiles checks that a store's folder has these files and no other.
func wantFiles(t *testing.T, s *file.Store, want ...string) {
	t.Helper()
	var got []string
	err := fs.WalkDir(os.DirFS(s.Dir()), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			got = append(got, name)
		}
		return err
	})
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("files %q, %v, want %q", got, err, want)
	}
}

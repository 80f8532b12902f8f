package file_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/file"
	"github.com/camonica/camonica/store/mem"
	"github.com/camonica/camonica/store/storetest"
)

func open(t testing.TB) *file.Store {
	t.Helper()
	s, err := file.New(filepath.Join(t.TempDir(), "new", "store"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return open(t) })
}

func TestRelative(t *testing.T) {
	if _, err := file.New("data"); err == nil {
		t.Error("a relative folder is accepted")
	}
}

func TestModes(t *testing.T) {
	s := open(t)
	if _, err := store.PutBytes(t.Context(), s, "run=1/a", []byte("a")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{"": 0o700, "run=1": 0o700, "run=1/a": 0o600} {
		i, err := os.Stat(filepath.Join(s.Dir(), name))
		if err != nil {
			t.Fatal(err)
		}
		if got := i.Mode().Perm(); got != want {
			t.Errorf("mode of %q is %o, want %o", name, got, want)
		}
	}
}

// Empty folders of runs go, those that others made stay.
func TestEmptyFolders(t *testing.T) {
	s := open(t)
	for _, key := range []string{"in/i-1/log", "run=1/a/b/c"} {
		if _, err := store.PutBytes(t.Context(), s, key, nil); err != nil {
			t.Fatal(err)
		}
		if err := s.Delete(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	left, err := filepath.Glob(filepath.Join(s.Dir(), "*", "*"))
	if want := filepath.Join(s.Dir(), "in", "i-1"); err != nil || len(left) != 1 || left[0] != want {
		t.Errorf("left: %q, %v", left, err)
	}
	if _, err := os.Stat(filepath.Join(s.Dir(), "run=1")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the run's folder: %v", err)
	}
}

// What lies outside stays out of reach, whatever links say.
func TestLinks(t *testing.T) {
	s := open(t)
	if _, err := store.PutBytes(t.Context(), s, "run=1/a", []byte("inside")); err != nil {
		t.Fatal(err)
	}
	outside := filepath.Join(filepath.Dir(s.Dir()), "outside")
	if err := os.WriteFile(outside, []byte("outside"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"abs": outside, "rel": "../outside", "in": "run=1/a", "up": ".."} {
		if err := os.Symlink(target, filepath.Join(s.Dir(), name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range []string{"abs", "rel", "up/outside"} {
		if b, err := store.ReadAll(t.Context(), s, key, 100); err == nil {
			t.Errorf("%s reads %q", key, b)
		}
		if _, err := s.Stat(t.Context(), key); err == nil {
			t.Errorf("%s has a Stat", key)
		}
		if _, err := s.CopyFrom(t.Context(), s, key, "copy"); err == nil {
			t.Errorf("%s can be copied", key)
		}
	}
	if _, err := store.PutBytes(t.Context(), s, "up/new", []byte("x")); err == nil {
		t.Error("an object was made outside")
	}
	if b, err := store.ReadAll(t.Context(), s, "in", 100); err != nil || string(b) != "inside" {
		t.Errorf("a link inside reads %q, %v", b, err)
	}
	var failed error
	for _, err := range s.List(t.Context(), "") {
		failed = err
	}
	if failed == nil {
		t.Error("a listing passes over links to the outside")
	}
}

func TestCopyBetweenFolders(t *testing.T) {
	a, b := open(t), open(t)
	content := bytes.Repeat([]byte("content"), 10_000)
	if _, err := store.PutBytes(t.Context(), a, "run=1/a", content); err != nil {
		t.Fatal(err)
	}
	info, err := b.CopyFrom(t.Context(), a, "run=1/a", "archive/run=1/a")
	if err != nil || info.Size != int64(len(content)) || info.Key != "archive/run=1/a" {
		t.Fatalf("CopyFrom = %+v, %v", info, err)
	}
	x, _ := os.Stat(filepath.Join(a.Dir(), "run=1/a"))
	y, _ := os.Stat(filepath.Join(b.Dir(), "archive/run=1/a"))
	if !os.SameFile(x, y) {
		t.Error("the copy is not a link")
	}
	if _, err := b.CopyFrom(t.Context(), a, "run=1/a", "archive/run=1/a"); !errors.Is(err, store.ErrExists) {
		t.Errorf("second copy: %v", err)
	}
	if _, err := b.CopyFrom(t.Context(), a, "run=1/b", "x"); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("copy of nothing: %v", err)
	}
	m := mem.New()
	if _, err := store.PutBytes(t.Context(), m, "m", content); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Copy(t.Context(), b, "m", m, "m"); err != nil {
		t.Errorf("copy from memory: %v", err)
	}
}

func BenchmarkPutSmall(b *testing.B) {
	s := open(b)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() {
				if _, err := store.PutBytes(b.Context(), s, fmt.Sprintf("run=1/part-%d-%d", n, i), []byte("small")); err != nil {
					b.Error(err)
				}
			})
		}
		wg.Wait()
		n++
	}
}

func BenchmarkPut8MB(b *testing.B) {
	s := open(b)
	content := make([]byte, 8<<20)
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if _, err := store.PutBytes(b.Context(), s, fmt.Sprintf("run=1/part-%d", n), content); err != nil {
			b.Fatal(err)
		}
		n++
	}
}

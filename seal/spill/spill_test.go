package spill_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/seal/spill"
)

func TestSpill(t *testing.T) {
	parent := t.TempDir()
	f, err := spill.New(parent)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, seal.ChunkSize, 2*seal.ChunkSize + 100} {
		content := bytes.Repeat([]byte("CANARY 0123456789 "), n/18+1)[:n]
		w, err := f.Create()
		if err != nil {
			t.Fatal(err)
		}
		w.Write(content[:n/2])
		w.Write(content[n/2:])
		file, err := w.Finish()
		if err != nil || file.Size() != int64(n) {
			t.Fatalf("Finish of %d bytes: %v", n, err)
		}
		for _, off := range []int{0, n / 2, n - 1, n} {
			if off < 0 {
				continue
			}
			r, err := file.NewReader(int64(off))
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			r.Close()
			if err != nil || !bytes.Equal(got, content[off:]) {
				t.Errorf("%d of %d bytes: read %d, %v", off, n, len(got), err)
			}
		}
		if r, err := file.NewReader(int64(n) + 1); err == nil {
			r.Close()
			t.Error("an offset behind the end is accepted")
		}
		if names, _ := filepath.Glob(filepath.Join(parent, "*", "*")); len(names) > 0 {
			t.Errorf("names in the folder: %q", names)
		}
		file.Close()
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(parent); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// Another process may take an empty folder for one that was left.
func TestFolderRemoved(t *testing.T) {
	parent := t.TempDir()
	a, err := spill.New(parent)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := spill.New(parent)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	folders, _ := os.ReadDir(parent)
	if len(folders) != 1 {
		t.Errorf("%d folders, want only the second", len(folders))
	}
	w, err := a.Create()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, strings.NewReader("x")); err != nil {
		t.Error(err)
	}
	if err := w.Abort(); err != nil {
		t.Error(err)
	}
}

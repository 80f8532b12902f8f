package storetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/camonica/camonica/store"
)

// Run tests the store that open makes, a new and empty one for each part.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	for _, part := range []struct {
		name string
		test func(*testing.T, store.Store)
	}{
		{"PutOpen", testPutOpen},
		{"Ranges", testRanges},
		{"At", testAt},
		{"Exists", testExists},
		{"NotExist", testNotExist},
		{"FailedPut", testFailedPut},
		{"Cancelled", testCancelled},
		{"List", testList},
		{"Delete", testDelete},
		{"Keys", testKeys},
		{"Race", testRace},
		{"Concurrent", testConcurrent},
		{"Writer", testWriter},
		{"Copy", testCopy},
	} {
		t.Run(part.name, func(t *testing.T) { part.test(t, open(t)) })
	}
}

// Sizes of content, around those of chunks.
var sizes = []int{0, 1, 1000, 1<<16 - 1, 1 << 16, 1<<16 + 1, 3<<16 + 77}

func content(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{byte(n), byte(n >> 8), byte(n >> 16)}).Read(b)
	return b
}

func mustPut(t *testing.T, s store.Store, key string, b []byte) store.Info {
	t.Helper()
	info, err := s.Put(t.Context(), key, bytes.NewReader(b))
	if err != nil {
		t.Fatalf("Put(%s): %v", key, err)
	}
	return info
}

func read(t *testing.T, s store.Store, key string, off, n int64) []byte {
	t.Helper()
	r, err := s.Open(t.Context(), key, off, n)
	if err != nil {
		t.Fatalf("Open(%s, %d, %d): %v", key, off, n, err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("read %s from %d: %v", key, off, err)
	}
	return b
}

func list(t *testing.T, s store.Store, prefix string) []string {
	t.Helper()
	var keys []string
	for i, err := range s.List(t.Context(), prefix) {
		if err != nil {
			t.Fatalf("List(%q): %v", prefix, err)
		}
		keys = append(keys, i.Key)
	}
	return keys
}

func testPutOpen(t *testing.T, s store.Store) {
	for _, n := range sizes {
		key, b := fmt.Sprintf("run=1/part-%d", n), content(n)
		sum := sha256.Sum256(b)
		info := mustPut(t, s, key, b)
		if info.Key != key || info.Size != int64(n) || info.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("Put of %d bytes = %+v", n, info)
		}
		if got := read(t, s, key, 0, -1); !bytes.Equal(got, b) {
			t.Errorf("read %d bytes that differ from the %d written", len(got), n)
		}
		stat, err := s.Stat(t.Context(), key)
		if err != nil || stat.Key != key || stat.Size != int64(n) || stat.ModTime.IsZero() {
			t.Errorf("Stat of %d bytes = %+v, %v", n, stat, err)
		}
	}
}

func testRanges(t *testing.T, s store.Store) {
	for _, n := range sizes {
		key, b := fmt.Sprintf("run=1/part-%d", n), content(n)
		mustPut(t, s, key, b)
		offsets := []int{0, 1, n / 2, n - 1, n, n + 1, n + 1<<17, 1 << 16, 1<<16 - 1}
		for _, off := range offsets {
			for _, length := range []int{-1, 0, 1, 100, 1 << 16, n, n + 5} {
				if off < 0 {
					continue
				}
				want := b[min(off, n):]
				if length >= 0 {
					want = want[:min(length, len(want))]
				}
				if got := read(t, s, key, int64(off), int64(length)); !bytes.Equal(got, want) {
					t.Errorf("%d bytes from %d of %d: got %d, want %d", length, off, n, len(got), len(want))
				}
			}
		}
	}
	if r, err := s.Open(t.Context(), "run=1/part-1", -1, -1); err == nil {
		r.Close()
		t.Errorf("a negative offset is accepted")
	}
}

func testAt(t *testing.T, s store.Store) {
	for _, n := range sizes {
		key, b := fmt.Sprintf("run=1/part-%d", n), content(n)
		mustPut(t, s, key, b)
		r, err := store.OpenAt(t.Context(), s, key)
		if err != nil {
			t.Fatal(err)
		}
		if r.Size() != int64(n) {
			t.Errorf("Size = %d, want %d", r.Size(), n)
		}
		var wg sync.WaitGroup
		for _, off := range []int{n - 1, 0, n / 2, n, n + 10} {
			for _, length := range []int{0, 1, 100, 1 << 16, n + 5} {
				if off < 0 {
					continue
				}
				wg.Go(func() {
					p := make([]byte, length)
					got, err := r.ReadAt(p, int64(off))
					want := min(length, max(0, n-off))
					if got != want || !bytes.Equal(p[:got], b[min(off, n):min(off, n)+want]) || err != nil && (err != io.EOF || got == length) || err == nil && got < length {
						t.Errorf("ReadAt of %d from %d of %d = %d, %v", length, off, n, got, err)
					}
				})
			}
		}
		wg.Wait()
		if _, err := r.ReadAt(make([]byte, 1), -1); err == nil {
			t.Error("ReadAt of a negative offset is accepted")
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := store.OpenAt(t.Context(), s, "run=1/none"); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("OpenAt of nothing: %v, want ErrNotExist", err)
	}
}

func testExists(t *testing.T, s store.Store) {
	mustPut(t, s, "run=1/a", []byte("first"))
	if _, err := s.Put(t.Context(), "run=1/a", strings.NewReader("second")); !errors.Is(err, store.ErrExists) {
		t.Errorf("second Put: %v, want ErrExists", err)
	}
	if got := read(t, s, "run=1/a", 0, -1); string(got) != "first" {
		t.Errorf("after a refused Put the object is %q", got)
	}
}

func testNotExist(t *testing.T, s store.Store) {
	mustPut(t, s, "run=1/folder/a", nil)
	for _, key := range []string{"run=1/b", "run=1/folder", "run=1/folder/a2", "run=2/folder/a"} {
		if _, err := s.Open(t.Context(), key, 0, -1); !errors.Is(err, store.ErrNotExist) {
			t.Errorf("Open(%s): %v, want ErrNotExist", key, err)
		}
		if _, err := s.Stat(t.Context(), key); !errors.Is(err, store.ErrNotExist) {
			t.Errorf("Stat(%s): %v, want ErrNotExist", key, err)
		}
		if err := s.Delete(t.Context(), key); err != nil {
			t.Errorf("Delete(%s): %v", key, err)
		}
	}
	if got := list(t, s, "none"); got != nil {
		t.Errorf("List of nothing = %q", got)
	}
}

func testFailedPut(t *testing.T, s store.Store) {
	// A source that says of itself that it was cut short is not at its end.
	for _, want := range []error{errors.New("source"), io.ErrUnexpectedEOF} {
		for _, n := range []int{0, 10, 3 << 16} {
			r := io.MultiReader(bytes.NewReader(content(n)), iotest.ErrReader(want))
			if _, err := s.Put(t.Context(), "run=1/a", r); !errors.Is(err, want) {
				t.Errorf("Put of a source that fails after %d bytes: %v, want %v", n, err, want)
			}
		}
	}
	if got := list(t, s, ""); got != nil {
		t.Errorf("a failed Put left %q", got)
	}
	mustPut(t, s, "run=1/a", []byte("whole"))
}

func testCancelled(t *testing.T, s store.Store) {
	mustPut(t, s, "run=1/a", []byte("a"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Put(ctx, "run=1/b", strings.NewReader("b")); !errors.Is(err, context.Canceled) {
		t.Errorf("Put after cancel: %v", err)
	}
	if err := s.Delete(ctx, "run=1/a"); !errors.Is(err, context.Canceled) {
		t.Errorf("Delete after cancel: %v", err)
	}
	if got := list(t, s, ""); !slices.Equal(got, []string{"run=1/a"}) {
		t.Errorf("after cancel the store holds %q", got)
	}

	// Cancelled while the content comes in.
	ctx, cancel = context.WithCancel(t.Context())
	r := io.MultiReader(bytes.NewReader(content(1<<16)), readerFunc(func(p []byte) (int, error) {
		cancel()
		return copy(p, "last"), io.EOF
	}))
	if _, err := s.Put(ctx, "run=1/c", r); !errors.Is(err, context.Canceled) {
		t.Errorf("Put cancelled on the way: %v", err)
	}
	if got := list(t, s, ""); !slices.Equal(got, []string{"run=1/a"}) {
		t.Errorf("after cancel the store holds %q", got)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func testList(t *testing.T, s store.Store) {
	keys := []string{
		"run=1/a", "run=1/a-b", "run=1/a.b", "run=1/a0", "run=1/ab/c", "run=1/ab/d", "run=1/ab-c", "run=1/ab.c", "run=1/b",
		"run=10/a", "run=2/a", "run=1/A", "run=1/é", "run=1/part-00000", "run=1/part-00000-001", "run=1/part-00000.gz",
	}
	for i, k := range keys {
		mustPut(t, s, k, content(i))
	}
	slices.Sort(keys)
	for _, prefix := range []string{"", "run=1", "run=1/", "run=1/a", "run=1/ab", "run=1/ab/", "run=1/ab/c", "run=1/part-00000", "run=3", "x/y"} {
		var want []string
		for _, k := range keys {
			if strings.HasPrefix(k, prefix) {
				want = append(want, k)
			}
		}
		if got := list(t, s, prefix); !slices.Equal(got, want) {
			t.Errorf("List(%q) =\n%q, want\n%q", prefix, got, want)
		}
	}
	for i, err := range s.List(t.Context(), "run=1/b") {
		if err != nil || i.Size != 8 || i.ModTime.IsZero() {
			t.Errorf("List gives %+v, %v", i, err)
		}
	}
	for range s.List(t.Context(), "") {
		break // must not panic
	}
}

func testDelete(t *testing.T, s store.Store) {
	mustPut(t, s, "run=1/x/a", []byte("a"))
	mustPut(t, s, "run=1/x/b", []byte("b"))
	for range 2 {
		if err := s.Delete(t.Context(), "run=1/x/a"); err != nil {
			t.Errorf("Delete: %v", err)
		}
	}
	if got := list(t, s, ""); !slices.Equal(got, []string{"run=1/x/b"}) {
		t.Errorf("after Delete the store holds %q", got)
	}
	if err := s.Delete(t.Context(), "run=1/x/b"); err != nil {
		t.Errorf("Delete: %v", err)
	}
	mustPut(t, s, "run=1/x/a", []byte("again"))
	if got := read(t, s, "run=1/x/a", 0, -1); string(got) != "again" {
		t.Errorf("a key that was deleted holds %q", got)
	}
}

func testKeys(t *testing.T, s store.Store) {
	for _, key := range []string{"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/.", "a\x00b"} {
		if _, err := s.Put(t.Context(), key, strings.NewReader("x")); err == nil {
			t.Errorf("Put(%q) is accepted", key)
		}
		if r, err := s.Open(t.Context(), key, 0, -1); err == nil {
			r.Close()
			t.Errorf("Open(%q) is accepted", key)
		}
		if err := s.Delete(t.Context(), key); err == nil {
			t.Errorf("Delete(%q) is accepted", key)
		}
	}
	for _, key := range []string{"run=1/vendor=com.acme/name=a b/format=tsv", "run=1/.work/x", "run=1/a%20b$?#&", "run=1/ü"} {
		mustPut(t, s, key, []byte(key))
		if got := read(t, s, key, 0, -1); string(got) != key {
			t.Errorf("key %q holds %q", key, got)
		}
	}
}

// testRace: of many that create one object, one does.
func testRace(t *testing.T, s store.Store) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var won []byte
	for i := range 8 {
		wg.Go(func() {
			b := bytes.Repeat([]byte{byte('a' + i)}, 100_000)
			_, err := s.Put(t.Context(), "run=1/a", bytes.NewReader(b))
			if errors.Is(err, store.ErrExists) {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			if err != nil || won != nil {
				t.Errorf("Put: %v; another had won: %t", err, won != nil)
			}
			won = b
		})
	}
	wg.Wait()
	if got := read(t, s, "run=1/a", 0, -1); !bytes.Equal(got, won) {
		t.Errorf("the object is not the winner's")
	}
}

// testConcurrent creates and removes in shared folders at the same time.
func testConcurrent(t *testing.T, s store.Store) {
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 10 {
				key := fmt.Sprintf("run=%d/f/part-%d", j%3, i)
				if _, err := s.Put(t.Context(), key, strings.NewReader(key)); err != nil {
					t.Errorf("Put(%s): %v", key, err)
				}
				if err := s.Delete(t.Context(), key); err != nil {
					t.Errorf("Delete(%s): %v", key, err)
				}
			}
		})
	}
	wg.Wait()
	if got := list(t, s, ""); got != nil {
		t.Errorf("the store holds %q", got)
	}
}

func testWriter(t *testing.T, s store.Store) {
	b := content(3<<16 + 5)
	w := store.Create(t.Context(), s, "run=1/a")
	defer w.Abort()
	for p := b; len(p) > 0; {
		n := min(len(p), 50_000)
		if _, err := w.Write(p[:n]); err != nil {
			t.Fatal(err)
		}
		p = p[n:]
	}
	info, err := w.Commit()
	if err != nil || info.Size != int64(len(b)) {
		t.Errorf("Commit = %+v, %v", info, err)
	}
	if got := read(t, s, "run=1/a", 0, -1); !bytes.Equal(got, b) {
		t.Errorf("read %d bytes that differ", len(got))
	}

	w = store.Create(t.Context(), s, "run=1/b")
	w.Write(b)
	w.Abort()
	if got := list(t, s, ""); !slices.Equal(got, []string{"run=1/a"}) {
		t.Errorf("after Abort the store holds %q", got)
	}

	w = store.Create(t.Context(), s, "run=1/a")
	w.Write(b)
	if _, err := w.Commit(); !errors.Is(err, store.ErrExists) {
		t.Errorf("Commit of a taken key: %v, want ErrExists", err)
	}
}

func testCopy(t *testing.T, s store.Store) {
	b := content(100_000)
	mustPut(t, s, "good/run=1/a", b)
	if _, err := store.Copy(t.Context(), s, "archive/run=1/a", s, "good/run=1/a"); err != nil {
		t.Fatalf("Copy: %v", err)
	}
	if got := read(t, s, "archive/run=1/a", 0, -1); !bytes.Equal(got, b) {
		t.Fatal("the copy differs")
	}
	if _, err := store.Copy(t.Context(), s, "archive/run=1/a", s, "good/run=1/a"); !errors.Is(err, store.ErrExists) {
		t.Errorf("Copy onto a taken key: %v, want ErrExists", err)
	}
	if _, err := store.Copy(t.Context(), s, "archive/run=1/b", s, "good/run=1/b"); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("Copy of nothing: %v, want ErrNotExist", err)
	}
	if err := s.Delete(t.Context(), "good/run=1/a"); err != nil {
		t.Errorf("Delete: %v", err)
	}
	if got := read(t, s, "archive/run=1/a", 0, -1); !bytes.Equal(got, b) {
		t.Errorf("the copy did not outlive its source")
	}
}

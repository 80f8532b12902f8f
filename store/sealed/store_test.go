package sealed_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/keys/records"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/file"
	"github.com/camonica/camonica/store/mem"
	"github.com/camonica/camonica/store/sealed"
	"github.com/camonica/camonica/store/storetest"
)

// newRing has a key for each of the runs, kept in memory only.
func newRing(runs ...string) *keys.Ring {
	ring := keys.NewRing(nil)
	for _, run := range runs {
		ring.Add(keys.RecordName(run), keys.Generate(run))
	}
	return ring
}

var suiteRing = newRing("0", "1", "2", "10")

func TestMem(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store {
		return sealed.New(mem.New(), sealed.Config{Kind: seal.Enriched, Ring: suiteRing})
	})
}

func TestFile(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		return sealed.New(fileStore(t), sealed.Config{Kind: seal.Raw, Ring: suiteRing, AllowClear: true})
	})
}

func fileStore(t testing.TB) store.Store {
	t.Helper()
	s, err := file.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func put(t *testing.T, s store.Store, key, content string) store.Info {
	t.Helper()
	info, err := store.PutBytes(t.Context(), s, key, []byte(content))
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func get(s store.Store, key string) (string, error) {
	r, err := s.Open(context.Background(), key, 0, -1)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	return string(b), err
}

func listing(t *testing.T, s store.Store) []string {
	t.Helper()
	var out []string
	for i, err := range s.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, i.Key)
	}
	return out
}

func TestStoredForm(t *testing.T) {
	inner := mem.New()
	s := sealed.New(inner, sealed.Config{Kind: seal.Enriched, Ring: newRing("1")})
	info := put(t, s, "run=1/part-00000.gz", "CANARY")
	put(t, s, "run=1/_SUCCESS", "")
	if got, want := listing(t, inner), []string{"run=1/_SUCCESS", "run=1/part-00000.gz.cmn"}; !slices.Equal(got, want) {
		t.Errorf("stored names %q, want %q", got, want)
	}
	if got, want := listing(t, s), []string{"run=1/_SUCCESS", "run=1/part-00000.gz"}; !slices.Equal(got, want) {
		t.Errorf("plain names %q, want %q", got, want)
	}
	object, err := get(inner, "run=1/part-00000.gz.cmn")
	if err != nil || strings.Contains(object, "CANARY") || int64(len(object)) != info.SealedSize {
		t.Errorf("stored %d bytes, %v, want %d", len(object), err, info.SealedSize)
	}
	if i, err := inner.Stat(t.Context(), "run=1/_SUCCESS"); err != nil || i.Size != 0 {
		t.Errorf("mark: %+v, %v", i, err)
	}
	if _, err := store.PutBytes(t.Context(), s, "run=1/x/_SUCCESS", []byte("x")); err == nil {
		t.Error("a mark with content is accepted")
	}
	if _, err := store.PutBytes(t.Context(), s, "run=1/a.cmn", nil); err == nil {
		t.Error("a plain name with the suffix is accepted")
	}
}

func TestClearObjects(t *testing.T) {
	inner := mem.New()
	put(t, inner, "run=1/clear", "text")
	put(t, inner, "run=1/x_$folder$", "")
	put(t, inner, "run=1/false.cmn", strings.Repeat("text ", 100))
	put(t, inner, "run=1/empty.cmn", "")
	ring := newRing("1")
	strict := sealed.New(inner, sealed.Config{Kind: seal.Raw, Ring: ring})
	for _, key := range []string{"run=1/clear", "run=1/false", "run=1/empty"} {
		if got, err := get(strict, key); !errors.Is(err, seal.ErrNotSealed) {
			t.Errorf("%s reads %q, %v", key, got, err)
		}
		if _, err := strict.Stat(t.Context(), key); !errors.Is(err, seal.ErrNotSealed) {
			t.Errorf("Stat(%s): %v", key, err)
		}
	}
	if _, err := get(strict, "run=1/clear"); !errors.Is(err, sealed.ErrClear) {
		t.Errorf("clear object: %v", err)
	}
	if got := listing(t, strict); slices.Contains(got, "run=1/x_$folder$") {
		t.Errorf("listed: %q", got)
	}
	lax := sealed.New(inner, sealed.Config{Kind: seal.Raw, Ring: ring, AllowClear: true})
	if got, err := get(lax, "run=1/clear"); err != nil || got != "text" {
		t.Errorf("allowed clear object reads %q, %v", got, err)
	}
	// Both forms of one name: the sealed one counts.
	put(t, inner, "run=1/both", "clear")
	put(t, lax, "run=1/both", "sealed")
	if got, err := get(lax, "run=1/both"); err != nil || got != "sealed" {
		t.Errorf("both forms: %q, %v", got, err)
	}
	count := 0
	for i, err := range lax.List(t.Context(), "run=1/both") {
		if err != nil || i.Size != 6 || i.SealedSize == 0 {
			t.Errorf("both forms: %+v, %v", i, err)
		}
		count++
	}
	if count != 1 {
		t.Errorf("both forms are listed %d times", count)
	}
}

// move copies stored bytes to another name behind the wrapper's back.
func move(t *testing.T, s store.Store, from, to string) {
	t.Helper()
	if _, err := store.Copy(t.Context(), s, to, s, from); err != nil {
		t.Fatal(err)
	}
}

func TestPlace(t *testing.T) {
	inner := mem.New()
	ring := newRing("1", "2")
	s := sealed.New(inner, sealed.Config{Kind: seal.Enriched, Ring: ring})
	put(t, s, "run=1/part-00000", "a")
	move(t, inner, "run=1/part-00000.cmn", "run=1/part-00001.cmn")
	move(t, inner, "run=1/part-00000.cmn", "run=2/part-00000.cmn")
	if _, err := get(s, "run=1/part-00001"); !errors.Is(err, seal.ErrWrongKey) {
		t.Errorf("under another name: %v", err)
	}
	if _, err := get(s, "run=2/part-00000"); !errors.Is(err, keys.ErrRun) {
		t.Errorf("in another run: %v", err)
	}
	other := sealed.New(inner, sealed.Config{Kind: seal.Bad, Ring: ring})
	if _, err := get(other, "run=1/part-00000"); !errors.Is(err, seal.ErrWrongKey) {
		t.Errorf("as another kind: %v", err)
	}
	stranger := sealed.New(inner, sealed.Config{Kind: seal.Enriched, Ring: newRing("1")})
	var ke *keys.KeyError
	if _, err := get(stranger, "run=1/part-00000"); !errors.Is(err, keys.ErrNoRecord) || !errors.As(err, &ke) {
		t.Errorf("without the key: %v", err)
	}
}

// Objects keep their seal on the way from processing to the archive, and are
// sealed again where the place is another.
func TestMove(t *testing.T) {
	ring := newRing("1", "2")
	config := sealed.Config{Kind: seal.Raw, Ring: ring, Run: "1"}
	processing := sealed.New(mem.New(), config)
	archiveInner := mem.New()
	archive := sealed.New(archiveInner, config)
	info := put(t, processing, "0123abcd-log.gz", "content")
	if _, err := store.Copy(t.Context(), archive, "run=1/0123abcd-log.gz", processing, "0123abcd-log.gz"); err != nil {
		t.Fatal(err)
	}
	if i, err := archiveInner.Stat(t.Context(), "run=1/0123abcd-log.gz.cmn"); err != nil || i.Size != info.SealedSize {
		t.Errorf("archived %+v, %v", i, err)
	}
	if got, err := get(archive, "run=1/0123abcd-log.gz"); err != nil || got != "content" {
		t.Errorf("archive reads %q, %v", got, err)
	}
	if _, err := archive.CopyFrom(t.Context(), processing, "0123abcd-log.gz", "run=2/0123abcd-log.gz"); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("bytes of one run copied to another: %v", err)
	}
	if _, err := store.Copy(t.Context(), archive, "run=2/other", processing, "0123abcd-log.gz"); err != nil {
		t.Fatal(err)
	}
	if got, err := get(archive, "run=2/other"); err != nil || got != "content" {
		t.Errorf("sealed again it reads %q, %v", got, err)
	}
}

func TestRunNames(t *testing.T) {
	inner, ring := mem.New(), keys.NewRing(nil)
	ring.Add(keys.WarehouseRecordName("1"), keys.Generate("1"))
	s := sealed.New(inner, sealed.Config{Kind: seal.Warehouse, Ring: ring})
	put(t, s, "events/run=1/part-00000.parquet", "segment")
	put(t, s, "_manifest/run=1.json", "entry")
	for key, want := range map[string]string{"events/run=1/part-00000.parquet": "segment", "_manifest/run=1.json": "entry"} {
		if got, err := get(s, key); err != nil || got != want {
			t.Errorf("%s reads %q, %v", key, got, err)
		}
	}
	if _, err := store.PutBytes(t.Context(), s, "no-run", nil); err == nil {
		t.Error("an object of no run is accepted")
	}
}

// A run begins in one process, another goes on with it, a third has the wrong
// key-encryption key.
func TestKeyRecords(t *testing.T) {
	dir := t.TempDir()
	data, recordStore := mem.New(), mem.New()
	open := func(kek string) (*sealed.Store, *keys.Ring, *records.Records) {
		t.Helper()
		path := filepath.Join(dir, kek)
		keys.NewFile(path) // no matter if it is there
		p, err := keys.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		recs := records.New(recordStore)
		ring := keys.NewRing(recs, p)
		return sealed.New(data, sealed.Config{Kind: seal.Enriched, Ring: ring}), ring, recs
	}
	first, ring, recs := open("kek")
	if _, err := store.PutBytes(t.Context(), first, "run=1/a", nil); !errors.Is(err, keys.ErrNoRecord) {
		t.Errorf("sealed without a key record: %v", err)
	}
	if _, err := recs.Establish(t.Context(), ring, keys.RecordName("1"), "1"); err != nil {
		t.Fatal(err)
	}
	put(t, first, "run=1/a", "a")

	second, ring, recs := open("kek")
	if _, err := recs.Establish(t.Context(), ring, keys.RecordName("1"), "1"); err != nil {
		t.Fatal(err)
	}
	put(t, second, "run=1/b", "b")
	if got, err := get(second, "run=1/a"); err != nil || got != "a" {
		t.Errorf("second process reads %q, %v", got, err)
	}

	third, _, _ := open("other")
	var ke *keys.KeyError
	_, err := get(third, "run=1/b")
	if !errors.Is(err, keys.ErrUnwrap) || !errors.As(err, &ke) || ke.Provider != "file" || ke.KeyID == (keys.ID{}) {
		t.Errorf("wrong key-encryption key: %v", err)
	}
}

func TestTamperedRange(t *testing.T) {
	inner := mem.New()
	s := sealed.New(inner, sealed.Config{Kind: seal.Enriched, Ring: suiteRing})
	plain := bytes.Repeat([]byte("x"), 4*seal.ChunkSize)
	put(t, s, "run=1/a", string(plain))
	object, err := get(inner, "run=1/a.cmn")
	if err != nil {
		t.Fatal(err)
	}
	// Cut at the end of chunk 1: reads before are good, any read that would
	// see the end is not.
	cut := mem.New()
	put(t, cut, "run=1/a.cmn", object[:seal.HeaderSize+2*(seal.ChunkSize+seal.Overhead)])
	s = sealed.New(cut, sealed.Config{Kind: seal.Enriched, Ring: suiteRing})
	for off := range int64(5) {
		r, err := s.Open(t.Context(), "run=1/a", off*seal.ChunkSize, -1)
		if err == nil {
			_, err = io.Copy(io.Discard, r)
			r.Close()
		}
		if !errors.Is(err, seal.ErrTruncated) {
			t.Errorf("from chunk %d of a cut object: %v", off, err)
		}
	}
	r, err := s.Open(t.Context(), "run=1/a", 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, err := io.ReadAll(r); err != nil || len(b) != 100 {
		t.Errorf("the first bytes of a cut object: %d, %v", len(b), err)
	}
}

func TestInspect(t *testing.T) {
	inner := mem.New()
	ring := newRing("1")
	s := sealed.New(inner, sealed.Config{Kind: seal.Manifest, Ring: ring})
	put(t, s, store.WorkManifestKey("1", 1), "document")
	object, err := get(inner, store.WorkManifestKey("1", 1)+seal.Suffix)
	if err != nil {
		t.Fatal(err)
	}
	c, r, err := sealed.Inspect(t.Context(), ring, strings.NewReader(object), "/srv/data/log/camonica/run=1/.work/manifest-0001.json.cmn")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	want := seal.Context{Kind: seal.Manifest, RunID: "1", Path: "camonica/.work/manifest-0001.json"}
	if b, err := io.ReadAll(r); err != nil || string(b) != "document" || c != want {
		t.Errorf("Inspect = %+v, %q, %v", c, b, err)
	}
	if _, _, err := sealed.Inspect(t.Context(), ring, strings.NewReader(object), "manifest-0002.json.cmn"); !errors.Is(err, seal.ErrWrongKey) {
		t.Errorf("under another name: %v", err)
	}
	if _, _, err := sealed.Inspect(t.Context(), ring, strings.NewReader("text"), "a.cmn"); !errors.Is(err, seal.ErrNotSealed) {
		t.Errorf("clear text: %v", err)
	}
}

func BenchmarkPut(b *testing.B) {
	content := make([]byte, 8<<20)
	for name, inner := range map[string]store.Store{"mem": mem.New(), "file": fileStore(b)} {
		b.Run(name, func(b *testing.B) {
			s := sealed.New(inner, sealed.Config{Kind: seal.Enriched, Ring: suiteRing})
			b.SetBytes(int64(len(content)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := store.PutBytes(b.Context(), s, "run=1/a", content); err != nil {
					b.Fatal(err)
				}
				if err := s.Delete(b.Context(), "run=1/a"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	content := make([]byte, 8<<20)
	s := sealed.New(fileStore(b), sealed.Config{Kind: seal.Enriched, Ring: suiteRing})
	if _, err := store.PutBytes(b.Context(), s, "run=1/a", content); err != nil {
		b.Fatal(err)
	}
	for name, n := range map[string]int64{"all": int64(len(content)), "range": 100} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(n)
			b.ReportAllocs()
			for b.Loop() {
				r, err := s.Open(b.Context(), "run=1/a", int64(len(content))-n, n)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, r); err != nil {
					b.Fatal(err)
				}
				r.Close()
			}
		})
	}
}

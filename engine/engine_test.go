package engine_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/mem"
)

func splits(sizes ...int64) []engine.Split {
	var all []engine.Split
	for i, n := range sizes {
		all = append(all, engine.Split{Place: "raw", Key: fmt.Sprintf("k%05d", i), Size: n})
	}
	return all
}

func TestPack(t *testing.T) {
	f := func(target int64, slots int, in []engine.Split, want ...string) {
		t.Helper()
		var got []string
		for i, b := range engine.Pack(in, target, slots) {
			if b.Bin != i {
				t.Errorf("bin %d has number %d", i, b.Bin)
			}
			var keys []string
			for _, s := range b.Splits {
				keys = append(keys, s.Key[5:])
			}
			got = append(got, strings.Join(keys, ""))
		}
		if !slices.Equal(got, want) {
			t.Errorf("Pack(%d, %d) = %q, want %q", target, slots, got, want)
		}
	}
	f(100, 2, nil)
	f(100, 1, splits(5), "0")
	f(100, 1, splits(5, 9, 7), "1", "2", "0")                // a bin each: slots want three
	f(10, 0, splits(8, 2, 5, 5), "01", "23")                 // as many bins as the target asks for
	f(1000, 1, splits(6, 5, 4, 3, 2, 1), "05", "14", "23")   // longest first
	f(1000, 1, splits(4, 4, 4, 4, 4, 4), "03", "14", "25")   // equal sizes by key
	f(1, 1, splits(0, 0, 0, 0), "03", "1", "2")              // empty objects are work, too
	f(1000, 1, splits(100, 1, 1, 1, 1, 1), "0", "135", "24") // one large object
	f(0, 1, splits(1, 1, 1, 1), "0", "1", "2", "3")          // target 0 is 1
}

func TestPackProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	for range 50 {
		var sizes []int64
		for range r.IntN(300) {
			sizes = append(sizes, r.Int64N(1<<20))
		}
		in := splits(sizes...)
		first := engine.Pack(in, 1<<20, 2)
		r.Shuffle(len(in), func(i, j int) { in[i], in[j] = in[j], in[i] })
		if again := engine.Pack(in, 1<<20, 2); !reflect.DeepEqual(first, again) {
			t.Fatal("the order of splits matters")
		}
		var total, largest, most int64
		n := 0
		for _, s := range in {
			total += s.Size
			largest = max(largest, s.Size)
		}
		for _, b := range first {
			var size int64
			for _, s := range b.Splits {
				size += s.Size
			}
			most = max(most, size)
			n += len(b.Splits)
		}
		if n != len(in) {
			t.Fatalf("%d splits of %d", n, len(in))
		}
		if len(first) > 0 && most > total/int64(len(first))+largest {
			t.Errorf("the largest bin holds %d of %d in %d bins", most, total, len(first))
		}
	}
	if n := len(engine.Pack(splits(make([]int64, engine.MaxBins+10)...), 1, engine.MaxBins)); n != engine.MaxBins {
		t.Errorf("%d bins, want no more than %d", n, engine.MaxBins)
	}
}

func keysIn(st store.Store) engine.Keys {
	return engine.Keys{
		Store: st, Stage: "stage.json",
		Bin:    func(bin int) string { return fmt.Sprintf("bin-%d", bin) },
		Done:   func(bin int) string { return fmt.Sprintf("done/%d", bin) },
		Failed: func(bin int) string { return fmt.Sprintf("failed/%d", bin) },
	}
}

func begin(t *testing.T, k engine.Keys, settings string, bins ...engine.Bin) *engine.Document {
	t.Helper()
	doc, err := engine.Begin(t.Context(), k, engine.Document{Stage: "enrich", Run: "1", Settings: json.RawMessage(settings)}, bins)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func replace(t *testing.T, st store.Store, key, text string) {
	t.Helper()
	if err := st.Delete(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	if _, err := store.PutBytes(t.Context(), st, key, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

func TestDocuments(t *testing.T) {
	k := keysIn(mem.New())
	if _, err := engine.Read(t.Context(), k); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("read before the stage has begun: %v", err)
	}
	replace(t, k.Store, "bin-0", "left by a start that came to nothing")
	doc := begin(t, k, `{"a":1}`, engine.Bin{Splits: splits(1, 2)}, engine.Bin{Splits: splits(3)})
	again := begin(t, k, `{"a":2}`, engine.Bin{})
	if !reflect.DeepEqual(doc, again) {
		t.Errorf("second start: %+v, want what the first fixed: %+v", again, doc)
	}
	b, err := engine.ReadBin(t.Context(), k, doc, 1)
	if err != nil || b.Bin != 1 || len(b.Splits) != 1 || b.Splits[0].Size != 3 {
		t.Errorf("bin 1: %+v, %v", b, err)
	}
	for _, bin := range []int{-1, 2} {
		if _, err := engine.ReadBin(t.Context(), k, doc, bin); !errors.Is(err, engine.ErrDocument) {
			t.Errorf("bin %d: %v", bin, err)
		}
	}
	replace(t, k.Store, "bin-1", `{"bin":1,"splits":[]}`)
	if _, err := engine.ReadBin(t.Context(), k, doc, 1); !errors.Is(err, engine.ErrDocument) {
		t.Errorf("changed bin document: %v", err)
	}
	for _, text := range []string{`{"version":2}`, `{"version":1,"unknown":1}`, `{`, ``} {
		replace(t, k.Store, "stage.json", text)
		if _, err := engine.Read(t.Context(), k); !errors.Is(err, engine.ErrDocument) {
			t.Errorf("stage document %s: %v", text, err)
		}
	}
}

func TestDone(t *testing.T) {
	k := keysIn(mem.New())
	doc := begin(t, k, `{}`, engine.Bin{}, engine.Bin{})
	first := &engine.Done{Stage: "enrich", Bin: 0, Build: "a", Counts: map[string]int64{"in": 3}, Outputs: []engine.Object{{Place: "p", Key: "k", Digest: "d"}}}
	d, err := engine.PutDone(t.Context(), k, first)
	if err != nil || d.Adopted {
		t.Fatalf("first record: %+v, %v", d, err)
	}
	second := *first
	second.Build = "b"
	if d, err = engine.PutDone(t.Context(), k, &second); err != nil || !d.Adopted || d.Build != "a" {
		t.Errorf("second attempt: %+v, %v", d, err)
	}
	second.Outputs = []engine.Object{{Place: "p", Key: "k", Digest: "e"}}
	var bin *engine.BinError
	if _, err = engine.PutDone(t.Context(), k, &second); !errors.Is(err, engine.ErrNotDeterministic) || !errors.As(err, &bin) || bin.Bin != 0 {
		t.Errorf("other outputs: %v", err)
	}
	if _, err := engine.Collect(t.Context(), k, doc); !errors.Is(err, engine.ErrDone) {
		t.Errorf("a record is missing: %v", err)
	}
	if _, err := engine.PutDone(t.Context(), k, &engine.Done{Stage: "enrich", Bin: 1, Counts: map[string]int64{"in": 4, "good": 1}}); err != nil {
		t.Fatal(err)
	}
	all, err := engine.Collect(t.Context(), k, doc)
	if err != nil {
		t.Fatal(err)
	}
	if got := engine.Total(all); got["in"] != 7 || got["good"] != 1 {
		t.Errorf("total %v", got)
	}
	replace(t, k.Store, "done/1", `{"stage":"enrich","bin":0}`)
	if _, err := engine.Collect(t.Context(), k, doc); !errors.Is(err, engine.ErrDone) {
		t.Errorf("the record of another bin: %v", err)
	}
}

func TestFailed(t *testing.T) {
	k := keysIn(mem.New())
	doc := begin(t, k, `{}`, engine.Bin{}, engine.Bin{})
	want := engine.Failure{Stage: "enrich", Bin: 1, Kind: engine.FailedIntegrity, Text: "first"}
	for _, f := range []engine.Failure{want, {Stage: "enrich", Bin: 1, Text: "second"}} {
		if err := engine.PutFailed(t.Context(), k, f); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := engine.ReadFailed(t.Context(), k, 1); err != nil || *got != want {
		t.Errorf("record %+v, %v", got, err)
	}
	if err := engine.ClearFailed(t.Context(), k, doc); err != nil {
		t.Fatal(err)
	}
	if _, err := engine.ReadFailed(t.Context(), k, 1); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("after clearing: %v", err)
	}
}

// FuzzDocuments holds for whatever lies where a worker finds its documents and
// records.
func FuzzDocuments(f *testing.F) {
	f.Add([]byte(`{"version":1,"stage":"enrich","run":"r","etl_tstamp":1,"build":"b","bins":["x"],"places":{"raw":{"uri":"file:///","kind":"raw","sealed":true}},"repeatable":true,"settings":{}}`))
	f.Add([]byte(`{"bin":0,"splits":[{"place":"raw","key":"k","size":1}]}`))
	f.Add([]byte(`{"stage":"enrich","bin":0,"build":"b","inputs":[{"place":"raw","key":"k","size":1,"digest":"d"}],"outputs":[],"counts":{"in":1},"detail":[]}`))
	f.Add([]byte(`{"bin":0,"kind":"lost","text":"t"}`))
	f.Add([]byte(`{"version":2} `))
	f.Fuzz(func(t *testing.T, b []byte) {
		k := engine.Keys{Store: mem.New()}
		k.Stage = "document"
		k.Bin = func(int) string { return k.Stage }
		k.Done, k.Failed = k.Bin, k.Bin
		if _, err := store.PutBytes(t.Context(), k.Store, k.Stage, b); err != nil {
			t.Fatal(err)
		}
		if doc, err := engine.Read(t.Context(), k); err == nil && doc.Version != engine.DocumentVersion || err != nil && !errors.Is(err, engine.ErrDocument) {
			t.Errorf("stage document: %v, %v", doc, err)
		}
		if bin, err := engine.ReadBin(t.Context(), k, &engine.Document{Bins: []string{engine.Sum(b)}}, 0); err != nil && !errors.Is(err, engine.ErrDocument) {
			t.Errorf("bin document: %v, %v", bin, err)
		}
		done, err := engine.ReadDone(t.Context(), k, 0)
		if err != nil && !errors.Is(err, engine.ErrDone) {
			t.Errorf("done record: %v, %v", done, err)
		}
		if err == nil {
			if first, err := engine.PutDone(t.Context(), k, done); err != nil || !first.Adopted {
				t.Errorf("done record is not adopted: %v, %v", first, err)
			}
		}
		if failed, err := engine.ReadFailed(t.Context(), k, 0); err != nil && !errors.Is(err, engine.ErrDocument) {
			t.Errorf("failed record: %v, %v", failed, err)
		}
	})
}

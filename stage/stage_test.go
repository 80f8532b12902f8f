package stage_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"github.com/camonica/camonica/demo"
	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/resolver"
	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/stage"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/mem"
)

const (
	runID    = "2026-01-02-03-04-05"
	resolved = `{"schema":"iglu:com.snowplowanalytics.iglu/resolver-config/jsonschema/1-0-1","data":{"cacheSize":500,"repositories":[` +
		`{"name":"Iglu Central","priority":0,"vendorPrefixes":["com.snowplowanalytics"],"connection":{"http":{"uri":"https://iglucentral.com"}}}]}}`
)

// A bench has the stores of all places, and works on stages of one bin.
type bench struct {
	t      *testing.T
	places map[string]store.Store
	docs   *mem.Store
	set    *iglu.Set
}

func newBench(t *testing.T) *bench {
	t.Helper()
	cfg, err := iglu.ParseResolver([]byte(resolved), os.LookupEnv)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, places: map[string]store.Store{}, docs: mem.New()}
	if b.set, err = resolver.New(cfg, resolver.Options{Central: resolver.EmbeddedOnly}); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{stage.PlaceRaw, stage.PlaceEnriched, stage.PlaceEnrichedBad, stage.PlaceExchange,
		stage.PlaceShredded, stage.PlaceShreddedBad, stage.PlaceWarehouse} {
		b.places[p] = mem.New()
	}
	return b
}

// open begins a stage, once for each folder of documents.
func (b *bench) open(folder, name string, settings any, bins ...engine.Bin) *stage.Stage {
	b.t.Helper()
	text, err := json.Marshal(settings)
	if err != nil {
		b.t.Fatal(err)
	}
	k := engine.Keys{
		Store: b.docs, Stage: folder + "/stage",
		Bin:    func(bin int) string { return fmt.Sprintf("%s/bin-%d", folder, bin) },
		Done:   func(bin int) string { return fmt.Sprintf("%s/done/%d", folder, bin) },
		Failed: func(bin int) string { return fmt.Sprintf("%s/failed/%d", folder, bin) },
	}
	doc, err := engine.Begin(b.t.Context(), k, engine.Document{
		Stage: name, Run: runID, ETLTstamp: 1767323045000, Places: map[string]engine.Place{}, Settings: text,
	}, bins)
	if err != nil {
		b.t.Fatal(err)
	}
	s, err := stage.Open(b.t.Context(), doc, stage.Env{Places: b.places, Keys: k, Schemas: b.set, Build: "test"})
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

func (b *bench) put(place, key string, content []byte) engine.Split {
	b.t.Helper()
	if _, err := store.PutBytes(b.t.Context(), b.places[place], key, content); err != nil {
		b.t.Fatal(err)
	}
	return engine.Split{Place: place, Key: key, Size: int64(len(content)), Digest: engine.Sum(content)}
}

var enrichSettings = stage.Enrich{
	Format: "clj-tomcat", FailedFormat: stage.Modern, Buckets: 1, RecordLimit: 1 << 16, DecompressedLimit: 1 << 24,
	Lengths: enrich.AcceptLength, Derived: enrich.DropDerived, MaxDepth: 100,
}

func (b *bench) enrich(splits ...engine.Split) (*engine.Done, error) {
	b.t.Helper()
	return b.open("enrich", engine.StageEnrich, enrichSettings, engine.Bin{Splits: splits}).Bin(b.t.Context(), 0)
}

func lines(t *testing.T, events int) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := demo.Generate(&b, demo.Options{Events: events, Seed: 1, Format: "clj-tomcat"}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func packed(t *testing.T, b []byte) []byte {
	t.Helper()
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return z.Bytes()
}

// All stages one after the other: what one counts as written the next reads.
func TestStages(t *testing.T) {
	b := newBench(t)
	enriched, err := b.enrich(b.put(stage.PlaceRaw, "a", lines(t, 200)))
	if err != nil {
		t.Fatal(err)
	}
	c := enriched.Counts
	if c["in"] != c["good"]+c["failed"]+c["skipped"] || c["good"] == 0 || c["failed"] == 0 {
		t.Errorf("counts of enrich: %v", c)
	}
	if _, err := b.open("verdicts", engine.StageVerdicts, stage.Verdicts{KeyFiles: 1, Buckets: 1, Natural: true, Synthetic: true}, engine.Bin{}).Bin(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	var in []engine.Split
	for _, o := range enriched.Outputs {
		if o.Place == stage.PlaceEnriched {
			in = append(in, engine.Split{Place: o.Place, Key: o.Key, Size: o.Size, Digest: o.Digest})
		}
	}
	shredded, err := b.open("shred", engine.StageShred, stage.Shred{Layout: stage.LayoutR35, FailedFormat: stage.Modern, Buckets: 1}, engine.Bin{Splits: in}).Bin(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	s := shredded.Counts
	if s["in"] != c["good"] || s["in"] != s["good"]+s["failed"]+s["dropped"] {
		t.Errorf("counts of shred: %v after %v", s, c)
	}
	var rows []engine.Split
	for _, o := range shredded.Outputs {
		if o.Table == load.EventsTable {
			rows = append(rows, engine.Split{Place: o.Place, Key: o.Key, Digest: o.Digest, Table: o.Table, Rows: o.Rows})
		}
	}
	loaded, err := b.open("load", engine.StageLoad, stage.Load{Tables: []stage.LoadTable{stage.NewLoadTable(load.Events(), load.AtomicTSV)}}, engine.Bin{Splits: rows}).Bin(t.Context(), 0)
	if err != nil || loaded.Counts[stage.CountRows(load.EventsTable)] != s["good"] {
		t.Errorf("counts of load: %v, %v", loaded, err)
	}
	// Keys made of enriched events are those that enrich made.
	key := store.DedupeKeysKey(runID, 0)
	of := func() []byte {
		t.Helper()
		k, err := store.ReadAll(t.Context(), b.places[stage.PlaceExchange], key, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	want := of()
	if err := b.places[stage.PlaceExchange].Delete(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	if _, err := b.open("keys", engine.StageKeys, stage.Keys{Buckets: 1}, engine.Bin{Splits: in}).Bin(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(of(), want) {
		t.Error("stage keys and stage enrich make different key files")
	}
}

// A second attempt adopts what the first one left, and refuses what is other.
func TestAdoption(t *testing.T) {
	b := newBench(t)
	split := b.put(stage.PlaceRaw, "a", lines(t, 50))
	first, err := b.enrich(split)
	if err != nil || first.Adopted {
		t.Fatal(first, err)
	}
	again, err := b.enrich(split)
	if err != nil || !again.Adopted {
		t.Errorf("with its record: %+v, %v", again, err)
	}
	remove := func(key string) {
		if err := b.docs.Delete(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	remove("enrich/done/0")
	if again, err = b.enrich(split); err != nil || again.Adopted || again.Outputs[0].Digest != first.Outputs[0].Digest {
		t.Errorf("without its record: %+v, %v", again, err)
	}
	remove("enrich/done/0")
	good := b.places[stage.PlaceEnriched]
	key := first.Outputs[0].Key
	if err := good.Delete(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	b.put(stage.PlaceEnriched, key, []byte("other"))
	if _, err = b.enrich(split); !errors.Is(err, engine.ErrNotDeterministic) {
		t.Errorf("other content: %v", err)
	}
	// The failure stands until the runner clears it.
	var failed *stage.FailedError
	if _, err = b.enrich(split); !errors.As(err, &failed) || failed.Kind != engine.FailedIntegrity {
		t.Errorf("after the failure: %v", err)
	}
}

func TestChangedInput(t *testing.T) {
	b := newBench(t)
	split := b.put(stage.PlaceRaw, "a", lines(t, 50))
	split.Digest = engine.Sum([]byte("what it was"))
	_, err := b.enrich(split)
	var changed *stage.ChangedError
	if !errors.As(err, &changed) || changed.Key != "a" {
		t.Errorf("error %v", err)
	}
	for _, p := range []string{stage.PlaceEnriched, stage.PlaceEnrichedBad, stage.PlaceExchange} {
		for i := range b.places[p].List(context.Background(), "") {
			t.Errorf("%s holds %s", p, i.Key)
		}
	}
	if _, err := newBench(t).enrich(engine.Split{Place: stage.PlaceRaw, Key: "gone"}); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("a missing input: %v", err)
	}
}

func TestBadObjects(t *testing.T) {
	good := lines(t, 20)
	line := good[:bytes.IndexByte(good, '\n')+1]
	f := func(name string, content []byte, failed int64) {
		t.Helper()
		b := newBench(t)
		d, err := b.enrich(b.put(stage.PlaceRaw, "x", content))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		c := d.Counts
		if c["in"] != c["good"]+c["failed"]+c["skipped"] || failed >= 0 && c["failed"] != failed {
			t.Errorf("%s: counts %v, want %d failed", name, c, failed)
		}
		for _, o := range d.Outputs {
			if b, err := store.ReadAll(t.Context(), b.places[o.Place], o.Key, 1<<20); err != nil || o.Place != stage.PlaceExchange && int64(bytes.Count(b, []byte("\n"))) != o.Rows {
				t.Errorf("%s: %s has not %d rows: %v", name, o.Key, o.Rows, err)
			}
		}
	}
	z := packed(t, good)
	f("nothing", nil, 0)
	f("empty gzip", packed(t, nil), 0)
	f("one line", line, 0)
	f("cut gzip", z[:len(z)/2], -1)
	f("header of gzip", z[:5], 1)
	f("too long", append([]byte(strings.Repeat("x", 1<<17)+"\n"), line...), 1)
	f("NUL", bytes.Replace(line, []byte("37\t"), []byte("3\x007\t"), 1), -1)
	f("bad UTF-8", bytes.Replace(line, []byte("page="), []byte("page=\xff\xfe"), 1), -1)
	f("binary", bytes.Repeat([]byte{0, 1, 2, 0xff}, 1000), 1)
	f("bomb", packed(t, bytes.Repeat([]byte("x"), 1<<25)), 1)
}

func TestOpen(t *testing.T) {
	doc := &engine.Document{Stage: "unknown"}
	if _, err := stage.Open(t.Context(), doc, stage.Env{}); !errors.Is(err, stage.ErrStage) {
		t.Errorf("unknown stage: %v", err)
	}
	doc = &engine.Document{Stage: engine.StageKeys, Places: map[string]engine.Place{"x": {}}, Settings: json.RawMessage(`{}`)}
	if _, err := stage.Open(t.Context(), doc, stage.Env{}); !errors.Is(err, engine.ErrDocument) {
		t.Errorf("a place that is not open: %v", err)
	}
	doc = &engine.Document{Stage: engine.StageKeys, Settings: json.RawMessage(`[]`)}
	if _, err := stage.Open(t.Context(), doc, stage.Env{}); !errors.Is(err, engine.ErrDocument) {
		t.Errorf("settings of another form: %v", err)
	}
}

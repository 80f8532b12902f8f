package filter_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/filter"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/embedded"
	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/rows"
	"github.com/camonica/camonica/payload/container"
	"github.com/camonica/camonica/seal/spill"
	"github.com/camonica/camonica/shred"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/mem"
)

// enriched is events, two of them copies of the first: one with its fingerprint,
// one with another.
func enriched(t *testing.T) []byte {
	t.Helper()
	var good bytes.Buffer
	if _, err := filter.Enrich(context.Background(), []filter.Input{input("log", sample(t, 400))}, options(t, 1), &good, nil); err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(good.String(), "\n")
	with := func(fingerprint string) string {
		fields := strings.Split(first, "\t")
		fields[event.EventFingerprint] = fingerprint
		return strings.Join(fields, "\t") + "\n"
	}
	return append(good.Bytes(), with("aa")+with("aa")+with("bb")+"not an event\n"...)
}

func shredOptions(t *testing.T, layout shred.Layout) (filter.ShredOptions, *iglu.Set) {
	t.Helper()
	folder, err := spill.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close() })
	schemas := iglu.NewSet([]iglu.Source{{Name: "embedded", Class: iglu.ClassEmbedded, Registry: embedded.Registry{}}}, iglu.Options{})
	o := filter.ShredOptions{
		Shred:  shred.Options{Schemas: schemas, Layout: layout, Validate: true, Processor: badrow.Processor{Artifact: "camonica", Version: "1.0.0"}},
		Limits: container.DefaultLimits(), Spool: folder, Base: "file:///x/", Run: "2026-06-01-00-00-00",
	}
	o.Shred.Formats.Tabular = layout == shred.ModelTSV
	return o, schemas
}

func content(t *testing.T, s store.Store) map[string]string {
	t.Helper()
	all := map[string]string{}
	for info, err := range s.List(context.Background(), "") {
		if err != nil {
			t.Fatal(err)
		}
		b, err := store.ReadAll(context.Background(), s, info.Key, 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		all[info.Key] = string(b)
	}
	return all
}

func TestShred(t *testing.T) {
	in := enriched(t)
	for _, layout := range []shred.Layout{shred.JSON, shred.ModelTSV} {
		var want map[string]string
		for range 2 {
			o, schemas := shredOptions(t, layout)
			dst := mem.New()
			var bad bytes.Buffer
			r, report, err := filter.Shred(context.Background(), []filter.Input{input("in", in)}, o, dst, &bad)
			if err != nil {
				t.Fatal(err)
			}
			if report.In != int64(bytes.Count(in, []byte("\n"))) || report.In != r.Stats.Good+r.Stats.Bad+r.Stats.Dropped || r.Stats.Dropped != 1 || r.Stats.Bad != 1 {
				t.Errorf("%s: in %d, stats %+v", layout, report.In, r.Stats)
			}
			if n := strings.Count(bad.String(), "\n"); n != 1 {
				t.Errorf("%s: %d failed events", layout, n)
			}
			got := content(t, dst)
			if !json.Valid([]byte(got[shred.CompleteName])) {
				t.Errorf("%s: no completion document", layout)
			}
			if want == nil {
				want = got
			}
			for key, text := range got {
				if want[key] != text {
					t.Errorf("%s: %s differs from run to run", layout, key)
				}
			}
			testBatch(t, dst, r, schemas)
		}
	}
}

// testBatch reads all rows of the output as a load does.
func testBatch(t *testing.T, s store.Store, r *shred.Result, schemas load.Schemas) {
	t.Helper()
	ctx := context.Background()
	b, err := filter.LoadBatch(ctx, s, "", schemas)
	if err != nil {
		t.Fatal(err)
	}
	if b.Run != "2026-06-01-00-00-00" || len(b.Tables) == 0 {
		t.Errorf("batch %+v", b)
	}
	var names []string
	var total int64
	for _, table := range b.Tables {
		if slices.Contains(names, table.Name) {
			t.Errorf("table %s is there twice", table.Name)
		}
		names = append(names, table.Name)
		src := rows.Open(ctx, table.Table, table.Parts)
		fields := make([][]byte, len(table.Columns))
		n := int64(0)
		for {
			err := src.Next(fields)
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("table %s: %v", table.Name, err)
			}
			n++
		}
		src.Close()
		if table.Name == load.EventsTable && n != r.Stats.Good {
			t.Errorf("%d rows of events, want %d", n, r.Stats.Good)
		}
		total += n
	}
	if total != r.Stats.Good+r.Stats.Entities {
		t.Errorf("%d rows, want %d", total, r.Stats.Good+r.Stats.Entities)
	}
}

func TestShredErrors(t *testing.T) {
	ctx := context.Background()
	o, schemas := shredOptions(t, shred.JSON)
	dst := mem.New()
	if _, err := store.PutBytes(ctx, dst, "old", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := filter.Shred(ctx, []filter.Input{input("in", nil)}, o, dst, nil); !errors.Is(err, filter.ErrNotEmpty) {
		t.Errorf("a folder with something in it: %v", err)
	}
	if _, err := filter.LoadBatch(ctx, dst, "x", schemas); !errors.Is(err, filter.ErrIncomplete) {
		t.Errorf("a folder that is not whole: %v", err)
	}
	dst = mem.New()
	if _, _, err := filter.Shred(ctx, []filter.Input{input("in", enriched(t))}, o, dst, &brokenWriter{}); !errors.Is(err, errFull) {
		t.Errorf("failed events that can't be written: %v", err)
	}
	if all := content(t, dst); all[shred.CompleteName] != "" {
		t.Error("a completion document after an error")
	}
}

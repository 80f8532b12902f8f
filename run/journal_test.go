package run_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"github.com/camonica/camonica/run"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/mem"
)

func TestJournal(t *testing.T) {
	ctx := context.Background()
	st := mem.New()
	const id = run.ID("2026-01-02-03-04-05")
	if j, err := run.Unfinished(ctx, st, ""); j != nil || err != nil {
		t.Fatalf("empty store: %v, %v", j, err)
	}
	plan, err := makePlan(t, run.Options{}, files{rawLog}, nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := run.Begin(plan, configOf(t, batchYAML), "v1")
	if err != nil {
		t.Fatal(err)
	}
	j, err := run.CreateJournal(ctx, st, m)
	if err != nil {
		t.Fatal(err)
	}
	j.Step("staging", "").State = run.Done
	j.Target("pg", "").State = run.Running
	if err := j.Save(ctx); err != nil {
		t.Fatal(err)
	}
	again, err := run.Unfinished(ctx, st, "")
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(again.Manifest, j.Manifest) {
		t.Errorf("read %+v, want %+v", again.Manifest, j.Manifest)
	}
	// A second process that goes on with the same version loses.
	if err := again.Save(ctx); err != nil {
		t.Fatal(err)
	}
	if err := j.Save(ctx); !errors.Is(err, run.ErrTaken) {
		t.Errorf("second writer: %v, want ErrTaken", err)
	}
	if err := again.Finish(ctx, start); err != nil {
		t.Fatal(err)
	}
	if j, err := run.Unfinished(ctx, st, ""); j != nil || err != nil {
		t.Errorf("after the end: %v, %v", j, err)
	}
	if _, err := run.Unfinished(ctx, st, id); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("resume of an ended run: %v, want ErrNotExist", err)
	}
	final, err := run.ReadManifest(ctx, st, id)
	if err != nil || final.Number != 4 || !final.Ended.Equal(start) {
		t.Errorf("final manifest %+v, %v", final, err)
	}
	runs, err := run.Runs(ctx, st)
	if err != nil || len(runs) != 1 || runs[0] != (run.Listed{Run: id, Ended: true}) {
		t.Errorf("runs %+v, %v", runs, err)
	}
}

func TestManifestNotesChanges(t *testing.T) {
	m := &run.Manifest{}
	c := configOf(t, batchYAML)
	if changed, err := m.Continue(c, "v1"); changed || err != nil {
		t.Errorf("first: changed %v, %v", changed, err)
	}
	c = configOf(t, batchYAML+"# a comment\n")
	if changed, _ := m.Continue(c, "v2"); changed {
		t.Error("a comment is no change")
	}
	c = configOf(t, batchYAML+"engine: {workers: 2}\n")
	if changed, _ := m.Continue(c, "v2"); !changed {
		t.Error("another value is a change")
	}
	if got := m.Builds; !reflect.DeepEqual(got, []string{"v1", "v2"}) {
		t.Errorf("builds %v", got)
	}
}

// FuzzManifest holds for whatever lies where a run's manifest is looked for.
func FuzzManifest(f *testing.F) {
	const id = run.ID("2026-01-02-03-04-05")
	f.Add([]byte(`{"version":1,"run":"2026-01-02-03-04-05","config":"a: 1","steps":[{}]}`))
	f.Add([]byte(`{"version":1,"run":"x"}`))
	f.Add([]byte(`{"version":99}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		st := mem.New()
		if _, err := store.PutBytes(t.Context(), st, store.ManifestKey(string(id)), b); err != nil {
			t.Fatal(err)
		}
		m, err := run.ReadManifest(t.Context(), st, id)
		if err != nil && !errors.Is(err, run.ErrManifest) || err == nil && !m.Run.Valid() {
			t.Errorf("got %v, %v", m, err)
		}
		if err != nil {
			return
		}
		again, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if err := st.Delete(t.Context(), store.ManifestKey(string(id))); err != nil {
			t.Fatal(err)
		}
		if _, err := store.PutBytes(t.Context(), st, store.ManifestKey(string(id)), again); err != nil {
			t.Fatal(err)
		}
		if back, err := run.ReadManifest(t.Context(), st, id); err != nil || back.Run != m.Run {
			t.Errorf("%s can't be read again: %v", again, err)
		}
	})
}

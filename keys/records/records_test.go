package records_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/keys/records"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/mem"
)

func provider(t *testing.T) keys.Provider {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kek")
	if err := keys.NewFile(path); err != nil {
		t.Fatal(err)
	}
	p, err := keys.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const run = "2018-07-23-13-00-05"

func establish(t *testing.T, s store.Store, p keys.Provider, name, run string) *keys.Key {
	t.Helper()
	r := records.New(s)
	k, err := r.Establish(t.Context(), keys.NewRing(r, p), name, run)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestEstablish(t *testing.T) {
	s, p := mem.New(), provider(t)
	k := establish(t, s, p, keys.RecordName(run), run)
	again := establish(t, s, p, keys.RecordName(run), run)
	if again.ID() != k.ID() || !bytes.Equal(again.Extract(nil), k.Extract(nil)) {
		t.Error("a resumed run has another key")
	}
	w := establish(t, s, p, keys.WarehouseRecordName(run), run)
	c := establish(t, s, p, keys.RecordName("collector/host-1/2018-07-23-13"), "collector/host-1/2018-07-23-13")
	if w.ID() == k.ID() || w.RunID() != run || bytes.Equal(w.Extract(nil), k.Extract(nil)) {
		t.Error("the warehouse shares the run's key")
	}
	var names []string
	for i, err := range s.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, i.Key)
	}
	want := []string{"collector/host-1/2018-07-23-13.0001.json", "run=" + run + ".0001.json", "warehouse.run=" + run + ".0001.json"}
	if !slices.Equal(names, want) {
		t.Errorf("records %q, want %q", names, want)
	}

	ring := keys.NewRing(records.New(s), p)
	for _, k := range []*keys.Key{k, w, c} {
		for _, hint := range []string{k.RunID(), ""} {
			got, err := ring.Find(t.Context(), k.ID(), hint)
			if err != nil || !bytes.Equal(got.Extract(nil), k.Extract(nil)) {
				t.Errorf("Find(%s, %q): %v", k, hint, err)
			}
			ring = keys.NewRing(records.New(s), p)
		}
	}
	if _, err := ring.Find(t.Context(), k.ID(), "other"); !errors.Is(err, keys.ErrRun) {
		t.Errorf("key of another run: %v", err)
	}
}

func TestEstablishTogether(t *testing.T) {
	s, p := mem.New(), provider(t)
	ids := make([]keys.ID, 8)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() { ids[i] = establish(t, s, p, keys.RecordName(run), run).ID() })
	}
	wg.Wait()
	if slices.ContainsFunc(ids, func(id keys.ID) bool { return id != ids[0] }) {
		t.Error("one run has several keys")
	}
}

func TestReplace(t *testing.T) {
	s, old, p := mem.New(), provider(t), provider(t)
	name := keys.RecordName(run)
	k := establish(t, s, old, name, run)
	r := records.New(s)
	rec, v, err := r.LatestVersion(t.Context(), name)
	if err != nil || v != 1 || rec.State != keys.Active {
		t.Fatalf("LatestVersion = %+v, %d, %v", rec, v, err)
	}
	rewrapped, err := keys.NewRing(nil, p).Wrap(t.Context(), k)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Replace(t.Context(), name, v, rewrapped); err != nil {
		t.Fatal(err)
	}
	if err := r.Replace(t.Context(), name, v, rewrapped); !errors.Is(err, store.ErrExists) {
		t.Errorf("replaced from an old version: %v", err)
	}
	if got, err := r.Versions(t.Context(), name); err != nil || !slices.Equal(got, []int{2}) {
		t.Errorf("versions %d, %v, want 2 only", got, err)
	}
	if _, err := keys.NewRing(r, p).Find(t.Context(), k.ID(), run); err != nil {
		t.Errorf("under the new key: %v", err)
	}
	var ke *keys.KeyError
	_, err = keys.NewRing(r, old).Find(t.Context(), k.ID(), run)
	if !errors.Is(err, keys.ErrUnwrap) || !errors.As(err, &ke) || ke.KeyID != k.ID() || ke.Provider != "file" {
		t.Errorf("under the old key: %v", err)
	}
	_, err = keys.NewRing(r).Find(t.Context(), k.ID(), run)
	if !errors.Is(err, keys.ErrNoWrapping) || !strings.Contains(err.Error(), "provider file") {
		t.Errorf("without a provider: %v", err)
	}
}

func TestStates(t *testing.T) {
	s, p := mem.New(), provider(t)
	name := keys.RecordName(run)
	k := establish(t, s, p, name, run)
	r := records.New(s)
	change := func(v int, state keys.State) {
		t.Helper()
		rec, _, err := r.LatestVersion(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		rec.State = state
		if state == keys.Destroyed {
			rec.Wrapped = nil
		}
		if err := r.Replace(t.Context(), name, v, rec); err != nil {
			t.Fatal(err)
		}
	}
	change(1, keys.Retired)
	ring := keys.NewRing(r, p)
	if _, err := ring.Sealing(t.Context(), name); !errors.Is(err, keys.ErrRetired) {
		t.Errorf("sealing with a retired key: %v", err)
	}
	if _, err := ring.Find(t.Context(), k.ID(), run); err != nil {
		t.Errorf("opening with a retired key: %v", err)
	}
	change(2, keys.Destroyed)
	ring = keys.NewRing(r, p)
	if _, err := ring.Find(t.Context(), k.ID(), run); !errors.Is(err, keys.ErrDestroyed) {
		t.Errorf("opening with a destroyed key: %v", err)
	}
	if _, err := r.Establish(t.Context(), ring, name, run); !errors.Is(err, keys.ErrDestroyed) {
		t.Errorf("a destroyed key is made anew: %v", err)
	}
}

// A record that was altered opens nothing.
func TestTampering(t *testing.T) {
	s, p := mem.New(), provider(t)
	name := keys.RecordName(run)
	k := establish(t, s, p, name, run)
	good, err := store.ReadAll(t.Context(), s, records.Key(name, 1), 1<<16)
	if err != nil {
		t.Fatal(err)
	}
	f := func(what string, change func(map[string]any), want error) {
		t.Helper()
		var doc map[string]any
		if err := json.Unmarshal(good, &doc); err != nil {
			t.Fatal(err)
		}
		change(doc)
		b, _ := json.Marshal(doc)
		s := mem.New()
		if _, err := store.PutBytes(t.Context(), s, records.Key(name, 1), b); err != nil {
			t.Fatal(err)
		}
		_, err := keys.NewRing(records.New(s), p).Find(t.Context(), k.ID(), run)
		var ke *keys.KeyError
		if !errors.Is(err, want) || !errors.As(err, &ke) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	f("version", func(d map[string]any) { d["version"] = 2 }, keys.ErrRecord)
	f("suite", func(d map[string]any) { d["suite"] = 2 }, keys.ErrRecord)
	f("run", func(d map[string]any) { d["run_id"] = "other" }, keys.ErrRecord)
	f("key", func(d map[string]any) { d["key_id"] = keys.NewID().String() }, keys.ErrRecord)
	f("state", func(d map[string]any) { d["state"] = "x" }, keys.ErrRecord)
	f("destroyed", func(d map[string]any) { d["state"] = "destroyed" }, keys.ErrRecord)
	f("no wrapping", func(d map[string]any) { d["wrapped"] = nil }, keys.ErrRecord)
	f("run and context", func(d map[string]any) {
		d["run_id"] = "other"
		d["wrapped"].([]any)[0].(map[string]any)["context"].(map[string]any)["camonica:run"] = "other"
	}, keys.ErrUnwrap)
	f("ciphertext", func(d map[string]any) {
		d["wrapped"].([]any)[0].(map[string]any)["ciphertext"] = "AAAA"
	}, keys.ErrUnwrap)
}

func TestNoRecord(t *testing.T) {
	ring := keys.NewRing(records.New(mem.New()), provider(t))
	if _, err := ring.Find(t.Context(), keys.NewID(), ""); !errors.Is(err, keys.ErrNoRecord) {
		t.Errorf("Find: %v", err)
	}
	if _, err := ring.Sealing(t.Context(), "run=1"); !errors.Is(err, keys.ErrNoRecord) {
		t.Errorf("Sealing: %v", err)
	}
}

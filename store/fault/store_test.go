package fault_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/fault"
	"github.com/camonica/camonica/store/mem"
	"github.com/camonica/camonica/store/sealed"
	"github.com/camonica/camonica/store/storetest"
)

func TestWithoutFaults(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return fault.New(mem.New(), fault.Plan{}) })
}

func TestCrash(t *testing.T) {
	inner := mem.New()
	s := fault.New(inner, fault.Plan{CrashAfter: 3})
	for i, key := range []string{"a", "b", "c", "d"} {
		_, err := store.PutBytes(t.Context(), s, key, nil)
		if want := i >= 3; errors.Is(err, fault.ErrCrashed) != want {
			t.Errorf("request %d: %v", i, err)
		}
	}
	n := 0
	for range inner.List(t.Context(), "") {
		n++
	}
	if n != 3 {
		t.Errorf("%d objects, want 3", n)
	}
}

// Whatever happens to the stored bytes, a sealed object reads as it was or not
// at all.
func TestSealedNeverLies(t *testing.T) {
	inner, ring := mem.New(), keys.NewRing(nil)
	ring.Add(keys.RecordName("1"), keys.Generate("1"))
	config := sealed.Config{Kind: seal.Enriched, Ring: ring}
	want := strings.Repeat("0123456789", 12_000)
	if _, err := store.PutBytes(t.Context(), sealed.New(inner, config), "run=1/a", []byte(want)); err != nil {
		t.Fatal(err)
	}
	bad := 0
	for seed := range uint64(300) {
		s := sealed.New(fault.New(inner, fault.Plan{Seed: seed, Cuts: 0.5, Flips: 0.5}), config)
		r, err := s.Open(t.Context(), "run=1/a", 0, -1)
		var got []byte
		if err == nil {
			got, err = io.ReadAll(r)
			r.Close()
		}
		if err == nil && string(got) != want {
			t.Fatalf("seed %d: %d wrong bytes read without an error", seed, len(got))
		}
		if !strings.HasPrefix(want, string(got)) {
			t.Fatalf("seed %d: wrong bytes came out before %v", seed, err)
		}
		var ke *keys.KeyError
		if err != nil && !errors.Is(err, seal.ErrIntegrity) && !errors.As(err, &ke) {
			t.Errorf("seed %d: %v", seed, err)
		}
		if err != nil {
			bad++
		}
	}
	if bad < 100 {
		t.Errorf("only %d faults were seen", bad)
	}
}

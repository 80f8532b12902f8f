package records_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/keys/records"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/fault"
	"github.com/camonica/camonica/store/mem"
)

// Interrupted after any request, a record opens under the old or the new key, and
// the next call brings it to its end.
func TestRewrapInterrupted(t *testing.T) {
	old, new := provider(t), provider(t)
	name := keys.RecordName(run)
	for crash := 1; crash < 12; crash++ {
		s := mem.New()
		k := establish(t, s, old, name, run)
		broken := records.New(fault.New(s, fault.Plan{CrashAfter: crash}))
		_, err := broken.Rewrap(t.Context(), keys.NewRing(broken, new, old), name)
		if err != nil && !errors.Is(err, fault.ErrCrashed) {
			t.Fatal(err)
		}
		r := records.New(s)
		either := keys.NewRing(r, new, old)
		if got, err := either.Find(t.Context(), k.ID(), run); err != nil || !bytes.Equal(got.Extract(nil), k.Extract(nil)) {
			t.Fatalf("crash after %d requests: %v", crash, err)
		}
		if _, err := r.Rewrap(t.Context(), either, name); err != nil {
			t.Fatal(err)
		}
		if _, err := keys.NewRing(r, new).Find(t.Context(), k.ID(), run); err != nil {
			t.Errorf("after the second call, under the new key: %v", err)
		}
		if _, err := keys.NewRing(r, old).Find(t.Context(), k.ID(), run); !errors.Is(err, keys.ErrUnwrap) {
			t.Errorf("after the second call, under the old key: %v", err)
		}
		if changed, err := r.Rewrap(t.Context(), either, name); changed || err != nil {
			t.Errorf("a third call: %t, %v", changed, err)
		}
	}
}

func TestShred(t *testing.T) {
	s, p := mem.New(), provider(t)
	name, other := keys.RecordName(run), keys.WarehouseRecordName(run)
	k, kept := establish(t, s, p, name, run), establish(t, s, p, other, run)
	r := records.New(s)
	// A left-over of an interrupted change must go as well.
	b, err := store.ReadAll(t.Context(), s, records.Key(name, 1), 1<<16)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.PutBytes(t.Context(), s, records.Key(name, 2), b); err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		if changed, err := r.Shred(t.Context(), name); changed != (i == 0) || err != nil {
			t.Errorf("call %d: %t, %v", i, changed, err)
		}
	}
	if got, err := r.Versions(t.Context(), name); err != nil || !slices.Equal(got, []int{3}) {
		t.Errorf("versions %d, %v", got, err)
	}
	ring := keys.NewRing(r, p)
	if _, err := ring.Find(t.Context(), k.ID(), run); !errors.Is(err, keys.ErrDestroyed) {
		t.Errorf("the shredded key: %v", err)
	}
	if _, err := ring.Find(t.Context(), kept.ID(), run); err != nil {
		t.Errorf("the other key: %v", err)
	}
	if changed, err := r.Rewrap(t.Context(), ring, name); changed || err != nil {
		t.Errorf("Rewrap of a shredded key: %t, %v", changed, err)
	}
}

// undeletable keeps what is deleted, as a store with versions would.
type undeletable struct{ store.Store }

func (undeletable) Delete(context.Context, string) error { return nil }

func TestShredSurvivor(t *testing.T) {
	s, p := mem.New(), provider(t)
	establish(t, s, p, keys.RecordName(run), run)
	if changed, err := records.New(undeletable{s}).Shred(t.Context(), keys.RecordName(run)); err == nil {
		t.Errorf("success in spite of a record that is left: %t", changed)
	}
}

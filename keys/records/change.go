package records

import (
	"context"
	"fmt"

	"github.com/camonica/camonica/keys"
)

// Rewrap gives a record the wrappings that the ring's first provider makes, in
// place of those it has; the ring must open one of these. No data is touched. It
// answers false if the record needs no change: it is destroyed, or an earlier
// call has come this far. Whenever it is interrupted, the key opens under the
// old or the new key-encryption key.
func (r *Records) Rewrap(ctx context.Context, ring *keys.Ring, name string) (bool, error) {
	old, version, err := r.LatestVersion(ctx, name)
	if err != nil {
		return false, err
	}
	if old.State == keys.Destroyed {
		return false, nil
	}
	k, err := ring.Find(ctx, old.KeyID, old.RunID)
	if err != nil {
		return false, err
	}
	rec, err := ring.Wrap(ctx, k)
	if err != nil {
		return false, err
	}
	if sameKeys(old.Wrapped, rec.Wrapped) {
		return false, r.deleteUpTo(ctx, name, version-1)
	}
	rec.Created, rec.State = old.Created, old.State
	return true, r.Replace(ctx, name, version, rec)
}

// sameKeys tells whether two lists of wrappings are under the same
// key-encryption keys.
func sameKeys(a, b []keys.Wrapping) bool {
	type kek struct{ provider, key string }
	have := make(map[kek]bool)
	for _, w := range a {
		have[kek{w.Provider, w.Key}] = true
	}
	want := make(map[kek]bool)
	for _, w := range b {
		want[kek{w.Provider, w.Key}] = true
		if !have[kek{w.Provider, w.Key}] {
			return false
		}
	}
	return len(have) == len(want)
}

// Shred destroys a key for good: it stores a record without wrappings, deletes
// all others, and makes sure that they are gone. What the key sealed is lost to
// everyone but processes that have the key in memory. It answers false if there
// was nothing to destroy any more.
//
// It sees the store's present objects only. Where the store keeps versions,
// copies or backups of what is deleted, those must be deleted too.
func (r *Records) Shred(ctx context.Context, name string) (bool, error) {
	rec, version, err := r.LatestVersion(ctx, name)
	if err != nil {
		return false, err
	}
	done := rec.State == keys.Destroyed
	if !done {
		rec.State, rec.Wrapped = keys.Destroyed, nil
		version++
		if err := r.put(ctx, name, version, rec); err != nil {
			return false, err
		}
	}
	if err := r.deleteUpTo(ctx, name, version-1); err != nil {
		return false, err
	}
	versions, err := r.Versions(ctx, name)
	if err != nil {
		return false, err
	}
	for _, v := range versions {
		left, err := r.read(ctx, Key(name, v))
		if err != nil {
			return false, err
		}
		if len(left.Wrapped) > 0 {
			return false, fmt.Errorf("shred %s: key record %s still opens", name, Key(name, v))
		}
	}
	return !done, nil
}

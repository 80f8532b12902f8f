package run

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/sealed"
)

// bare opens a location as it lies there: sealed objects under their stored
// names.
func (x *Executor) bare(ctx context.Context, l config.Location) (store.Store, error) {
	return x.Openers.Open(ctx, l.String())
}

// place opens a location for objects of a kind: sealed where the configuration
// says so. run is the run of objects whose key names none.
func (x *Executor) place(ctx context.Context, l config.Location, kind seal.Kind, run string) (store.Store, error) {
	st, err := x.bare(ctx, l)
	if err != nil || !x.Config.Seals(l) {
		return st, err
	}
	if x.Ring == nil {
		return nil, fmt.Errorf("open %s: it is to be sealed and there is no key", l)
	}
	return sealed.New(st, sealed.Config{Kind: kind, Ring: x.Ring, Run: run}), nil
}

// logs opens the location log for the documents of a run.
func (x *Executor) logs(ctx context.Context, run string) (store.Store, error) {
	return x.place(ctx, x.Config.AWS.S3.Buckets.Log, seal.Manifest, run)
}

// rawIn opens a location of raw.in: collectors that seal nothing write there, too.
func (x *Executor) rawIn(ctx context.Context, l config.Location) (store.Store, error) {
	st, err := x.bare(ctx, l)
	if err != nil || !x.Config.Seals(l) || x.Ring == nil {
		return st, err
	}
	return sealed.New(st, sealed.Config{Kind: seal.Raw, Ring: x.Ring, AllowClear: true}), nil
}

// seals says whether anything of a run is sealed.
func (x *Executor) seals() bool {
	b := &x.Config.AWS.S3.Buckets
	for _, l := range []config.Location{b.Log, b.Raw.Processing, b.Enriched.Good, b.Enriched.Bad, b.Shredded.Good, b.Shredded.Bad, x.Config.Enrich.PIIFeed} {
		if !l.IsZero() && x.Config.Seals(l) {
			return true
		}
	}
	return false
}

// dedupeLabel is what the key of the keyed hashes is derived with.
const dedupeLabel = "camonica/v1/dedupe"

// openKeys makes the keys of a new run, or opens those of a resumed one, before
// anything is read or written with them. It returns the id of the run key.
func (w *work) openKeys(ctx context.Context) (string, error) {
	if !w.seals() {
		w.salt = openSalt(string(w.plan.Run))
		return "", nil
	}
	if w.Ring == nil || w.Records == nil {
		return "", errors.New("open keys: the configuration asks for sealed objects and names no key")
	}
	run := string(w.plan.Run)
	for _, name := range []string{keys.RecordName(run), keys.WarehouseRecordName(run)} {
		if w.journal != nil {
			// A resumed run has its keys; a second one would not open its objects.
			if _, err := w.Ring.Sealing(ctx, name); err != nil {
				return "", fmt.Errorf("resume run %s: %w", run, err)
			}
			continue
		}
		if _, err := w.Records.Establish(ctx, w.Ring, name, run); err != nil {
			return "", err
		}
	}
	k, err := w.Ring.Sealing(ctx, keys.RecordName(run))
	if err != nil {
		return "", err
	}
	w.salt = k.Derive(dedupeLabel)
	return k.ID().String(), nil
}

// held is a lock of the state folder; the zero one is none.
type held struct{ lock *StateLock }

func (h held) Release() {
	if h.lock != nil {
		// The kernel frees the lock with the file, whatever Close says.
		_ = h.lock.Release()
	}
}

func (h held) Note(holder Holder) error {
	if h.lock == nil {
		return nil
	}
	return h.lock.Note(holder)
}

// lockState keeps other runs of the same state folder out.
func (x *Executor) lockState(started time.Time) (held, error) {
	log := x.Config.AWS.S3.Buckets.Log
	if !log.IsFile() {
		return held{}, nil
	}
	lock, err := LockState(filepath.Join(log.Path(), filepath.FromSlash(store.LockKey())), NewHolder("", started))
	return held{lock}, err
}

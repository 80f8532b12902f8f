package keys

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"
)

// A Source finds key records; keys/records is one. Both methods answer
// ErrNoRecord if there is none.
type Source interface {
	// Latest is the newest record of a name.
	Latest(ctx context.Context, name string) (*Record, error)
	// Find is the newest record of the key with this id, wherever it is.
	Find(ctx context.Context, id ID) (*Record, error)
}

// A Ring finds keys and keeps those it found for as long as the process lives:
// one call to a provider for each run. It may be used from many goroutines,
// which then wait for each other's calls.
type Ring struct {
	source    Source
	providers []Provider

	mu     sync.Mutex
	byID   map[ID]*Key
	byName map[string]*Key // keys to seal with
}

// NewRing has records from source. The first provider wraps new keys, all of
// them open old ones.
func NewRing(source Source, providers ...Provider) *Ring {
	return &Ring{source: source, providers: providers, byID: make(map[ID]*Key), byName: make(map[string]*Key)}
}

// Add makes a key known that has just been made, as the one to seal with under
// the name of its record.
func (r *Ring) Add(name string, k *Key) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.byID[k.ID()] = k
	r.byName[name] = k
}

// Wrap makes the record of a new key.
func (r *Ring) Wrap(ctx context.Context, k *Key) (*Record, error) {
	if len(r.providers) == 0 {
		return nil, &KeyError{KeyID: k.id, Run: k.run, Err: ErrNoWrapping}
	}
	b := Binding{Run: k.run, KeyID: k.id}
	wrapped, err := r.providers[0].Wrap(ctx, k.secret[:], b)
	if err != nil {
		return nil, &KeyError{KeyID: k.id, Run: k.run, Err: err}
	}
	return &Record{
		Version: recordVersion,
		KeyID:   k.id,
		RunID:   k.run,
		Suite:   recordSuite,
		Created: time.Now().UTC().Truncate(time.Second),
		Wrapped: wrapped,
		State:   Active,
	}, nil
}

// Find is the key with which an object was sealed. Run is the run that the
// object's place names, empty if it names none; a key of another run is ErrRun.
// All errors are a KeyError, or an outage of the source.
func (r *Ring) Find(ctx context.Context, id ID, run string) (*Key, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k, ok := r.byID[id]
	if !ok {
		rec, err := r.record(ctx, id, run)
		if err != nil {
			return nil, &KeyError{KeyID: id, Run: run, Err: err}
		}
		if k, err = r.unwrap(ctx, rec); err != nil {
			return nil, err
		}
		r.byID[id] = k
	}
	if run != "" && k.run != run {
		return nil, &KeyError{KeyID: id, Run: k.run, Err: ErrRun}
	}
	return k, nil
}

// record tries the records that the run would have, then all.
func (r *Ring) record(ctx context.Context, id ID, run string) (*Record, error) {
	if r.source == nil {
		return nil, ErrNoRecord
	}
	if run != "" {
		for _, name := range []string{RecordName(run), WarehouseRecordName(run)} {
			rec, err := r.source.Latest(ctx, name)
			if err == nil && rec.KeyID == id {
				return rec, nil
			}
			if err != nil && !errors.Is(err, ErrNoRecord) {
				return nil, err
			}
		}
	}
	return r.source.Find(ctx, id)
}

// Sealing is the key to seal new objects with, by the name of its record. The
// record must be there: whoever begins a run makes it first.
func (r *Ring) Sealing(ctx context.Context, name string) (*Key, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if k, ok := r.byName[name]; ok {
		return k, nil
	}
	if r.source == nil {
		return nil, &KeyError{Run: name, Err: ErrNoRecord}
	}
	rec, err := r.source.Latest(ctx, name)
	if err != nil {
		return nil, &KeyError{Run: name, Err: err}
	}
	if rec.State == Retired {
		return nil, &KeyError{KeyID: rec.KeyID, Run: rec.RunID, Err: ErrRetired}
	}
	k, ok := r.byID[rec.KeyID]
	if !ok {
		if k, err = r.unwrap(ctx, rec); err != nil {
			return nil, err
		}
		r.byID[rec.KeyID] = k
	}
	r.byName[name] = k
	return k, nil
}

// unwrap tries each provider on each wrapping.
func (r *Ring) unwrap(ctx context.Context, rec *Record) (*Key, error) {
	fail := &KeyError{KeyID: rec.KeyID, Run: rec.RunID, Err: ErrNoWrapping}
	if rec.State == Destroyed {
		fail.Err = ErrDestroyed
		return nil, fail
	}
	for _, w := range rec.Wrapped {
		if errors.Is(fail.Err, ErrNoWrapping) {
			fail.Provider = w.Provider
		}
		for _, p := range r.providers {
			secret, err := p.Unwrap(ctx, w, rec.Binding())
			if errors.Is(err, ErrNoWrapping) {
				continue
			}
			if err != nil {
				fail.Provider, fail.Err = w.Provider, err
				continue
			}
			k, err := New(rec.KeyID, rec.RunID, secret)
			clear(secret)
			if err != nil {
				fail.Provider, fail.Err = w.Provider, err
				continue
			}
			return k, nil
		}
	}
	return nil, fail
}

func isCollector(run string) bool { return strings.HasPrefix(run, "collector/") }

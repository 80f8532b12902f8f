package records

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/store"
)

// Records is a key store. It may be used from many goroutines.
type Records struct {
	s store.Store

	mu    sync.Mutex
	names map[keys.ID]string // of records seen so far
}

var _ keys.Source = (*Records)(nil)

// maxRecord is far above what any number of wrappings takes.
const maxRecord = 1 << 20

// New keeps records in s, which has its root at the key store and is not
// sealed: records hold no key in clear.
func New(s store.Store) *Records { return &Records{s: s, names: make(map[keys.ID]string)} }

// Key is the key of a record's version in its store.
func Key(name string, version int) string { return fmt.Sprintf("%s.%04d.json", name, version) }

// parseKey is the reverse of Key.
func parseKey(key string) (name string, version int, ok bool) {
	rest, ok := strings.CutSuffix(key, ".json")
	if !ok {
		return "", 0, false
	}
	dot := strings.LastIndexByte(rest, '.')
	if dot < 1 || len(rest)-dot-1 < 4 {
		return "", 0, false
	}
	n, err := strconv.ParseUint(rest[dot+1:], 10, 31)
	if err != nil || n == 0 {
		return "", 0, false
	}
	return rest[:dot], int(n), true
}

// Create stores the first version of a record. store.ErrExists if there is one.
func (r *Records) Create(ctx context.Context, name string, rec *keys.Record) error {
	return r.put(ctx, name, 1, rec)
}

// Replace stores the next version of a record, then deletes the older ones.
// Version is the one that was read; store.ErrExists if another process was
// faster.
func (r *Records) Replace(ctx context.Context, name string, version int, rec *keys.Record) error {
	if err := r.put(ctx, name, version+1, rec); err != nil {
		return err
	}
	return r.deleteUpTo(ctx, name, version)
}

func (r *Records) deleteUpTo(ctx context.Context, name string, version int) error {
	versions, err := r.Versions(ctx, name)
	if err != nil {
		return err
	}
	for _, v := range versions {
		if v > version {
			continue
		}
		if err := r.s.Delete(ctx, Key(name, v)); err != nil {
			return fmt.Errorf("delete key record %s: %w", Key(name, v), err)
		}
	}
	return nil
}

func (r *Records) put(ctx context.Context, name string, version int, rec *keys.Record) error {
	b, err := rec.Encode()
	if err != nil {
		return err
	}
	if _, err := store.PutBytes(ctx, r.s, Key(name, version), b); err != nil {
		return fmt.Errorf("create key record %s: %w", Key(name, version), err)
	}
	r.remember(rec.KeyID, name)
	return nil
}

// Versions lists the versions of a record that are there, ascending.
func (r *Records) Versions(ctx context.Context, name string) ([]int, error) {
	var versions []int
	for i, err := range r.s.List(ctx, name+".") {
		if err != nil {
			return nil, fmt.Errorf("list key records of %s: %w", name, err)
		}
		if n, v, ok := parseKey(i.Key); ok && n == name {
			versions = append(versions, v)
		}
	}
	slices.Sort(versions)
	return versions, nil
}

// Latest is the record with the highest number.
func (r *Records) Latest(ctx context.Context, name string) (*keys.Record, error) {
	rec, _, err := r.LatestVersion(ctx, name)
	return rec, err
}

// LatestVersion is Latest with the number, for Replace. A version that is
// deleted between listing and reading has a successor, which is then read.
func (r *Records) LatestVersion(ctx context.Context, name string) (*keys.Record, int, error) {
	const attempts = 5
	for i := 0; ; i++ {
		versions, err := r.Versions(ctx, name)
		if err != nil {
			return nil, 0, err
		}
		if len(versions) == 0 {
			return nil, 0, fmt.Errorf("%w: %s", keys.ErrNoRecord, name)
		}
		v := versions[len(versions)-1]
		rec, err := r.read(ctx, Key(name, v))
		if errors.Is(err, store.ErrNotExist) && i < attempts {
			continue
		}
		if err != nil {
			return nil, 0, err
		}
		r.remember(rec.KeyID, name)
		return rec, v, nil
	}
}

func (r *Records) read(ctx context.Context, key string) (*keys.Record, error) {
	b, err := store.ReadAll(ctx, r.s, key, maxRecord)
	if err != nil {
		return nil, fmt.Errorf("read key record %s: %w", key, err)
	}
	rec, err := keys.ParseRecord(b)
	if err != nil {
		return nil, fmt.Errorf("key record %s: %w", key, err)
	}
	return rec, nil
}

// Names lists the names of all records.
func (r *Records) Names(ctx context.Context) ([]string, error) {
	var names []string
	for i, err := range r.s.List(ctx, "") {
		if err != nil {
			return nil, fmt.Errorf("list key records: %w", err)
		}
		if n, _, ok := parseKey(i.Key); ok {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// Find looks through all records for a key. It remembers what it saw, so each
// record is read once.
func (r *Records) Find(ctx context.Context, id keys.ID) (*keys.Record, error) {
	if name, ok := r.name(id); ok {
		return r.Latest(ctx, name)
	}
	names, err := r.Names(ctx)
	if err != nil {
		return nil, err
	}
	seen := r.seen()
	var damaged error // does not hide the record that is looked for
	for _, name := range names {
		if seen[name] {
			continue
		}
		rec, err := r.Latest(ctx, name)
		switch {
		case errors.Is(err, keys.ErrNoRecord):
			continue
		case errors.Is(err, keys.ErrRecord):
			damaged = err
			continue
		case err != nil:
			return nil, err
		}
		if rec.KeyID == id {
			return rec, nil
		}
	}
	if damaged != nil {
		return nil, damaged
	}
	return nil, fmt.Errorf("%w with id %s", keys.ErrNoRecord, id)
}

func (r *Records) remember(id keys.ID, name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names[id] = name
}

func (r *Records) name(id keys.ID) (string, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	name, ok := r.names[id]
	return name, ok
}

func (r *Records) seen() map[string]bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen := make(map[string]bool, len(r.names))
	for _, name := range r.names {
		seen[name] = true
	}
	return seen
}

// Establish gives the key to seal a run's objects with: the one in the record of
// that name, or, if there is none, a new key whose record is stored first. It
// must be called before the run's first sealed object; ring knows the key then.
func (r *Records) Establish(ctx context.Context, ring *keys.Ring, name, run string) (*keys.Key, error) {
	k, err := ring.Sealing(ctx, name)
	if !errors.Is(err, keys.ErrNoRecord) {
		return k, err
	}
	k = keys.Generate(run)
	rec, err := ring.Wrap(ctx, k)
	if err != nil {
		return nil, err
	}
	err = r.Create(ctx, name, rec)
	if errors.Is(err, store.ErrExists) {
		return ring.Sealing(ctx, name) // another process was faster
	}
	if err != nil {
		return nil, err
	}
	ring.Add(name, k)
	return k, nil
}

package sealed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
)

// ErrClear: an object that is not sealed where all must be. It is a
// seal.ErrNotSealed and seal.ErrIntegrity.
var ErrClear = fmt.Errorf("clear object where only sealed ones may be: %w", seal.ErrNotSealed)

// Config says what a location holds.
type Config struct {
	Kind seal.Kind
	Ring *keys.Ring
	// Run is the run of objects whose key does not name one, such as staged
	// raw objects. Empty: such objects can be read, whatever their key's run,
	// but not written.
	Run string
	// AllowClear lets clear objects be read. What is written is sealed in any
	// case.
	AllowClear bool
	// Record names the key record of a run's objects; nil: that of the run, or of
	// its warehouse, by kind.
	Record func(run string) string
}

// Store is a location that holds sealed objects.
type Store struct {
	inner store.Store
	c     Config
}

var (
	_ store.Store  = (*Store)(nil)
	_ store.Copier = (*Store)(nil)
)

// New wraps inner, whose root is the location: the paths below it are bound
// into the objects.
func New(inner store.Store, c Config) *Store { return &Store{inner: inner, c: c} }

// mark is the base name of empty objects that say that a folder is whole.
const mark = "_SUCCESS"

func isMark(key string) bool { return path.Base(key) == mark }

// check refuses keys that would be taken for others.
func check(key string) error {
	if err := store.CheckKey(key); err != nil {
		return err
	}
	if strings.HasSuffix(key, seal.Suffix) {
		return fmt.Errorf("store: plain key %q ends in %s", key, seal.Suffix)
	}
	return nil
}

// run is the run that a key names: by a folder run=ID, or by its last element
// where that is run=ID and an ending. Without either it is the configured one.
func (s *Store) run(key string) string {
	elements := strings.Split(key, "/")
	last := len(elements) - 1
	for _, e := range elements[:last] {
		if id, ok := strings.CutPrefix(e, "run="); ok {
			return id
		}
	}
	if id, ok := strings.CutPrefix(elements[last], "run="); ok {
		id, _, _ = strings.Cut(id, ".")
		return id
	}
	return s.c.Run
}

// recordName is where the key to seal an object with is found.
func (s *Store) recordName(run string) string {
	if s.c.Record != nil {
		return s.c.Record(run)
	}
	if s.c.Kind == seal.Warehouse {
		return keys.WarehouseRecordName(run)
	}
	return keys.RecordName(run)
}

func (s *Store) context(key string, k *keys.Key) seal.Context {
	return seal.Context{Kind: s.c.Kind, RunID: k.RunID(), Path: seal.ContextPath(key)}
}

// Put creates a sealed object. Info has length and digest of both forms.
func (s *Store) Put(ctx context.Context, key string, r io.Reader) (store.Info, error) {
	if err := check(key); err != nil {
		return store.Info{}, err
	}
	if isMark(key) {
		return s.inner.Put(ctx, key, emptyOnly{r})
	}
	run := s.run(key)
	if run == "" {
		return store.Info{}, fmt.Errorf("put %s: neither key nor configuration names a run", key)
	}
	k, err := s.c.Ring.Sealing(ctx, s.recordName(run))
	if err != nil {
		return store.Info{}, fmt.Errorf("put %s: %w", key, err)
	}
	if k.RunID() != run {
		return store.Info{}, fmt.Errorf("put %s: %w", key, &keys.KeyError{KeyID: k.ID(), Run: k.RunID(), Err: keys.ErrRun})
	}
	src := newDigest(r)
	sealing := seal.NewSealingReader(src, k, s.context(key, k))
	defer sealing.Release()
	info, err := s.inner.Put(ctx, key+seal.Suffix, sealing)
	if err != nil {
		return store.Info{}, err
	}
	return store.Info{
		Key: key, Size: src.size, SHA256: src.hex(), ModTime: info.ModTime,
		SealedSize: info.Size, SealedSHA256: info.SHA256,
	}, nil
}

// emptyOnly lets nothing pass.
type emptyOnly struct{ r io.Reader }

var errMark = errors.New("store: a mark must be empty")

func (e emptyOnly) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	if n > 0 {
		return 0, errMark
	}
	return 0, err
}

// Stat describes an object by its plain size. It reads the header of a sealed
// object, but does not verify it.
func (s *Store) Stat(ctx context.Context, key string) (store.Info, error) {
	if err := check(key); err != nil {
		return store.Info{}, err
	}
	info, err := s.inner.Stat(ctx, key+seal.Suffix)
	if errors.Is(err, store.ErrNotExist) {
		return s.statClear(ctx, key)
	}
	if err != nil {
		return store.Info{}, err
	}
	h, err := s.header(ctx, key)
	if err != nil {
		return store.Info{}, err
	}
	size, err := h.PlainSize(info.Size)
	if err != nil {
		return store.Info{}, fmt.Errorf("stat %s: %w", key, err)
	}
	return store.Info{Key: key, Size: size, ModTime: info.ModTime, SealedSize: info.Size, SealedSHA256: info.SHA256}, nil
}

// statClear describes an object that is not sealed, if it may be there.
func (s *Store) statClear(ctx context.Context, key string) (store.Info, error) {
	info, err := s.inner.Stat(ctx, key)
	if err != nil {
		return store.Info{}, err
	}
	switch s.clear(info) {
	case absent:
		return store.Info{}, store.ErrNotExist
	case refused:
		return store.Info{}, fmt.Errorf("%s: %w", key, ErrClear)
	}
	return info, nil
}

type verdict int

const (
	allowed verdict = iota
	absent
	refused
)

// clear judges an object whose stored name has no suffix.
func (s *Store) clear(i store.Info) verdict {
	switch {
	case s.c.AllowClear || isMark(i.Key) && i.Size == 0:
		return allowed
	case i.Size == 0:
		return absent
	}
	return refused
}

// List yields plain names and sizes. The suffix changes the order of names, so
// it reads the inner listing whole before it yields: about 150 bytes an object.
// Sizes are for our own chunk size. A clear object in a place of sealed ones is
// listed, and refused when it is opened.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[store.Info, error] {
	return func(yield func(store.Info, error) bool) {
		var infos []store.Info
		for i, err := range s.inner.List(ctx, prefix) {
			if err != nil {
				yield(store.Info{}, err)
				return
			}
			if i, ok := s.plain(i); ok && strings.HasPrefix(i.Key, prefix) {
				infos = append(infos, i)
			}
		}
		slices.SortFunc(infos, func(a, b store.Info) int {
			if c := strings.Compare(a.Key, b.Key); c != 0 {
				return c
			}
			return int(min(1, b.SealedSize)) - int(min(1, a.SealedSize)) // sealed first
		})
		infos = slices.CompactFunc(infos, func(a, b store.Info) bool { return a.Key == b.Key })
		for _, i := range infos {
			if !yield(i, nil) {
				return
			}
		}
	}
}

// plain is an inner object as callers see it, false if they do not.
func (s *Store) plain(i store.Info) (store.Info, bool) {
	name, ok := strings.CutSuffix(i.Key, seal.Suffix)
	if !ok {
		return i, s.clear(i) != absent
	}
	size, err := seal.PlainSize(i.Size)
	if err != nil {
		size = 0 // too short to be whole; Open tells
	}
	return store.Info{Key: name, Size: size, ModTime: i.ModTime, SealedSize: i.Size, SealedSHA256: i.SHA256}, name != ""
}

// Delete removes an object, in whatever form callers see it.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := check(key); err != nil {
		return err
	}
	if isMark(key) || s.c.AllowClear {
		if err := s.inner.Delete(ctx, key); err != nil {
			return err
		}
	}
	return s.inner.Delete(ctx, key+seal.Suffix)
}

// CopyFrom copies the sealed bytes where they are good in both places: same
// kind, run and path. Anything else must be opened and sealed again, which is
// errors.ErrUnsupported here.
func (s *Store) CopyFrom(ctx context.Context, src store.Store, srcKey, dstKey string) (store.Info, error) {
	if err := check(dstKey); err != nil {
		return store.Info{}, err
	}
	from, ok := src.(*Store)
	if !ok || isMark(dstKey) || from.c.Kind != s.c.Kind ||
		from.run(srcKey) != s.run(dstKey) || seal.ContextPath(srcKey) != seal.ContextPath(dstKey) {
		return store.Info{}, errors.ErrUnsupported
	}
	i, err := from.Stat(ctx, srcKey)
	if err != nil {
		return store.Info{}, err
	}
	if i.SealedSize == 0 {
		return store.Info{}, errors.ErrUnsupported // clear
	}
	stored, err := store.Copy(ctx, s.inner, dstKey+seal.Suffix, from.inner, srcKey+seal.Suffix)
	if err != nil {
		return store.Info{}, err
	}
	return store.Info{Key: dstKey, Size: i.Size, ModTime: stored.ModTime, SealedSize: stored.Size, SealedSHA256: stored.SHA256}, nil
}

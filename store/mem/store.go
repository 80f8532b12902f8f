package mem

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/camonica/camonica/store"
)

// Store holds objects in memory.
type Store struct {
	mu      sync.RWMutex
	objects map[string]object
}

type object struct {
	content []byte
	modTime time.Time
}

var _ store.Store = (*Store)(nil)

// New is an empty store.
func New() *Store { return &Store{objects: make(map[string]object)} }

// Put creates an object.
func (s *Store) Put(ctx context.Context, key string, r io.Reader) (store.Info, error) {
	if err := store.CheckKey(key); err != nil {
		return store.Info{}, err
	}
	if _, err := s.find(key); err == nil {
		return store.Info{}, store.ErrExists
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return store.Info{}, fmt.Errorf("put %s: %w", key, err)
	}
	if err := ctx.Err(); err != nil {
		return store.Info{}, err
	}
	sum := sha256.Sum256(b)
	o := object{content: b, modTime: time.Now()}

	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.objects[key]; ok {
		return store.Info{}, store.ErrExists
	}
	s.objects[key] = o
	info := o.info(key)
	info.SHA256 = hex.EncodeToString(sum[:])
	return info, nil
}

// Open reads a range of an object.
func (s *Store) Open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if off < 0 {
		return nil, fmt.Errorf("open %s: negative offset %d", key, off)
	}
	o, err := s.find(key)
	if err != nil {
		return nil, err
	}
	b := o.content[min(off, int64(len(o.content))):]
	if n >= 0 {
		b = b[:min(n, int64(len(b)))]
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

// Stat describes an object.
func (s *Store) Stat(ctx context.Context, key string) (store.Info, error) {
	if err := ctx.Err(); err != nil {
		return store.Info{}, err
	}
	o, err := s.find(key)
	if err != nil {
		return store.Info{}, err
	}
	return o.info(key), nil
}

// List yields the objects that are there when it is called.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[store.Info, error] {
	return func(yield func(store.Info, error) bool) {
		for _, i := range s.snapshot(prefix) {
			if err := ctx.Err(); err != nil {
				yield(store.Info{}, err)
				return
			}
			if !yield(i, nil) {
				return
			}
		}
	}
}

// Delete removes an object.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := store.CheckKey(key); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.objects, key)
	return nil
}

func (s *Store) find(key string) (object, error) {
	if err := store.CheckKey(key); err != nil {
		return object{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	o, ok := s.objects[key]
	if !ok {
		return object{}, store.ErrNotExist
	}
	return o, nil
}

func (s *Store) snapshot(prefix string) []store.Info {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var infos []store.Info
	for key, o := range s.objects {
		if strings.HasPrefix(key, prefix) {
			infos = append(infos, o.info(key))
		}
	}
	slices.SortFunc(infos, func(a, b store.Info) int { return strings.Compare(a.Key, b.Key) })
	return infos
}

func (o object) info(key string) store.Info {
	return store.Info{Key: key, Size: int64(len(o.content)), ModTime: o.modTime}
}

package iglu

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// Versions returns the versions of k's model up to k's own, in order. Lists of
// registries are not used: versions are tried one by one, additions upward, and
// a missing one ends its revision. In k's own revision none may be missing. The
// error names the key that was asked for last.
func (s *Set) Versions(ctx context.Context, k Key) ([]Version, error) {
	var out []Version
	at := Version{Model: k.Version.Model}
	for at.Compare(k.Version) <= 0 {
		found, err := s.published(ctx, k.Within(at))
		switch {
		case found:
			out = append(out, at)
			at.Addition++
		case err == nil || !isMissing(err) || at.Addition == 0 || at.Revision == k.Version.Revision:
			return nil, fmt.Errorf("list versions up to %s: %w", k, err)
		default:
			at.Revision, at.Addition = at.Revision+1, 0
		}
	}
	return out, nil
}

// published tells whether something, be it a bad schema, is published under k.
func (s *Set) published(ctx context.Context, k Key) (bool, error) {
	_, err := s.Schema(ctx, k)
	var bad *SchemaError
	return err == nil || errors.As(err, &bad), err
}

// isMissing tells whether all registries said that they do not have the schema.
func isMissing(err error) bool {
	var r *ResolutionError
	return errors.As(err, &r) && !r.Outage && !r.NotAsked
}

// A model names all versions of a schema with one model number.
type model struct {
	vendor, name, format string
	number               int
}

type listCache struct {
	mu    sync.Mutex
	lists map[model][]Version
}

// List returns the versions of a model that the first registry with a list of
// them knows, in its order. It is a *ResolutionError if none has a list. Lists are
// for people: columns come from Versions.
func (s *Set) List(ctx context.Context, k Key) ([]Version, error) {
	return s.list(ctx, k, func([]Version) bool { return true })
}

// ListHolding is List for a list that holds k itself; one in the cache that does
// not is asked for again.
func (s *Set) ListHolding(ctx context.Context, k Key) ([]Version, error) {
	return s.list(ctx, k, func(l []Version) bool { return slices.Contains(l, k.Version) })
}

func (s *Set) list(ctx context.Context, k Key, good func([]Version) bool) ([]Version, error) {
	m := model{k.Vendor, k.Name, k.Format, k.Version.Model}
	s.lists.mu.Lock()
	cached := s.lists.lists[m]
	s.lists.mu.Unlock()
	if len(cached) > 0 && good(cached) {
		return cached, nil
	}
	var l lookup
	for _, src := range order(s.sources, k.Vendor) {
		t := l.at(src)
		t.Attempts++
		t.LastAttempt = s.opts.Now()
		versions, err := listOf(ctx, src.Registry, m)
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if err == nil && !good(versions) {
			err = ErrNotFound
		}
		if err != nil {
			t.note(err)
			continue
		}
		s.lists.mu.Lock()
		if s.lists.lists == nil {
			s.lists.lists = make(map[model][]Version)
		}
		s.lists.lists[m] = versions
		s.lists.mu.Unlock()
		return versions, nil
	}
	if l.outage() {
		return nil, &OutageError{Key: k, History: l.history()}
	}
	return nil, &ResolutionError{Key: k, History: l.history()}
}

func listOf(ctx context.Context, r Registry, m model) ([]Version, error) {
	lister, ok := r.(Lister)
	if !ok {
		return nil, ErrNotFound
	}
	versions, err := lister.Versions(ctx, m.vendor, m.name, m.format, m.number)
	if err == nil && len(versions) == 0 {
		return nil, ErrNotFound
	}
	return versions, err
}

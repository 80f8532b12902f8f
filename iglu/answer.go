package iglu

import (
	"context"
	"fmt"

	"github.com/camonica/camonica/jsondoc"
)

// An Answer is what all registries together say of a key. One run keeps to the
// first answer that it got.
type Answer struct {
	Missing bool      // no registry has the schema
	History []History // if missing: what each registry said

	Bytes    []byte // as published under the key
	Registry string // name of the registry that gave them
	Fallback bool   // a registry before that one could not say

	// SupersededBy, if not zero, is the version that data are validated
	// against, and Newer its schema, from the same registry.
	SupersededBy Version
	Newer        []byte
}

// Answers keeps answers for a whole run, so that all its workers, and a resumed
// run, see the same schemas.
type Answers interface {
	// Get returns the answer for the key, if there is one.
	Get(ctx context.Context, k Key) (Answer, bool, error)

	// Put stores the answer unless there is one already, and returns the one
	// that holds.
	Put(ctx context.Context, k Key, a Answer) (Answer, error)
}

// schema compiles what the answer holds: a *ResolutionError if that is nothing,
// a *SchemaError if it is no valid schema.
func (a *Answer) schema(k Key) (*Schema, error) {
	if a.Missing {
		return nil, &ResolutionError{Key: k, History: a.History}
	}
	if a.SupersededBy == (Version{}) {
		return Compile(k, a.Bytes)
	}
	s, err := Compile(k.Within(a.SupersededBy), a.Newer)
	if err != nil {
		return nil, err
	}
	s.key, s.raw, s.superseded = k, a.Bytes, a.SupersededBy
	return s, nil
}

// find asks the registries in their order. The error is an *OutageError, or
// that of ctx.
func (s *Set) find(ctx context.Context, k Key) (Answer, error) {
	var l lookup
	var bad *Answer
	for _, src := range order(s.sources, k.Vendor) {
		if src.Class == ClassHTTP && IsBootstrap(k) {
			continue
		}
		t := l.at(src)
		a, err := s.answerOf(ctx, t, k)
		if ctx.Err() != nil {
			return Answer{}, context.Cause(ctx)
		}
		if err != nil {
			continue
		}
		a.Registry, a.Fallback = src.Name, l.unsure()
		if _, err := a.schema(k); err == nil {
			return a, nil
		} else if bad == nil {
			bad = &a
			s.opts.Log.Warn("registry has a bad schema", "schema", k.String(), "registry", src.Name, "problem", err)
		}
	}
	switch {
	case l.outage():
		return Answer{}, &OutageError{Key: k, History: l.history()}
	case bad != nil:
		return *bad, nil
	}
	return Answer{Missing: true, History: l.history()}, nil
}

// answerOf asks one source for the schema, and for the one that supersedes it.
func (s *Set) answerOf(ctx context.Context, t *tried, k Key) (Answer, error) {
	b, err := s.ask(ctx, t, k)
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Bytes: b}
	if len(b) > MaxSchemaBytes {
		return a, nil // a bad schema, as compiling it will say
	}
	var d jsondoc.Doc
	if err := d.Parse(b, maxSchemaDepth); err != nil {
		return a, nil
	}
	v, superseded, err := SupersededBy(d.Root(), k.Version)
	if err != nil {
		t.note(err)
		return Answer{}, fmt.Errorf("schema %s: %w", k, err)
	}
	if !superseded {
		return a, nil
	}
	a.SupersededBy = v
	attempts := t.Attempts
	a.Newer, err = s.ask(ctx, t, k.Within(v))
	t.Attempts = attempts // both requests are one attempt at k
	return a, err
}

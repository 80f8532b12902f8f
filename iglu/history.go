package iglu

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// A RegistryErrorKind is the name that failed events give a registry's answer.
type RegistryErrorKind string

// The kinds of registry errors.
const (
	NotFound      RegistryErrorKind = "NotFound"      // the registry does not have the schema
	RepoFailure   RegistryErrorKind = "RepoFailure"   // it could not be reached
	ClientFailure RegistryErrorKind = "ClientFailure" // it denied access or answered nonsense
)

// A RegistryError is one way in which a registry did not give a schema.
type RegistryError struct {
	Kind    RegistryErrorKind `json:"error"`
	Message string            `json:"message,omitempty"` // "" for NotFound
}

// A History is what one registry answered during the lookup of a schema.
type History struct {
	Registry    string          `json:"repository"`
	Errors      []RegistryError `json:"errors"` // distinct, at most 32
	Attempts    int             `json:"attempts"`
	LastAttempt time.Time       `json:"lastAttempt"`
}

// A ResolutionError says that no registry has the schema. It is an answer: the
// event fails.
type ResolutionError struct {
	Key      Key
	History  []History // by name of the registry
	NotAsked bool      // so many unknown schemas were asked for before that this one was not
	Outage   bool      // a registry could not say, and the run goes on regardless
}

func (e *ResolutionError) Error() string {
	if e.NotAsked {
		return "iglu: schema " + e.Key.String() + " not asked for: too many unknown schemas"
	}
	return "iglu: no registry has schema " + e.Key.String()
}

// Is makes the error an ErrNotFound.
func (e *ResolutionError) Is(target error) bool { return target == ErrNotFound }

// An OutageError says that it is unknown whether the schema exists: the run
// must stop.
type OutageError struct {
	Key     Key
	History []History
}

func (e *OutageError) Error() string {
	var said []string
	for _, h := range e.History {
		for _, r := range h.Errors {
			if r.Kind != NotFound {
				said = append(said, h.Registry+": "+r.Message)
			}
		}
	}
	return "iglu: registry unavailable for schema " + e.Key.String() + ": " + strings.Join(said, "; ")
}

// lookup collects what the sources answer for one key.
type lookup struct {
	tried []*tried
}

type tried struct {
	source *Source
	History
	missing bool // said that it has no schema
	unsure  bool // could not say
}

// at returns the record of a source. Sources of one name, such as the program's
// schemas at two places in the order, share it.
func (l *lookup) at(src *Source) *tried {
	for _, t := range l.tried {
		if t.source.Name == src.Name {
			t.source = src
			return t
		}
	}
	t := &tried{source: src, History: History{Registry: src.Name}}
	l.tried = append(l.tried, t)
	return t
}

// note records an answer that is no schema.
func (t *tried) note(err error) {
	switch {
	case errors.Is(err, ErrNotFound):
		t.missing = true
		t.add(RegistryError{Kind: NotFound})
	case errors.Is(err, errSuperseding):
		t.missing = true
		t.add(RegistryError{Kind: ClientFailure, Message: err.Error()})
	case errors.Is(err, ErrDenied) || errors.Is(err, ErrBroken):
		t.unsure = true
		t.add(RegistryError{Kind: ClientFailure, Message: err.Error()})
	default:
		t.unsure = true
		t.add(RegistryError{Kind: RepoFailure, Message: err.Error()})
	}
}

func (t *tried) add(e RegistryError) {
	if len(t.Errors) < maxErrors && !slices.Contains(t.Errors, e) {
		t.Errors = append(t.Errors, e)
	}
}

// outage tells whether the answers leave it open if the schema exists. All
// registries must say that they have none; of Iglu Central's hosts it is enough
// that one does, also by refusing the request.
func (l *lookup) outage() bool {
	central, answered := false, false
	for _, t := range l.tried {
		if t.source.Central {
			central = true
			answered = answered || slices.ContainsFunc(t.Errors, func(e RegistryError) bool { return e.Kind != RepoFailure })
			continue
		}
		if t.unsure {
			return true
		}
	}
	return central && !answered
}

// unsure tells whether some registry could not say.
func (l *lookup) unsure() bool {
	return slices.ContainsFunc(l.tried, func(t *tried) bool { return t.unsure })
}

func (l *lookup) history() []History {
	out := make([]History, 0, len(l.tried))
	for _, t := range l.tried {
		if len(t.Errors) > 0 {
			out = append(out, t.History)
		}
	}
	slices.SortStableFunc(out, func(a, b History) int { return strings.Compare(a.Registry, b.Registry) })
	return out
}

// ask sends one request to a source, with retries while it fails in a way that
// may pass.
func (s *Set) ask(ctx context.Context, t *tried, k Key) ([]byte, error) {
	for try := 1; ; try++ {
		t.Attempts++
		t.LastAttempt = s.opts.Now()
		b, err := t.source.Registry.Lookup(ctx, k)
		if err == nil {
			return b, nil
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		t.note(err)
		if try >= s.opts.Tries || !temporary(err) {
			return nil, err
		}
		if err := s.opts.Sleep(ctx, s.wait(try, err)); err != nil {
			return nil, err
		}
	}
}

func temporary(err error) bool {
	var t interface{ Temporary() bool }
	return errors.As(err, &t) && t.Temporary()
}

// wait returns how long to wait after the n-th try: 0.5 s, doubled each time,
// up to half of it less at random; or what the registry asks for, up to a minute.
func (s *Set) wait(n int, err error) time.Duration {
	d := 500 * time.Millisecond << min(n-1, 6)
	d -= time.Duration(s.opts.Random() * float64(d/2))
	var r interface{ RetryAfter() time.Duration }
	if errors.As(err, &r) {
		d = max(d, min(r.RetryAfter(), time.Minute))
	}
	return d
}

package stage

import (
	"context"
	"errors"
	"os"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
)

// A FailedError is what an earlier attempt at a bin found: trying again does not
// help.
type FailedError struct{ engine.Failure }

func (e *FailedError) Error() string { return e.Text }

// Unwrap gives the failure the identity of its kind.
func (e *FailedError) Unwrap() error {
	switch e.Kind {
	case engine.FailedIntegrity:
		return seal.ErrIntegrity
	case engine.FailedDocument:
		return engine.ErrDocument
	case engine.FailedRefused:
		return os.ErrPermission
	}
	return nil
}

// failure sorts an error: "" where another attempt may help.
func failure(err error) engine.FailureKind {
	var key *keys.KeyError
	var changed *ChangedError
	var data *load.DataError
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return ""
	case errors.Is(err, engine.ErrDocument):
		return engine.FailedDocument
	case errors.Is(err, seal.ErrIntegrity), errors.Is(err, engine.ErrNotDeterministic), errors.Is(err, engine.ErrDone),
		errors.Is(err, load.ErrDigest), errors.Is(err, store.ErrNotExist), errors.As(err, &changed), errors.As(err, &key):
		return engine.FailedIntegrity
	case errors.Is(err, os.ErrPermission):
		return engine.FailedRefused
	case errors.As(err, &data):
		return engine.FailedData
	}
	return ""
}

// before says what earlier attempts at a bin came to; both nil if it is to be
// worked on.
func (s *Stage) before(ctx context.Context, bin int) (*engine.Done, error) {
	f, err := engine.ReadFailed(ctx, s.env.Keys, bin)
	if err == nil {
		return nil, &FailedError{*f}
	}
	if !errors.Is(err, store.ErrNotExist) {
		return nil, err
	}
	d, err := engine.ReadDone(ctx, s.env.Keys, bin)
	if errors.Is(err, store.ErrNotExist) {
		return nil, nil
	}
	return d, err
}

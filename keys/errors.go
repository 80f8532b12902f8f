package keys

import (
	"errors"
	"fmt"
)

// What can be wrong with a key. They come inside a KeyError where the key is
// known.
var (
	// ErrNoRecord: the key store has no record for the key or run.
	ErrNoRecord = errors.New("no key record")
	// ErrNoWrapping: none of the providers at hand made one of the wrappings.
	ErrNoWrapping = errors.New("no provider at hand made a wrapping of this key")
	// ErrUnwrap: the provider is the right one and its key does not open the
	// wrapping: another KEK, or an altered record.
	ErrUnwrap = errors.New("wrapping does not open")
	// ErrWriteOnly: the process holds public keys only.
	ErrWriteOnly = errors.New("no identity: this process can write but not read")
	// ErrRetired: the key seals no new objects.
	ErrRetired = errors.New("key is retired")
	// ErrDestroyed: the key was shredded, its objects are lost on purpose.
	ErrDestroyed = errors.New("key is destroyed")
	// ErrRecord: a key record that is not one, or contradicts itself.
	ErrRecord = errors.New("bad key record")
	// ErrRun: the key belongs to another run than the place of the object says.
	ErrRun = errors.New("key belongs to another run")
	// ErrUnavailable: a provider that is not part of this build.
	ErrUnavailable = errors.New("provider is not available in this build")
)

// A KeyError tells which key can not be had, and why. It comes before any data
// is read.
type KeyError struct {
	KeyID    ID     // zero if only the run is known
	Run      string // empty if only the id is known
	Provider string // of the wrapping that was tried last; empty if none was
	Err      error
}

func (e *KeyError) Error() string {
	what := "key"
	if e.KeyID != (ID{}) {
		what += " " + e.KeyID.String()
	}
	if e.Run != "" {
		what += " of run " + e.Run
	}
	if e.Provider != "" {
		what += " (provider " + e.Provider + ")"
	}
	return fmt.Sprintf("%s: %v", what, e.Err)
}

func (e *KeyError) Unwrap() error { return e.Err }

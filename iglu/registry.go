package iglu

import (
	"context"
	"errors"
)

// A Registry holds schemas.
//
// Lookup returns the bytes published under the key. ErrNotFound is an answer.
// ErrDenied, ErrBroken and errors with Temporary() true mean that the registry
// could not say: an outage unless another registry has the schema. Lookup is
// called from many goroutines.
type Registry interface {
	Lookup(ctx context.Context, k Key) ([]byte, error)
}

// A Lister knows all versions of a model.
type Lister interface {
	Versions(ctx context.Context, vendor, name, format string, model int) ([]Version, error)
}

// What a registry may answer.
var (
	ErrNotFound = errors.New("iglu: no such schema")
	ErrDenied   = errors.New("iglu: registry denied access")
	ErrBroken   = errors.New("iglu: registry answered with something that is no schema")
)

package iglu

import (
	"context"
	"errors"

	"github.com/camonica/camonica/jsondoc"
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

// CheckAnswer returns what a registry answers when it holds b: ErrBroken if that
// is no JSON object, so no attempt at a schema.
func CheckAnswer(b []byte) ([]byte, error) {
	var d jsondoc.Doc
	err := d.Parse(b, maxSchemaDepth)
	if err != nil && !errors.Is(err, jsondoc.ErrDepth) || err == nil && d.Root().Kind() != jsondoc.Object {
		return nil, ErrBroken
	}
	return b, nil
}

// SafePath returns the key's path for registries that map keys to files or
// addresses; ok is false if the vendor would lead elsewhere.
func SafePath(k Key) (path string, ok bool) {
	if k.Vendor == "." || k.Vendor == ".." {
		return "", false
	}
	return k.Path(), true
}

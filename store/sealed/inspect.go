package sealed

import (
	"context"
	"fmt"
	"io"

	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/seal"
)

// Inspect opens a sealed object whose location is not known, for tools that are
// pointed at one by its path. It answers what the object is besides its
// plaintext, which is verified as always.
func Inspect(ctx context.Context, ring *keys.Ring, r io.Reader, path string) (seal.Context, *seal.Reader, error) {
	h, err := seal.ReadHeader(r)
	if err != nil {
		return seal.Context{}, nil, fmt.Errorf("inspect %s: %w", path, err)
	}
	k, err := ring.Find(ctx, h.KeyID, "")
	if err != nil {
		return seal.Context{}, nil, fmt.Errorf("inspect %s: %w", path, err)
	}
	c, err := seal.Identify(h, k, path)
	if err != nil {
		return seal.Context{}, nil, fmt.Errorf("inspect %s: %w", path, err)
	}
	plain, err := seal.NewReader(r, h, k, c)
	if err != nil {
		return seal.Context{}, nil, fmt.Errorf("inspect %s: %w", path, err)
	}
	return c, plain, nil
}

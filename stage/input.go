package stage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/store"
)

// An input is a split being read. It proves at its end that what was read is
// what the split's digest says.
type input struct {
	split  engine.Split
	r      io.ReadCloser
	digest hash.Hash
	size   int64 // of the content, where the split has no digest; else -1
	read   int64
}

func openInput(ctx context.Context, s store.Store, split engine.Split) (*input, error) {
	size := int64(-1)
	if split.Digest == "" {
		// Of another program's object at least the length is known.
		i, err := s.Stat(ctx, split.Key)
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", split.Key, err)
		}
		size = i.Size
	}
	r, err := s.Open(ctx, split.Key, 0, -1)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", split.Key, err)
	}
	return &input{split: split, r: r, digest: sha256.New(), size: size}, nil
}

func (in *input) Read(p []byte) (int, error) {
	n, err := in.r.Read(p)
	in.digest.Write(p[:n])
	in.read += int64(n)
	return n, err
}

// verify reads what is left and compares the digest.
func (in *input) verify() (engine.Object, error) {
	if _, err := io.Copy(io.Discard, in); err != nil {
		return engine.Object{}, fmt.Errorf("read %s: %w", in.split.Key, err)
	}
	sum := hex.EncodeToString(in.digest.Sum(nil))
	if in.split.Digest != "" && sum != in.split.Digest || in.size >= 0 && in.read != in.size {
		return engine.Object{}, &ChangedError{Key: in.split.Key}
	}
	return engine.Object{Place: in.split.Place, Key: in.split.Key, Size: in.split.Size, Digest: sum}, nil
}

func (in *input) Close() error { return in.r.Close() }

// A ChangedError says that an object is not the one that an earlier step wrote:
// an integrity error.
type ChangedError struct{ Key string }

func (e *ChangedError) Error() string {
	return e.Key + ": content differs from what the manifest says"
}

// Hint says what to do.
func (e *ChangedError) Hint() string {
	return "somebody replaced the object after it was written; restore it, or `camonica run abandon` the run"
}

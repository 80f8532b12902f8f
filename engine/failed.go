package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/camonica/camonica/store"
)

// A Failure is the record of a bin that another attempt would not help: its other
// attempts end at once with what the first one found. The runner removes it when
// the stage goes on. It holds no event data.
type Failure struct {
	Stage string      `json:"stage"`
	Bin   int         `json:"bin"`
	Kind  FailureKind `json:"kind"`
	Text  string      `json:"error"`
}

// A FailureKind says what sort of failure it was.
type FailureKind string

// The kinds.
const (
	FailedIntegrity FailureKind = "integrity" // something is not what it should be
	FailedDocument  FailureKind = "document"  // the documents do not fit this build
	FailedRefused   FailureKind = "refused"   // a store or key service refuses
	FailedData      FailureKind = "data"      // a value that the target cannot hold
)

// PutFailed creates the failed record of a bin; one that is there stays.
func PutFailed(ctx context.Context, k Keys, f Failure) error {
	b, err := json.Marshal(&f)
	if err != nil {
		return fmt.Errorf("encode failed record: %w", err)
	}
	_, err = k.Store.Put(ctx, k.Failed(f.Bin), bytes.NewReader(b))
	if err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("create failed record: %w", err)
	}
	return nil
}

// ReadFailed opens the failed record of a bin; store.ErrNotExist if it has none.
func ReadFailed(ctx context.Context, k Keys, bin int) (*Failure, error) {
	b, err := readAll(ctx, k.Store, k.Failed(bin))
	if err != nil {
		return nil, fmt.Errorf("open failed record: %w", err)
	}
	var f Failure
	if err := decodeStrict(b, &f); err != nil {
		return nil, fmt.Errorf("%w: failed record of bin %d: %w", ErrDocument, bin, err)
	}
	return &f, nil
}

// ClearFailed removes the failed records of all bins.
func ClearFailed(ctx context.Context, k Keys, doc *Document) error {
	for bin := range doc.Bins {
		if err := k.Store.Delete(ctx, k.Failed(bin)); err != nil {
			return fmt.Errorf("remove failed record: %w", err)
		}
	}
	return nil
}

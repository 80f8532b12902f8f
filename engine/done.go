package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/camonica/camonica/store"
)

// A Done is the record that a bin is finished: what it read, what it wrote, what
// it counted. It is the last object of a bin.
type Done struct {
	Stage   string           `json:"stage"`
	Bin     int              `json:"bin"`
	Build   string           `json:"build"`
	Inputs  []Object         `json:"inputs"`
	Outputs []Object         `json:"outputs"`
	Counts  map[string]int64 `json:"counts"`
	// Detail is the stage's own: types seen, reasons of failures.
	Detail json.RawMessage `json:"detail,omitempty"`
	// Adopted says that the record was there before; not stored.
	Adopted bool `json:"-"`
}

// An Object is one object that a bin read or wrote.
type Object struct {
	Place   string `json:"place"`
	Key     string `json:"key"`
	Size    int64  `json:"size"`             // stored length
	SHA256  string `json:"sha256,omitempty"` // of the stored bytes
	Digest  string `json:"digest"`           // SHA-256 of the bytes handed to the store
	Rows    int64  `json:"rows,omitempty"`
	Table   string `json:"table,omitempty"`   // outputs that become rows: which table's
	Columns int    `json:"columns,omitempty"` // of the table, that the rows have; 0 = all
}

// Counts of done records; see the identities in docs/architecture.md.
const (
	CountIn      = "in"      // enrich: records read, as events
	CountGood    = "good"    // enrich: enriched events; shred: atomic rows
	CountFailed  = "failed"  // failed events
	CountSkipped = "skipped" // enrich: records that are no event
	CountDropped = "dropped" // shred: natural copies
	CountRenamed = "renamed" // shred: synthetic duplicates that got a new id
	CountRecords = "records" // raw records
	CountBytes   = "bytes"   // of the input, as stored

	// Absent where nothing is to be counted. Beside them are those that enrichments
	// count, such as ignored:api_request.
	CountOverlong = "overlong_columns" // enrich: above their limit and accepted
	CountInvalid  = "dropped_entities" // enrich: derived, invalid and left out
)

// PutDone creates the done record of d.Bin. If another attempt was first, its
// record is verified against ours and adopted.
func PutDone(ctx context.Context, k Keys, d *Done) (*Done, error) {
	b, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("encode done record: %w", err)
	}
	_, err = k.Store.Put(ctx, k.Done(d.Bin), bytes.NewReader(b))
	if errors.Is(err, store.ErrExists) {
		first, err := ReadDone(ctx, k, d.Bin)
		if err != nil {
			return nil, err
		}
		if !sameOutputs(first.Outputs, d.Outputs) {
			return nil, &BinError{d.Stage, d.Bin, ErrNotDeterministic}
		}
		return first, nil
	}
	if err != nil {
		return nil, fmt.Errorf("create done record: %w", err)
	}
	return d, nil
}

func sameOutputs(a, b []Object) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Place != b[i].Place || a[i].Key != b[i].Key || a[i].Digest != b[i].Digest {
			return false
		}
	}
	return true
}

// ReadDone opens the done record of a bin; store.ErrNotExist if it is not done.
func ReadDone(ctx context.Context, k Keys, bin int) (*Done, error) {
	b, err := readAll(ctx, k.Store, k.Done(bin))
	if err != nil {
		return nil, fmt.Errorf("open done record: %w", err)
	}
	var d Done
	if err := decodeStrict(b, &d); err != nil {
		return nil, fmt.Errorf("%w: bin %d: %w", ErrDone, bin, err)
	}
	if d.Bin != bin {
		return nil, fmt.Errorf("%w: bin %d holds the record of bin %d", ErrDone, bin, d.Bin)
	}
	d.Adopted = true
	return &d, nil
}

// Collect reads the done records of all bins; ErrDone if one is missing.
func Collect(ctx context.Context, k Keys, doc *Document) ([]*Done, error) {
	all := make([]*Done, len(doc.Bins))
	for i := range all {
		d, err := ReadDone(ctx, k, i)
		if errors.Is(err, store.ErrNotExist) {
			return nil, fmt.Errorf("%w: stage %s, bin %d of %d", ErrDone, doc.Stage, i, len(doc.Bins))
		}
		if err != nil {
			return nil, err
		}
		all[i] = d
	}
	return all, nil
}

// Total sums the counts of done records.
func Total(all []*Done) map[string]int64 {
	sum := map[string]int64{}
	for _, d := range all {
		for name, n := range d.Counts {
			sum[name] += n
		}
	}
	return sum
}

func number(n int) string { return strconv.Itoa(n) }

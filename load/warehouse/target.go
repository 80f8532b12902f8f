package warehouse

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/store"
)

// A Target loads batches as segments and entries, in this process.
type Target struct {
	dst     store.Store
	workers int
	bad     load.BadValues
}

var _ load.Target = (*Target)(nil)

// NewTarget makes a target of the objects in dst. workers segments are written
// at a time, each in less than 64 MiB.
func NewTarget(dst store.Store, workers int, bad load.BadValues) *Target {
	return &Target{dst: dst, workers: max(workers, 1), bad: bad}
}

// Load implements load.Target.
func (t *Target) Load(ctx context.Context, b load.Batch) (load.Receipt, error) {
	there, err := ReadEntry(ctx, t.dst, b.Run)
	if err == nil {
		return load.Receipt{Run: b.Run, Rows: there.Counts(), Digest: there.Digest}, nil
	}
	if !errors.Is(err, store.ErrNotExist) {
		return load.Receipt{}, err
	}
	segments, err := t.write(ctx, b)
	if err != nil {
		return load.Receipt{}, fmt.Errorf("load run %s: %w", b.Run, err)
	}
	e := NewEntry(b, segments, time.Now())
	loaded, err := Commit(ctx, t.dst, e)
	if err != nil {
		return load.Receipt{}, err
	}
	r := load.Receipt{Run: b.Run, Loaded: loaded, Rows: e.Counts(), Digest: e.Digest}
	for _, ss := range segments {
		for _, s := range ss {
			r.Bad += s.Bad
			r.Nulled = append(r.Nulled, s.Nulled...)
		}
	}
	return r, nil
}

// write makes the segments of all tables and bins. The first error ends it.
func (t *Target) write(ctx context.Context, b load.Batch) ([][]Segment, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	segments := make([][]Segment, len(b.Tables))
	slots := make(chan struct{}, t.workers)
	var wg sync.WaitGroup
	for i := range b.Tables {
		table := &b.Tables[i]
		bins := Bins(table.Parts)
		segments[i] = make([]Segment, len(bins))
		for j, parts := range bins {
			select {
			case slots <- struct{}{}:
			case <-ctx.Done():
				continue
			}
			wg.Go(func() {
				defer func() { <-slots }()
				seg, err := PutSegment(ctx, t.dst, b.Run, table.Table, parts[0].Bin, parts, t.bad)
				if err != nil {
					cancel(err)
					return
				}
				segments[i][j] = seg
			})
		}
	}
	wg.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return segments, nil
}

// Bins groups the parts of a table by bin, in ascending order of bins and, in a
// bin, of keys.
func Bins(parts []load.Part) [][]load.Part {
	sorted := slices.Clone(parts)
	slices.SortStableFunc(sorted, func(a, b load.Part) int {
		if a.Bin != b.Bin {
			return a.Bin - b.Bin
		}
		if a.Key < b.Key {
			return -1
		}
		if a.Key > b.Key {
			return 1
		}
		return 0
	})
	var bins [][]load.Part
	for len(sorted) > 0 {
		n := 1
		for n < len(sorted) && sorted[n].Bin == sorted[0].Bin {
			n++
		}
		bins = append(bins, sorted[:n:n])
		sorted = sorted[n:]
	}
	return bins
}

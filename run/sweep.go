package run

import (
	"context"
	"fmt"
	"time"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/store"
)

// A sweeper is a store in which Puts of processes that died leave something
// behind: none that lists as an object, but space. It leaves alone what a process
// is writing.
type sweeper interface {
	Sweep(ctx context.Context, folder string, idle time.Duration) (int, error)
}

// sharedIdle is for places that others write to without our lock, such as
// `camonica load`, where the file system cannot tell whether they live: a record or
// an entry takes less than a second.
const sharedIdle = time.Hour

// sweepShared removes what dead processes left where all runs write: documents and
// keys, entries of warehouses.
func (x *Executor) sweepShared(ctx context.Context) error {
	all := []place{{x.Config.State(), ""}}
	if keys := x.Config.KeyStore(); !x.Config.State().Contains(keys) {
		all = append(all, place{keys, ""})
	}
	x.sweepWarehouses(ctx, store.WarehouseManifest)
	return x.sweepAll(ctx, sharedIdle, all...)
}

// sweepWarehouses does the same for a folder of each warehouse. That one is not at
// hand is no reason to stop before there is something to load.
func (x *Executor) sweepWarehouses(ctx context.Context, folder string) {
	for _, l := range x.warehouses() {
		if err := x.sweepAll(ctx, sharedIdle, place{l, folder}); err != nil {
			x.note("%v", err)
		}
	}
}

// sweep removes what dead processes left in the folders of a run that goes on or is
// given up. The state folder's lock is ours, so nobody is writing there.
func (x *Executor) sweep(ctx context.Context, id ID) error {
	b := &x.Config.AWS.S3.Buckets
	folder := store.RunFolder(string(id))
	all := []place{{b.Raw.Processing, ""}}
	for _, l := range []config.Location{x.Config.State(), b.Raw.Archive, b.Enriched.Good, b.Enriched.Bad, b.Enriched.Archive,
		b.Shredded.Good, b.Shredded.Bad, b.Shredded.Archive, x.Config.Enrich.PIIFeed} {
		all = append(all, place{l, folder})
	}
	return x.sweepAll(ctx, 0, all...)
}

// A place is a folder of a location: all of it where the folder is "".
type place struct {
	location config.Location
	folder   string
}

func (x *Executor) sweepAll(ctx context.Context, idle time.Duration, all ...place) error {
	for _, p := range all {
		if !p.location.IsFile() {
			continue // also of one that is not configured
		}
		st, err := x.bare(ctx, p.location)
		if err != nil {
			return err
		}
		if s, ok := st.(sweeper); ok {
			if _, err := s.Sweep(ctx, p.folder, idle); err != nil {
				return fmt.Errorf("tidy up %s: %w", p.location, err)
			}
		}
	}
	return nil
}

// warehouses are the locations of the embedded warehouses that are configured.
func (x *Executor) warehouses() []config.Location {
	var all []config.Location
	for _, t := range config.WithPurpose(x.Targets, config.EnrichedEvents) {
		if t.Schema != config.DuckDB {
			continue
		}
		if l, err := t.Location(); err == nil { // else checkTargets tells
			all = append(all, l)
		}
	}
	return all
}

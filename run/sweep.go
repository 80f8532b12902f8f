package run

import (
	"context"
	"fmt"
	"time"

	"github.com/camonica/camonica/config"
)

// A sweeper is a store in which Puts of processes that died leave something
// behind: none that lists as an object, but space.
type sweeper interface {
	Sweep(ctx context.Context, idle time.Duration) (int, error)
}

// sweep removes what dead processes left in the folders of a run that goes on or
// is given up, and among the schemas that all runs share. The state folder's lock
// is ours, so nobody is writing there.
func (x *Executor) sweep(ctx context.Context, id ID) error {
	b := &x.Config.AWS.S3.Buckets
	folder := "run=" + string(id)
	all := []config.Location{b.Raw.Processing, x.Config.State().Sub("schemas")}
	for _, l := range []config.Location{x.Config.State(), b.Raw.Archive, b.Enriched.Good, b.Enriched.Bad, b.Enriched.Archive,
		b.Shredded.Good, b.Shredded.Bad, b.Shredded.Archive, x.Config.Enrich.PIIFeed} {
		if !l.IsZero() {
			all = append(all, l.Sub(folder))
		}
	}
	for _, l := range all {
		if err := x.sweepLocation(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

func (x *Executor) sweepLocation(ctx context.Context, l config.Location) error {
	if l.IsZero() {
		return nil
	}
	st, err := x.bare(ctx, l)
	if err != nil {
		return err
	}
	if s, ok := st.(sweeper); ok {
		if _, err := s.Sweep(ctx, 0); err != nil {
			return fmt.Errorf("tidy up %s: %w", l, err)
		}
	}
	return nil
}

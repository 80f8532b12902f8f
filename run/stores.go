package run

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/store"
)

// Stores opens the store of a location. It lists locations for plans.
type Stores func(ctx context.Context, l config.Location) (store.Store, error)

var _ Lister = Stores(nil)

// Keys lists the keys of a location, in ascending order.
func (open Stores) Keys(ctx context.Context, l config.Location) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		st, err := open(ctx, l)
		if err != nil {
			yield("", err)
			return
		}
		for info, err := range st.List(ctx, "") {
			if !yield(info.Key, err) || err != nil {
				return
			}
		}
	}
}

// idTries is how many seconds in a row FreeID tries: more means that something
// else is wrong than two starts within one second.
const idTries = 5

// FreeID finds the id of a new run: the present second in a time zone, or the
// next one for which no location of the configuration has a run folder.
func FreeID(ctx context.Context, ls Lister, c *config.Config, zone *time.Location, now func() time.Time) (ID, time.Time, error) {
	for range idTries {
		at := now().In(zone)
		id := NewID(at)
		taken, err := folderExists(ctx, ls, c, id)
		if err != nil {
			return "", time.Time{}, err
		}
		if !taken {
			return id, at, nil
		}
		wait := time.NewTimer(at.Truncate(time.Second).Add(time.Second).Sub(at))
		select {
		case <-ctx.Done():
			wait.Stop()
			return "", time.Time{}, ctx.Err()
		case <-wait.C:
		}
	}
	return "", time.Time{}, fmt.Errorf("find a run id: folders of the last %d seconds exist; is the clock right?", idTries)
}

func folderExists(ctx context.Context, ls Lister, c *config.Config, id ID) (bool, error) {
	b := &c.AWS.S3.Buckets
	for _, l := range []config.Location{b.Raw.Archive, b.Enriched.Good, b.Enriched.Bad, b.Enriched.Archive,
		b.Shredded.Good, b.Shredded.Bad, b.Shredded.Archive, c.Enrich.PIIFeed, c.State()} {
		if l.IsZero() {
			continue
		}
		empty, err := IsEmpty(ctx, ls, l.Sub("run="+string(id)), func(string) bool { return true })
		if err != nil || !empty {
			return !empty, err
		}
	}
	return false, nil
}

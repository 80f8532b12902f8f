package run

import (
	"context"
	"fmt"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/store"
)

// ListInputs lists what a new run takes: the raw objects below raw.in, in stream
// mode those of the streaming enricher. The names that they are staged under are
// a function of where they lie.
func ListInputs(ctx context.Context, open Stores, c *config.Config) ([]Input, error) {
	from, counts := c.AWS.S3.Buckets.Raw.In, RawFilter(c.Collectors.Format)
	if c.Mode() == config.Stream {
		from, counts = []config.Location{c.AWS.S3.Buckets.Enriched.Stream}, StreamFilter
	}
	all := []Input{}
	taken := map[string]string{} // staged name → source
	for in, l := range from {
		st, err := open(ctx, l)
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", l, err)
		}
		for info, err := range st.List(ctx, "") {
			if err != nil {
				return nil, fmt.Errorf("list %s: %w", l, err)
			}
			if !counts(info.Key) {
				continue
			}
			staged := store.StagedName(in, info.Key)
			source := l.String() + info.Key
			if other, doubled := taken[staged]; doubled {
				return nil, fmt.Errorf("stage %s: its name %s is that of %s; rename one of them", source, staged, other)
			}
			taken[staged] = source
			all = append(all, Input{In: in, Key: info.Key, Size: info.Size, ModTime: info.ModTime, Staged: staged, State: InputListed})
		}
	}
	return all, nil
}

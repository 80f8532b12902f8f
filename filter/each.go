package filter

import (
	"context"
	"fmt"

	"github.com/camonica/camonica/enrich"
)

// Each enriches the records of all inputs one after the other, by one worker in
// this goroutine, and gives what becomes of them to out. After each record it asks
// next whether to go on. It is for looking at events; Enrich is for work.
func Each(ctx context.Context, inputs []Input, o EnrichOptions, out enrich.Output, next func() (bool, error)) error {
	f := &enrichFilter{o: o, in: recordReader{inputs: inputs, binary: o.Enrich.Format.Binary(), limits: o.Limits}}
	defer f.in.close()
	if o.Enrich.Time != 0 {
		if err := f.build(); err != nil {
			return err
		}
	}
	b := f.newBatch()
	var w *enrich.Worker
	for {
		more, err := f.next(ctx, b)
		if err != nil || !more {
			return err
		}
		if w == nil {
			w = f.enricher.NewWorker(0)
		}
		for _, r := range b.list {
			if _, err := b.one(ctx, w, r, out); err != nil {
				return err
			}
			if on, err := next(); err != nil || !on {
				return err
			}
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("enrich: %w", err)
			}
		}
	}
}

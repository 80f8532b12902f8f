package stage

import (
	"context"
	"fmt"
	"io"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/shred/dedupe"
	"github.com/camonica/camonica/store"
)

// Counts of stage verdicts.
const (
	CountKeys      = "keys"
	CountNatural   = "natural"
	CountSynthetic = "synthetic"
)

// openVerdicts prepares stage verdicts: a bin is a bucket of the key files.
func openVerdicts(_ context.Context, doc *engine.Document, env Env) (binFunc, error) {
	set, err := settings[Verdicts](doc)
	if err != nil {
		return nil, err
	}
	exchange := env.Places[PlaceExchange]
	return func(ctx context.Context, b *engine.Bin, d *engine.Done) error {
		var files []*dedupe.KeyFile
		for i := range set.KeyFiles {
			o, err := exchangeObject(ctx, exchange, store.DedupeKeysKey(doc.Run, i))
			if err != nil {
				return err
			}
			file, err := dedupe.OpenKeys(ctx, o)
			if err != nil {
				return fmt.Errorf("key file of bin %d: %w", i, err)
			}
			files = append(files, file)
		}
		ps := &parts{ctx: ctx}
		defer ps.abort()
		p := ps.add(newPart(ctx, exchange, PlaceExchange, store.VerdictsKey(doc.Run, b.Bin), Plain))
		rules := dedupe.Rules{Natural: set.Natural, Synthetic: set.Synthetic, Run: doc.Run, Spill: env.Spill}
		stats, err := dedupe.Judge(ctx, files, b.Bin, rules, p)
		if err != nil {
			return err
		}
		d.Counts[CountKeys] = stats.Rows
		d.Counts[CountNatural] = stats.Natural
		d.Counts[CountSynthetic] = stats.Synthetic
		d.Outputs, err = ps.commit()
		return err
	}, nil
}

// exchangeObject is a key or verdict file for reading in parts.
func exchangeObject(ctx context.Context, s store.Store, key string) (dedupe.Object, error) {
	info, err := s.Stat(ctx, key)
	if err != nil {
		return dedupe.Object{}, fmt.Errorf("open %s: %w", key, err)
	}
	return dedupe.Object{Size: info.Size, Open: func(ctx context.Context, off, n int64) (io.ReadCloser, error) {
		return s.Open(ctx, key, off, n)
	}}, nil
}

package stage

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/payload/container"
	"github.com/camonica/camonica/shred"
	"github.com/camonica/camonica/shred/dedupe"
	"github.com/camonica/camonica/store"
)

// Keys is the settings of stage keys.
type Keys struct {
	Buckets int `json:"buckets"`
}

// openKeys prepares stage keys: the key files of enriched events that another
// program wrote. Bins are numbered on into shred.
func openKeys(_ context.Context, doc *engine.Document, env Env) (binFunc, error) {
	set, err := settings[Keys](doc)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, b *engine.Bin, d *engine.Done) error {
		ps := &parts{ctx: ctx}
		defer ps.abort()
		w := dedupe.NewKeyWriter(ps.add(newPart(ctx, env.Places[PlaceExchange], PlaceExchange, store.DedupeKeysKey(doc.Run, b.Bin), Plain)), set.Buckets)
		keyer := shred.NewKeyer(dedupe.NewHasher(env.DedupeKey))
		n := int64(0)
		for _, split := range b.Splits {
			o, rows, err := eachLine(ctx, env.Places[split.Place], split, func(line []byte) error {
				n++
				row, ok := keyer.Row(line, dedupe.At(b.Bin, n-1))
				if !ok {
					return nil // shred refuses it: a failed event, and nobody's copy
				}
				return w.Add(row)
			})
			if err != nil {
				return err
			}
			o.Rows = rows
			d.Inputs = append(d.Inputs, o)
		}
		keys, err := w.Close()
		if err != nil {
			return err
		}
		d.Counts[CountKeys] = keys
		d.Outputs, err = ps.commit()
		return err
	}, nil
}

// eachLine hands the lines of an object of ours to do, and proves that it is the
// object that the split names.
func eachLine(ctx context.Context, s store.Store, split engine.Split, do func(line []byte) error) (engine.Object, int64, error) {
	in, err := openInput(ctx, s, split)
	if err != nil {
		return engine.Object{}, 0, err
	}
	defer in.Close()
	r, err := container.Open(in, false, container.DefaultLimits())
	if err != nil {
		return engine.Object{}, 0, fmt.Errorf("open %s: %w", split.Key, err)
	}
	defer r.Close()
	n := int64(0)
	for {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return engine.Object{}, n, fmt.Errorf("read %s: %w", split.Key, err)
		}
		if rec.TooLong {
			return engine.Object{}, n, fmt.Errorf("read %s: line %d is longer than any that enrich writes", split.Key, n+1)
		}
		if err := ctx.Err(); err != nil {
			return engine.Object{}, n, err
		}
		n++
		if err := do(rec.Bytes); err != nil {
			return engine.Object{}, n, err
		}
	}
	o, err := in.verify()
	return o, n, err
}

package run

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/build"
	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/shred"
	"github.com/camonica/camonica/stage"
	"github.com/camonica/camonica/store"
)

// complete writes shredding_complete.json, the last object of the step. A repeat
// finds it there.
func (w *work) complete(ctx context.Context, dst store.Store, done []*engine.Done, started time.Time) error {
	run := string(w.plan.Run)
	o, err := stage.ShredOptions(w.Config.Storage.ShreddedLayout)
	if err != nil {
		return err
	}
	result, err := stage.Merged(done)
	if err != nil {
		return err
	}
	b, err := json.Marshal(&shred.Complete{
		Base:      w.Config.AWS.S3.Buckets.Shredded.Good.Sub("run=" + run).String(),
		Run:       run,
		Layout:    o.Layout,
		GZIP:      w.compression(stage.PlaceShredded) == stage.Gzip,
		Started:   started,
		Completed: w.Now(),
		Processor: badrow.Processor{Artifact: "camonica", Version: build.Version},
		Result:    *result,
	})
	if err != nil {
		return fmt.Errorf("encode %s: %w", store.ShreddingCompleteName, err)
	}
	_, err = store.PutBytes(ctx, dst, store.ShreddingCompleteKey(run), b)
	if err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("write %s: %w", store.ShreddingCompleteName, err)
	}
	return nil
}

// ReadComplete reads shredding_complete.json of a run. store.ErrNotExist if the
// folder is not whole.
func ReadComplete(ctx context.Context, s store.Store, run ID) (*shred.Complete, error) {
	b, err := store.ReadAll(ctx, s, store.ShreddingCompleteKey(string(run)), manifestMax)
	if err != nil {
		return nil, err
	}
	var c shred.Complete
	if err := json.Unmarshal(b, &c); err != nil {
		return nil, err
	}
	return &c, nil
}

package run

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
)

// inputs lists what a new run will read, before the first object is moved.
func (w *work) inputs(ctx context.Context) ([]Input, error) {
	for _, s := range w.plan.Steps {
		if s.Action != ActionRun {
			continue
		}
		switch s.Name {
		case StepStaging, StepStreamStaging:
			return ListInputs(ctx, w.rawIn, w.Config)
		case StepEnrich:
			return w.stagedInputs(ctx)
		}
	}
	return []Input{}, nil
}

// stagedInputs lists what lies in raw.processing, for a run that begins with
// enrich.
func (w *work) stagedInputs(ctx context.Context) ([]Input, error) {
	st, err := w.processing(ctx)
	if err != nil {
		return nil, err
	}
	all := []Input{}
	for info, err := range st.List(ctx, "") {
		if err != nil {
			return nil, fmt.Errorf("list raw.processing: %w", err)
		}
		if AnyData(info.Key) {
			all = append(all, Input{Key: info.Key, Size: info.Size, ModTime: info.ModTime, Staged: info.Key, State: InputStaged})
		}
	}
	return all, nil
}

// processing opens raw.processing. What this run did not stage has the key of the
// run that did.
func (w *work) processing(ctx context.Context) (store.Store, error) {
	run := string(w.plan.Run)
	if !w.stages() {
		run = ""
	}
	return w.place(ctx, w.Config.AWS.S3.Buckets.Raw.Processing, seal.Raw, run)
}

// stages says whether the run stages its input, or has.
func (w *work) stages() bool {
	return slices.ContainsFunc(w.plan.Steps, func(s Step) bool {
		return s.Name == StepStaging && (s.Action == ActionRun || s.Action == ActionDone)
	})
}

// staging moves the raw objects of the manifest into raw.processing, several at a
// time. A repeat finds what an earlier start has moved.
func (w *work) staging(ctx context.Context) (StageCount, error) {
	dst, err := w.processing(ctx)
	if err != nil {
		return nil, err
	}
	return w.stage(ctx, w.Config.AWS.S3.Buckets.Raw.In, dst, func(in *Input) string { return in.Staged })
}

// streamStaging moves what a streaming enricher wrote into the run's folder of
// enriched.good.
func (w *work) streamStaging(ctx context.Context, s Step) (StageCount, error) {
	b := &w.Config.AWS.S3.Buckets.Enriched
	dst, err := w.place(ctx, b.Good, seal.Enriched, string(w.plan.Run))
	if err != nil {
		return nil, err
	}
	counts, err := w.stage(ctx, s.From, dst, func(in *Input) string { return store.RunFolder(string(w.plan.Run)) + in.Staged })
	if err != nil {
		return nil, err
	}
	return counts, w.mark(ctx, dst)
}

func (w *work) stage(ctx context.Context, from []config.Location, dst store.Store, name func(*Input) string) (StageCount, error) {
	src := make([]store.Store, len(from))
	for i, l := range from {
		st, err := w.rawIn(ctx, l)
		if err != nil {
			return nil, err
		}
		src[i] = st
	}
	inputs := w.journal.Inputs
	var size atomic.Int64
	err := w.each(ctx, StepStaging, len(inputs), func(ctx context.Context, i int) error {
		in := &inputs[i]
		if in.In >= len(src) {
			return fmt.Errorf("stage %s: the configuration has no raw.in number %d any more", in.Key, in.In)
		}
		if err := stageOne(ctx, src[in.In], dst, name(in), in); err != nil {
			return err
		}
		size.Add(in.Size)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, in := range inputs {
		if in.State == InputLeft {
			w.note("%s changed after it was staged: what is there now waits for the next run", in.Key)
		}
	}
	return StageCount{"objects": int64(len(inputs)), "bytes": size.Load()}, nil
}

// A VanishedError says that an input is gone before it was staged.
type VanishedError struct{ Key string }

func (e *VanishedError) Error() string { return "input " + e.Key + " vanished before it was staged" }

// Hint says what to do.
func (e *VanishedError) Hint() string {
	return "put it back and run again, or give the run up with `camonica run abandon`"
}

// stageOne copies an object, verifies the copy and deletes the source. What an
// earlier start has moved is found and kept.
func stageOne(ctx context.Context, src, dst store.Store, staged string, in *Input) error {
	if in.State != InputListed {
		return nil
	}
	info, err := copyWhole(ctx, dst, staged, src, in.Key)
	switch {
	case err == nil:
		in.Size, in.Digest = info.Size, info.SHA256
	case errors.Is(err, store.ErrExists):
		return adoptStaged(ctx, src, dst, staged, in)
	case errors.Is(err, store.ErrNotExist):
		if in.Digest, err = digestOf(ctx, dst, staged); errors.Is(err, store.ErrNotExist) {
			return &VanishedError{Key: in.Key}
		}
		if err != nil {
			return err
		}
		in.State = InputStaged
		return nil
	default:
		return fmt.Errorf("stage %s: %w", in.Key, err)
	}
	if in.Digest == "" { // the bytes did not pass through us
		if in.Digest, err = digestOf(ctx, dst, staged); err != nil {
			return err
		}
	}
	if err := src.Delete(ctx, in.Key); err != nil {
		return fmt.Errorf("stage %s: remove the source: %w", in.Key, err)
	}
	in.State = InputStaged
	return nil
}

// adoptStaged goes on where an earlier start copied an object and did not come to
// delete its source. A source that is another by now stays for the next run; a
// copy that is not that of a source which is as it was listed is made again.
func adoptStaged(ctx context.Context, src, dst store.Store, staged string, in *Input) error {
	now, err := digestOf(ctx, src, in.Key)
	gone := errors.Is(err, store.ErrNotExist)
	if err != nil && !gone {
		return err
	}
	in.Digest, err = digestOf(ctx, dst, staged)
	if err != nil && (gone || !errors.Is(err, seal.ErrIntegrity)) {
		return err
	}
	switch {
	case gone:
		in.State = InputStaged
		return nil
	case now == in.Digest:
		if err := src.Delete(ctx, in.Key); err != nil {
			return fmt.Errorf("stage %s: remove the source: %w", in.Key, err)
		}
		in.State = InputStaged
		return nil
	}
	i, serr := src.Stat(ctx, in.Key)
	if serr != nil {
		return serr
	}
	if err == nil && (i.Size != in.Size || !i.ModTime.Equal(in.ModTime)) {
		in.State = InputLeft
		return nil
	}
	if err := dst.Delete(ctx, staged); err != nil {
		return fmt.Errorf("stage %s: remove a bad copy: %w", in.Key, err)
	}
	return stageOne(ctx, src, dst, staged, in)
}

// copyWhole copies an object and checks that the copy has its length: a stream
// that ends early looks like a whole one. A copy that has not is removed.
// store.ErrNotExist, store.ErrExists.
func copyWhole(ctx context.Context, dst store.Store, to string, src store.Store, from string) (store.Info, error) {
	want, err := src.Stat(ctx, from)
	if err != nil {
		return store.Info{}, err
	}
	info, err := store.Copy(ctx, dst, to, src, from)
	if err != nil {
		return store.Info{}, err
	}
	now, err := dst.Stat(ctx, to)
	if err != nil {
		return store.Info{}, fmt.Errorf("verify the copy: %w", err)
	}
	if now.Size == want.Size {
		info.Size = now.Size
		return info, nil
	}
	err = fmt.Errorf("verify the copy: %d bytes instead of %d", now.Size, want.Size)
	return store.Info{}, errors.Join(err, dst.Delete(ctx, to))
}

// digestOf is the SHA-256 of an object's content, in hex.
func digestOf(ctx context.Context, s store.Store, key string) (string, error) {
	r, err := s.Open(ctx, key, 0, -1)
	if err != nil {
		return "", fmt.Errorf("open %s: %w", key, err)
	}
	defer r.Close()
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return "", fmt.Errorf("read %s: %w", key, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// each does n things, several at a time, and tells how far it is. The first error
// ends it.
func (w *work) each(ctx context.Context, step string, n int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var next, done atomic.Int64
	var first error
	var once sync.Once
	var wg sync.WaitGroup
	for range min(n, moversPerCore*runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := do(ctx, i); err != nil {
					once.Do(func() { first = err })
					cancel()
					return
				}
				w.tell(Progress{Kind: StepMoved, Step: step, Done: int(done.Add(1)), Total: n})
			}
		})
	}
	wg.Wait()
	if first != nil {
		return first
	}
	return ctx.Err()
}

// moversPerCore is how many objects are moved at once: a move mostly waits for
// the disk or the network.
const moversPerCore = 4

// mark puts _SUCCESS into the run's folder.
func (w *work) mark(ctx context.Context, s store.Store) error {
	_, err := store.PutBytes(ctx, s, store.SuccessKey(string(w.plan.Run)), nil)
	if err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("mark the run's folder as whole: %w", err)
	}
	return nil
}

package run

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/stage"
	"github.com/camonica/camonica/store"
)

// archiveRaw moves the staged objects into raw.archive, in the run's folder.
func (w *work) archiveRaw(ctx context.Context) (StageCount, error) {
	if err := w.onlyInputs(ctx); err != nil {
		return nil, err
	}
	src, err := w.processing(ctx)
	if err != nil {
		return nil, err
	}
	dst, err := w.place(ctx, w.Config.AWS.S3.Buckets.Raw.Archive, seal.Raw, string(w.plan.Run))
	if err != nil {
		return nil, err
	}
	inputs := w.journal.Inputs
	run := string(w.plan.Run)
	err = w.each(ctx, StepArchiveRaw, len(inputs), func(ctx context.Context, i int) error {
		return move(ctx, src, inputs[i].Staged, dst, store.ArchivedRawKey(run, inputs[i].Staged), inputs[i].Digest)
	})
	return StageCount{"objects": int64(len(inputs))}, err
}

// archive moves a run's folder of enriched.good or shredded.good.
func (w *work) archive(ctx context.Context, s Step) (StageCount, error) {
	b := &w.Config.AWS.S3.Buckets
	from, to, kind, place := b.Enriched.Good, b.Enriched.Archive, seal.Enriched, stage.PlaceEnriched
	if s.Name == StepArchiveShredded {
		from, to, kind, place = b.Shredded.Good, b.Shredded.Archive, seal.Shredded, stage.PlaceShredded
	}
	run := string(w.plan.Run)
	digests := map[string]string{} // of another run's folder they are not known
	if s.Folder != "" {
		run = string(s.Folder)
	} else {
		var err error
		if digests, err = w.onlyOwn(ctx, place); err != nil {
			return nil, err
		}
	}
	src, err := w.place(ctx, from, kind, run)
	if err != nil {
		return nil, err
	}
	dst, err := w.place(ctx, to, kind, run)
	if err != nil {
		return nil, err
	}
	var keys, last []string
	for info, err := range src.List(ctx, store.RunFolder(run)) {
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", from, err)
		}
		// What says that the folder is whole arrives last and leaves last.
		if strings.HasSuffix(info.Key, "/"+store.SuccessName) || strings.HasSuffix(info.Key, "/"+store.ShreddingCompleteName) {
			last = append(last, info.Key)
		} else {
			keys = append(keys, info.Key)
		}
	}
	if err := allThere(ctx, keys, dst, digests); err != nil {
		return nil, err
	}
	for _, some := range [][]string{keys, last} {
		err := w.each(ctx, s.Name, len(some), func(ctx context.Context, i int) error {
			return move(ctx, src, some[i], dst, some[i], digests[some[i]])
		})
		if err != nil {
			return nil, err
		}
	}
	return StageCount{"objects": int64(len(keys) + len(last))}, nil
}

// allThere checks that what the run wrote is in the folder or in the archive
// already.
func allThere(ctx context.Context, keys []string, dst store.Store, digests map[string]string) error {
	have := map[string]bool{}
	for _, k := range keys {
		have[k] = true
	}
	for _, k := range slices.Sorted(maps.Keys(digests)) {
		if have[k] {
			continue
		}
		if _, err := dst.Stat(ctx, k); err != nil {
			return fmt.Errorf("archive %s: it is gone, and not in the archive: %w", k, err)
		}
	}
	return nil
}

// move copies an object and deletes the source. A repeat finds the copy, and if
// it is equal only deletes. digest is that of the content where it is known: an
// object that has another is not moved.
func move(ctx context.Context, src store.Store, from string, dst store.Store, to, digest string) error {
	_, err := copyWhole(ctx, dst, to, src, from)
	if errors.Is(err, store.ErrExists) {
		err = sameContent(ctx, src, from, dst, to, digest)
		if errors.Is(err, errBadCopy) {
			if err := dst.Delete(ctx, to); err != nil {
				return fmt.Errorf("remove bad copy %s: %w", to, err)
			}
			_, err = copyWhole(ctx, dst, to, src, from)
		}
	}
	switch {
	case errors.Is(err, store.ErrNotExist):
		if _, err := dst.Stat(ctx, to); err != nil {
			return fmt.Errorf("move %s: it is gone, and not in the archive: %w", from, err)
		}
		return nil
	case err != nil:
		return fmt.Errorf("move %s: %w", from, err)
	}
	if err := src.Delete(ctx, from); err != nil {
		return fmt.Errorf("remove %s: %w", from, err)
	}
	return nil
}

// errBadCopy says that a copy is not whole, and the source is known to be.
var errBadCopy = errors.New("the copy is not whole")

// sameContent compares a source and its copy.
func sameContent(ctx context.Context, src store.Store, from string, dst store.Store, to, digest string) error {
	left, err := digestOf(ctx, src, from)
	if err != nil {
		return err
	}
	if digest != "" && left != digest {
		return &stage.ChangedError{Key: from}
	}
	right, err := digestOf(ctx, dst, to)
	switch {
	case err == nil && left == right:
		return nil
	case errors.Is(err, seal.ErrIntegrity), err == nil && digest != "":
		return errBadCopy
	case err != nil:
		return err
	}
	return fmt.Errorf("%s exists with other content", to)
}

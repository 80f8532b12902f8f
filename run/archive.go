package run

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
)

// archiveRaw moves the staged objects into raw.archive, in the run's folder.
func (w *work) archiveRaw(ctx context.Context) (StageCount, error) {
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
		return move(ctx, src, inputs[i].Staged, dst, store.ArchivedRawKey(run, inputs[i].Staged))
	})
	return StageCount{"objects": int64(len(inputs))}, err
}

// archive moves a run's folder of enriched.good or shredded.good.
func (w *work) archive(ctx context.Context, s Step) (StageCount, error) {
	b := &w.Config.AWS.S3.Buckets
	from, to, kind := b.Enriched.Good, b.Enriched.Archive, seal.Enriched
	if s.Name == StepArchiveShredded {
		from, to, kind = b.Shredded.Good, b.Shredded.Archive, seal.Shredded
	}
	run := string(w.plan.Run)
	if s.Folder != "" {
		run = string(s.Folder)
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
	for _, some := range [][]string{keys, last} {
		err := w.each(ctx, s.Name, len(some), func(ctx context.Context, i int) error {
			return move(ctx, src, some[i], dst, some[i])
		})
		if err != nil {
			return nil, err
		}
	}
	return StageCount{"objects": int64(len(keys) + len(last))}, nil
}

// move copies an object and deletes the source. A repeat finds the copy, and if
// it is equal only deletes.
func move(ctx context.Context, src store.Store, from string, dst store.Store, to string) error {
	info, err := store.Copy(ctx, dst, to, src, from)
	switch {
	case err == nil:
		now, err := dst.Stat(ctx, to)
		if err != nil {
			return fmt.Errorf("verify %s: %w", to, err)
		}
		if now.Size != info.Size {
			return fmt.Errorf("verify %s: %d bytes instead of %d", to, now.Size, info.Size)
		}
	case errors.Is(err, store.ErrNotExist):
		if _, err := dst.Stat(ctx, to); err != nil {
			return fmt.Errorf("move %s: it is gone, and not in the archive: %w", from, err)
		}
		return nil
	case errors.Is(err, store.ErrExists):
		if err := sameContent(ctx, src, from, dst, to); err != nil {
			return err
		}
	default:
		return err
	}
	if err := src.Delete(ctx, from); err != nil {
		return fmt.Errorf("remove %s: %w", from, err)
	}
	return nil
}

func sameContent(ctx context.Context, a store.Store, keyA string, b store.Store, keyB string) error {
	left, err := digestOf(ctx, a, keyA)
	if err != nil {
		return err
	}
	right, err := digestOf(ctx, b, keyB)
	if err != nil {
		return err
	}
	if left != right {
		return fmt.Errorf("move %s: %s exists with other content", keyA, keyB)
	}
	return nil
}

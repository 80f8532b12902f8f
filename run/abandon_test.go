package run_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/engine/local"
	"github.com/camonica/camonica/run"
	"github.com/camonica/camonica/store"
)

const abandoned = "2026-01-02-03-04-06" // the first run of a shop

// abandon gives the first run up and returns what was noted.
func (s *shop) abandon() (notes string) {
	s.t.Helper()
	x := s.executor(run.Options{})
	x.Watch = func(p run.Progress) { notes += p.Text + "\n" }
	if err := x.Abandon(s.t.Context(), abandoned); err != nil {
		s.t.Fatal(err)
	}
	return notes
}

// Nothing of the work folder is left, not even what a killed process and others left
// there.
func TestAbandonRemovesWork(t *testing.T) {
	each(t, func(t *testing.T, sealed bool) {
		s := newShop(t, sealed)
		s.files = true
		s.fill(20, 1, logs...)
		s.stopAt(engine.StageVerdicts, run.Options{})
		state := "log/camonica/run=" + abandoned
		s.temporary(state + "/.work/enrich/failed")
		s.temporary("e/bad/run=" + abandoned + "/schema_violations")
		s.temporary("warehouse/events/run=" + abandoned)
		if err := os.WriteFile(filepath.Join(s.dir, state, ".work", "note.txt"), []byte("of somebody"), 0o600); err != nil {
			t.Fatal(err)
		}
		s.abandon()
		if left, err := filepath.Glob(filepath.Join(s.dir, state, ".work*")); err != nil || len(left) > 0 {
			t.Errorf("left: %v, %v", left, err)
		}
		if left := s.temporaries(); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
		if _, err := os.Stat(filepath.Join(s.dir, state, "manifest.json")); sealed == (err == nil) {
			t.Errorf("manifest: %v", err)
		}
	})
}

// A run that ended, and died before it removed its work folder, is not unfinished.
func TestAbandonEnded(t *testing.T) {
	s := newShop(t, true)
	s.fill(5, 1, logs...)
	s.wrap = func(st store.Store) store.Store {
		return hooked{st, func(key string) error {
			if strings.Contains(key, "/.work/manifest-") {
				return errStopped
			}
			return nil
		}}
	}
	if _, err := s.executor(run.Options{}).Run(t.Context()); !errors.Is(err, errStopped) {
		t.Fatal(err)
	}
	s.wrap = func(st store.Store) store.Store { return st }
	before := s.objects()
	if err := s.executor(run.Options{}).Abandon(t.Context(), abandoned); !errors.Is(err, store.ErrNotExist) || errors.Is(err, run.ErrTaken) {
		t.Errorf("abandon: %v", err)
	}
	if _, err := s.executor(run.Options{RunID: abandoned}).Plan(t.Context()); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("plan: %v", err)
	}
	if !slices.Equal(s.objects(), before) {
		t.Error("something was touched")
	}
}

// What steps of the run did not write stays: the objects of a streaming enricher,
// the folder of another program, what somebody put there.
func TestAbandonKeepsOthers(t *testing.T) {
	each(t, func(t *testing.T, sealed bool) {
		s := newShop(t, sealed)
		s.streaming("a.gz", "b.gz")
		s.stopAt(engine.StageShred, run.Options{})
		good := s.config.AWS.S3.Buckets.Enriched.Good
		before := s.keysOf(good)
		s.abandon()
		if got := s.keysOf(good); len(got) != 3 || !slices.Equal(got, before) {
			t.Errorf("of a streaming enricher: %v, want %v", got, before)
		}

		if !sealed {
			s = newShop(t, false)
			s.fill(5, 1, logs...)
			s.run(run.Options{Skip: []string{run.StepArchiveEnriched}}, "one")
			s.foreign(abandoned)
			good = s.config.AWS.S3.Buckets.Enriched.Good
			before = s.keysOf(good)
			s.stopAt(engine.StageShred, run.Options{ResumeFrom: run.StepShred})
			s.abandon()
			if got := s.keysOf(good); len(got) < 2 || !slices.Equal(got, before) {
				t.Errorf("of another program: %v, want %v", got, before)
			}
		}

		s = newShop(t, sealed)
		s.fill(5, 1, logs...)
		s.stopAt(engine.StageShred, run.Options{})
		shredded := s.config.AWS.S3.Buckets.Shredded.Good
		s.put(s.store(shredded), "run="+abandoned+"/mine.tsv", []byte("of somebody"))
		s.put(s.store(shredded), "run="+abandoned+"/part-00000", []byte("of the run, without encryption"))
		if notes := s.abandon(); !strings.Contains(notes, shredded.String()+"run="+abandoned+"/mine.tsv stays") {
			t.Errorf("notes: %s", notes)
		}
		if got := s.keysOf(shredded); !slices.Contains(got, "run="+abandoned+"/mine.tsv") || !sealed && len(got) != 1 {
			t.Errorf("of somebody: %v", got)
		}
	})
}

// late fails a stage when all its bins are done.
type late struct{ stage string }

func (l late) Map(ctx context.Context, st *engine.Stage) error {
	if err := (local.Engine{}).Map(ctx, st); err != nil || st.Doc.Stage != l.stage {
		return err
	}
	return errStopped
}

// Segments that no entry names go with the run.
func TestAbandonLoad(t *testing.T) {
	s := newShop(t, true)
	s.fill(5, 1, logs...)
	x := s.executor(run.Options{})
	x.Engine = late{engine.StageLoad}
	if _, err := x.Run(t.Context()); !errors.Is(err, errStopped) {
		t.Fatal(err)
	}
	target := s.warehouse("warehouse")
	l, err := target.Location()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(s.keysOf(l)); n == 0 {
		t.Fatal("no segments")
	}
	s.abandon()
	if left := s.keysOf(l); len(left) > 0 {
		t.Errorf("left in the warehouse: %v", left)
	}
	if status, err := s.executor(run.Options{}).Status(t.Context(), 1); err != nil || len(status.Runs[0].Targets) > 0 {
		t.Errorf("status %+v, %v", status, err)
	}
}

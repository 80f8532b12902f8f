package run_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/load/loadtest"
	"github.com/camonica/camonica/run"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
)

var keepShredded = run.Options{Skip: []string{run.StepArchiveShredded}}

// Two targets of one run hold the same rows.
func TestTwoTargets(t *testing.T) {
	each(t, func(t *testing.T, sealed bool) {
		s := newShop(t, sealed)
		s.fill(30, 1, logs...)
		m := s.run(run.Options{}, "one", "two")
		loadtest.Same(t, "second target", s.rows("two"), s.rows("one"))
		if len(m.Targets) != 2 {
			t.Errorf("targets %+v", m.Targets)
		}
	})
}

func TestTargetsOnly(t *testing.T) {
	each(t, func(t *testing.T, sealed bool) {
		s := newShop(t, sealed)
		s.fill(30, 1, logs...)
		m, err := s.executor(run.Options{Target: "two"}, "one", "two").Run(t.Context())
		if err != nil || !m.Ended.IsZero() || len(m.Targets) != 1 || m.Targets[0].Name != "two" {
			t.Fatalf("only target two: %+v, %v", m, err)
		}
		// The other one is loaded by a later call, which ends the run.
		if m = s.run(run.Options{}, "one", "two"); len(m.Targets) != 2 {
			t.Errorf("targets %+v", m.Targets)
		}
		loadtest.Same(t, "target one", s.rows("one"), s.rows("two"))
		s.fails(run.Options{}, run.NoData)
	})
}

// A run that has ended is loaded into another target, and into the same one not
// again.
func TestLoadLater(t *testing.T) {
	each(t, func(t *testing.T, sealed bool) {
		for _, layout := range []string{"r35", "r108"} {
			s := newShop(t, sealed)
			s.configure(layout)
			s.fill(30, 1, logs...)
			first := s.run(keepShredded, "one")
			again, err := s.executor(run.Options{ResumeFrom: run.StepLoad, Target: "two"}, "one", "two").Run(t.Context())
			if err != nil {
				t.Fatalf("%s: %v", layout, err)
			}
			if again.Run != first.Run || again.Ended.IsZero() || len(again.Inputs) != len(logs) || len(again.Targets) != 2 {
				t.Errorf("%s: manifest of the second call: %+v", layout, again)
			}
			loadtest.Same(t, layout, s.rows("two"), s.rows("one"))
			if left := s.keysOf(s.config.AWS.S3.Buckets.Shredded.Good); len(left) > 0 {
				t.Errorf("%s: not archived: %v", layout, left)
			}
		}
		s := newShop(t, sealed)
		s.fill(30, 1, logs...)
		s.run(keepShredded)
		want := s.rows("warehouse")
		s.run(run.Options{ResumeFrom: run.StepLoad})
		loadtest.Same(t, "loaded twice", s.rows("warehouse"), want)
	})
}

// A process may die at any request of a load that begins without the run's work
// documents.
func TestLoadLaterCrash(t *testing.T) {
	begin := func(t *testing.T) *shop {
		s := newShop(t, true)
		s.fill(15, 1, logs...)
		s.run(keepShredded, "one")
		return s
	}
	calm := begin(t)
	var c crash
	calm.wrap = func(st store.Store) store.Store { return dying{st, &c} }
	calm.run(run.Options{ResumeFrom: run.StepLoad}, "two")
	total := c.requests
	for i, at := 0, 1; at <= total; i, at = i+1, at+max(1, total/25) {
		s := begin(t)
		c := crash{at: at, late: i%2 == 1}
		s.wrap = func(st store.Store) store.Store { return dying{st, &c} }
		if _, err := s.executor(run.Options{ResumeFrom: run.StepLoad}, "two").Run(t.Context()); err == nil {
			t.Errorf("crash at request %d of %d: the run ended well", at, total)
		}
		s.wrap = func(st store.Store) store.Store { return st }
		_, err := s.executor(run.Options{}, "two").Run(t.Context())
		if run.OutcomeOf(err) == run.NoData {
			// It died before it had noted down what to do, or after all was done.
			_, err = s.executor(run.Options{ResumeFrom: run.StepLoad}, "two").Run(t.Context())
			var nothing *run.StateError
			if errors.As(err, &nothing) {
				err = nil
			}
		}
		if err != nil {
			t.Errorf("crash at request %d of %d: then: %v", at, total, err)
			continue
		}
		loadtest.Same(t, "after a crash", s.rows("two"), s.rows("one"))
	}
}

// foreign makes a run's folders in the good locations look like those of R108: no
// state of ours, no completion document.
func (s *shop) foreign(id run.ID) {
	s.t.Helper()
	b := &s.config.AWS.S3.Buckets
	for _, l := range []config.Location{b.Log, b.Shredded.Archive} {
		for _, k := range s.keysOf(l) {
			if err := s.store(l).Delete(s.t.Context(), k); err != nil {
				s.t.Fatal(err)
			}
		}
	}
	if err := s.store(b.Shredded.Good).Delete(s.t.Context(), store.ShreddingCompleteKey(string(id))); err != nil {
		s.t.Fatal(err)
	}
}

func TestLoadForeignFolder(t *testing.T) {
	s := newShop(t, false)
	s.configure("r108")
	s.fill(30, 1, logs...)
	first := s.run(keepShredded, "one")
	s.foreign(first.Run)
	m := s.run(run.Options{ResumeFrom: run.StepLoad}, "two")
	if m.Run != first.Run {
		t.Errorf("loaded as run %s", m.Run)
	}
	loadtest.Same(t, "foreign folder", s.rows("two"), s.rows("one"))

	s = newShop(t, false)
	s.configure("r108")
	s.fill(30, 1, logs...)
	first = s.run(keepShredded, "one")
	s.foreign(first.Run)
	s.put(s.store(s.config.AWS.S3.Buckets.Shredded.Good), "run="+string(first.Run)+"/elsewhere/part-00000", []byte("x\n"))
	if err := s.fails(run.Options{ResumeFrom: run.StepLoad}, run.Failed); err == nil || !strings.Contains(err.Error(), "elsewhere/part-00000") {
		t.Errorf("an object of no layout: %v", err)
	}
}

// Enriched folders of another program are shredded: their keys are made first.
func TestShredForeignFolder(t *testing.T) {
	s := newShop(t, false)
	s.fill(40, 1, logs...)
	first := s.run(run.Options{Skip: []string{run.StepArchiveEnriched}}, "one")
	s.foreign(first.Run)
	m := s.run(run.Options{ResumeFrom: run.StepShred}, "two")
	if m.Run != first.Run || m.Counts[engine.StageShred][engine.CountIn] != first.Counts[engine.StageShred][engine.CountIn] {
		t.Errorf("run %s, counts %v", m.Run, m.Counts)
	}
	loadtest.Same(t, "foreign folder", s.rows("two"), s.rows("one"))
}

// A tampered object of a folder is not loaded.
func TestLoadTampered(t *testing.T) {
	s := newShop(t, true)
	s.fill(30, 1, logs...)
	s.run(keepShredded, "one")
	good := s.store(s.config.AWS.S3.Buckets.Shredded.Good)
	keys := s.keysOf(s.config.AWS.S3.Buckets.Shredded.Good)
	key := keys[slices.IndexFunc(keys, func(k string) bool { return strings.Contains(k, "name=atomic") })]
	whole := s.read(good, key)
	bad := slices.Clone(whole)
	bad[len(bad)/2] ^= 1
	s.replace(good, key, bad)
	if err := s.fails(run.Options{ResumeFrom: run.StepLoad, Target: "warehouse"}, run.Failed); !errors.Is(err, seal.ErrIntegrity) {
		t.Errorf("error %v", err)
	}
	s.replace(good, key, whole)
	s.run(run.Options{})
	loadtest.Same(t, "after repair", s.rows("warehouse"), s.rows("one"))
}

package run_test

import (
	"strings"
	"testing"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/run"
)

// TestStanding: what status and plan say of a run that is not done, and of what it
// left behind.
func TestStanding(t *testing.T) {
	status := func(s *shop) *run.Status {
		t.Helper()
		before := s.objects()
		st, err := s.executor(run.Options{}).Status(t.Context(), 3)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.objects()) != len(before) {
			t.Error("status touched something")
		}
		return st
	}
	want := func(what, got string, words ...string) {
		t.Helper()
		for _, w := range words {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q says nothing of %q", what, got, w)
			}
		}
	}
	s := newShop(t, true)
	want("nothing", status(s).Next, "nothing: no data in raw.in")
	s.fill(5, 1, logs...)
	want("data", status(s).Next, "begin a new run")

	// Its process was killed: no step knows an error.
	s.second = 0 // of the run that abandoned names
	c := crash{at: 60}
	s.wrap = dyingOf(&c)
	if _, err := s.executor(run.Options{}).Run(t.Context()); err == nil {
		t.Fatal("the run ended well")
	}
	s.wrap = newShop(t, true).wrap
	st := status(s)
	want("killed", st.Runs[0].Standing(), "unfinished; the next step is ")
	want("killed", st.Next, "resume run "+abandoned)
	p, err := s.executor(run.Options{}).Plan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want("plan", p.Notes[0], "resuming run "+abandoned, "the next step is ")

	// It failed, as in an outage.
	s.stopAt(engine.StageEnrich, run.Options{})
	want("failed", status(s).Runs[0].Standing(), "failed in step enrich: stopped")

	// Somebody works on it.
	path, _ := run.LockPath(s.config)
	l, err := run.LockState(path, run.NewHolder(abandoned, start))
	if err != nil {
		t.Fatal(err)
	}
	st = status(s)
	want("at work", st.Working, abandoned)
	want("at work", st.Next, "at work")
	if p, err = s.executor(run.Options{}).Plan(t.Context()); err != nil {
		t.Fatal(err)
	}
	want("plan", strings.Join(p.Notes, "\n"), "exit code 17")
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	if st = status(s); st.Working != "" {
		t.Errorf("at work after the end: %s", st.Working)
	}

	// Given up before enrich was done, what it staged is there for the next.
	s.abandon()
	want("abandoned", status(s).Next, "/processing/ is not empty", "run "+abandoned+", which was abandoned", "--skip staging")
	m := s.run(run.Options{Skip: []string{run.StepStaging}})
	if len(m.Inputs) != len(logs) {
		t.Errorf("%d inputs", len(m.Inputs))
	}

	// A run that was told to leave its folder.
	s = newShop(t, true)
	s.fill(5, 1, logs...)
	s.run(run.Options{Skip: []string{run.StepArchiveEnriched}})
	want("left", status(s).Next, "nothing")
	s.fill(5, 2, logs...)
	want("left", status(s).Next, "stop: ", "run "+abandoned+" left it", "--resume-from archive_enriched")
	s.run(run.Options{ResumeFrom: run.StepArchiveEnriched})
	want("archived", status(s).Next, "begin a new run")
}

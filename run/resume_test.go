package run_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/engine/local"
	"github.com/camonica/camonica/load/loadtest"
	"github.com/camonica/camonica/run"
	"github.com/camonica/camonica/stage"
	"github.com/camonica/camonica/store"
)

var errStopped = errors.New("stopped")

// stopper fails a stage before it does anything.
type stopper struct{ stage string }

func (s stopper) Map(ctx context.Context, st *engine.Stage) error {
	if st.Doc.Stage == s.stage {
		return errStopped
	}
	return local.Engine{}.Map(ctx, st)
}

// stopAt runs until a stage has begun and returns the executor.
func (s *shop) stopAt(stage string, o run.Options, warehouses ...string) {
	s.t.Helper()
	x := s.executor(o, warehouses...)
	x.Engine = stopper{stage}
	if _, err := x.Run(s.t.Context()); !errors.Is(err, errStopped) {
		s.t.Fatalf("stop at %s: %v", stage, err)
	}
}

func (s *shop) fails(o run.Options, want run.Outcome) error {
	s.t.Helper()
	_, err := s.executor(o).Run(s.t.Context())
	if got := run.OutcomeOf(err); got != want {
		s.t.Errorf("outcome %d, want %d: %v", got, want, err)
	}
	return err
}

// objects lists everything that there is.
func (s *shop) objects() []string { return s.keysOf(config.Location{}) }

func TestOutcomes(t *testing.T) {
	t.Run("no data", func(t *testing.T) {
		s := newShop(t, true)
		s.fails(run.Options{}, run.NoData)
		s.put(s.in(0), "catalina.out", nil)
		s.fails(run.Options{}, run.NoData)
	})
	leftovers := map[string]func(*config.Buckets) config.Location{
		"raw.processing": func(b *config.Buckets) config.Location { return b.Raw.Processing },
		"enriched.good":  func(b *config.Buckets) config.Location { return b.Enriched.Good },
		"shredded.good":  func(b *config.Buckets) config.Location { return b.Shredded.Good },
	}
	for name, location := range leftovers {
		t.Run(name+" not empty", func(t *testing.T) {
			s := newShop(t, false)
			l := location(&s.config.AWS.S3.Buckets)
			s.put(s.store(l), "run=2020-01-01-00-00-00/part-00000", []byte("x"))
			if name != "raw.processing" {
				s.fails(run.Options{}, run.NoData) // that there are no data comes first
			}
			s.fill(5, 1, logs...)
			s.fails(run.Options{}, run.NotEmpty)
		})
	}
	t.Run("locked", func(t *testing.T) {
		s := newShop(t, true)
		s.fill(5, 1, logs...)
		path, _ := run.LockPath(s.config)
		l, err := run.LockState(path, run.NewHolder("", start))
		if err != nil {
			t.Fatal(err)
		}
		s.fails(run.Options{}, run.Locked)
		if err := l.Release(); err != nil {
			t.Fatal(err)
		}
		s.run(run.Options{})
	})
	t.Run("lock file", func(t *testing.T) {
		s := newShop(t, false)
		s.fill(5, 1, logs...)
		lock := filepath.Join(s.dir, "lock")
		call := func(want run.Outcome, stage string, ignore, kept bool) {
			t.Helper()
			x := s.executor(run.Options{})
			x.LockFile, x.IgnoreLock, x.Engine = lock, ignore, stopper{stage}
			_, err := x.Run(t.Context())
			if got := run.OutcomeOf(err); got != want {
				t.Errorf("outcome %d, want %d: %v", got, want, err)
			}
			if _, err := os.Stat(lock); (err == nil) != kept {
				t.Errorf("after outcome %d the lock is there: %t", want, err == nil)
			}
		}
		call(run.Failed, engine.StageEnrich, false, true) // an operator must look
		call(run.Locked, "", false, true)
		call(run.Succeeded, "", true, false)
		call(run.NoData, "", false, false)
		s.fill(5, 2, logs...)
		s.put(s.store(s.config.AWS.S3.Buckets.Raw.Processing), "x", nil)
		call(run.NotEmpty, "", false, false)
	})
	t.Run("options that forbid the resume", func(t *testing.T) {
		s := newShop(t, true)
		s.fill(5, 1, logs...)
		s.stopAt(engine.StageShred, run.Options{})
		err := s.fails(run.Options{Skip: []string{run.StepLoad}}, run.NotEmpty)
		if id := "2026-01-02-03-04-06"; err == nil || !strings.Contains(err.Error(), "--run-id "+id) || !strings.Contains(err.Error(), "run abandon "+id) {
			t.Errorf("error names no way out: %v", err)
		}
	})
	t.Run("recover without a folder", func(t *testing.T) {
		s := newShop(t, true)
		err := s.fails(run.Options{ResumeFrom: run.StepShred}, run.Failed)
		var state *run.StateError
		if !errors.As(err, &state) {
			t.Errorf("error %v", err)
		}
		s.fails(run.Options{ResumeFrom: run.StepEnrich}, run.NoData)
	})
	t.Run("everything skipped", func(t *testing.T) {
		s := newShop(t, true)
		m, err := s.executor(run.Options{Skip: []string{run.StepStaging, run.StepEnrich, run.StepShred, run.StepElasticsearch,
			run.StepArchiveRaw, run.StepLoad, run.StepAnalyze, run.StepArchiveEnriched, run.StepArchiveShredded}}).Run(t.Context())
		if err != nil || m != nil {
			t.Errorf("manifest %v, error %v", m, err)
		}
	})
}

func TestResume(t *testing.T) {
	each(t, func(t *testing.T, sealed bool) {
		calm := newShop(t, sealed)
		calm.fill(30, 1, logs...)
		calm.run(run.Options{})
		want := calm.rows("warehouse")
		for _, at := range []string{engine.StageEnrich, engine.StageVerdicts, engine.StageShred} {
			s := newShop(t, sealed)
			s.fill(30, 1, logs...)
			s.stopAt(at, run.Options{})
			first := s.now()
			s.put(s.in(0), "localhost_access_log.late.txt", []byte("late\n"))
			before := s.objects()
			plan, err := s.executor(run.Options{}).Plan(t.Context())
			if err != nil || !plan.Resumed {
				t.Fatalf("%s: plan %+v, %v", at, plan, err)
			}
			if !slices.Equal(s.objects(), before) {
				t.Errorf("%s: the plan touched something", at)
			}
			m := s.run(run.Options{})
			if want := run.NewID(first); m.Run != want || m.ETLTstamp != first.UnixMilli() {
				t.Errorf("%s: resumed as run %s at %d, want %s", at, m.Run, m.ETLTstamp, want)
			}
			loadtest.Same(t, at, s.rows("warehouse"), want)
			if got := s.keysOf(s.config.AWS.S3.Buckets.Raw.In[0]); !slices.Equal(got, []string{"localhost_access_log.late.txt"}) {
				t.Errorf("%s: new data did not wait: %v", at, got)
			}
			if m := s.run(run.Options{}); len(m.Inputs) != 1 {
				t.Errorf("%s: next run read %d inputs", at, len(m.Inputs))
			}
		}
	})
}

func TestRunID(t *testing.T) {
	s := newShop(t, true)
	s.fill(5, 1, logs...)
	s.stopAt(engine.StageEnrich, run.Options{})
	if err := s.fails(run.Options{RunID: "2020-01-01-00-00-00"}, run.Failed); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("unknown run: %v", err)
	}
	s.run(run.Options{RunID: string(run.NewID(start.Add(time.Second)))})
}

// What was left out when a run began stays left out when it is resumed.
func TestResumeSkips(t *testing.T) {
	s := newShop(t, true)
	s.fill(5, 1, logs...)
	s.stopAt(engine.StageShred, run.Options{Skip: []string{run.StepArchiveRaw, run.StepArchiveShredded}})
	m := s.run(run.Options{})
	for _, step := range m.Steps {
		want := run.Done
		if step.Step == run.StepArchiveRaw || step.Step == run.StepArchiveShredded {
			want = run.Skipped
		}
		if step.State != want {
			t.Errorf("step %s is %s", step.Step, step.State)
		}
	}
	if n := len(s.keysOf(s.config.AWS.S3.Buckets.Raw.Processing)); n != len(logs) {
		t.Errorf("%d objects in raw.processing", n)
	}
}

func TestAbandon(t *testing.T) {
	each(t, func(t *testing.T, sealed bool) {
		s := newShop(t, sealed)
		s.fill(20, 1, logs...)
		s.stopAt(engine.StageVerdicts, run.Options{})
		b := &s.config.AWS.S3.Buckets
		s.put(s.store(b.Shredded.Good), "run=2026-01-02-03-04-06/part-00000.cmn", []byte("of a step that did not end"))
		x := s.executor(run.Options{})
		if err := x.Abandon(t.Context(), "2020-01-01-00-00-00"); !errors.Is(err, store.ErrNotExist) {
			t.Errorf("unknown run: %v", err)
		}
		if err := x.Abandon(t.Context(), "2026-01-02-03-04-06"); err != nil {
			t.Fatal(err)
		}
		if n := len(s.keysOf(b.Raw.Processing)); n != len(logs) {
			t.Errorf("%d staged objects left", n)
		}
		if left := s.keysOf(b.Shredded.Good); len(left) > 0 {
			t.Errorf("left in shredded.good: %v", left)
		}
		status, err := s.executor(run.Options{}).Status(t.Context(), 5)
		if err != nil || len(status.Runs) != 1 || !status.Runs[0].Abandoned || !strings.HasPrefix(status.Next, "stop: ") {
			t.Errorf("status %+v, %v", status, err)
		}
		// What it says is the way out.
		err = s.fails(run.Options{}, run.NotEmpty)
		const out = "--resume-from shred"
		if !strings.Contains(status.Next, out) || err == nil || !strings.Contains(err.Error(), out) {
			t.Errorf("status %q, error %v", status.Next, err)
		}
		if m := s.run(run.Options{ResumeFrom: run.StepShred}); m.Run != abandoned || m.Abandoned {
			t.Errorf("run %s: %s", m.Run, m.Standing())
		}
		calm := newShop(t, sealed)
		calm.fill(20, 1, logs...)
		calm.run(run.Options{})
		loadtest.Same(t, "after all", s.rows("warehouse"), calm.rows("warehouse"))
		if left := leftovers(s); left != leftovers(calm) {
			t.Errorf("left: %s, want %s", left, leftovers(calm))
		}
	})
}

func TestInputsThatChange(t *testing.T) {
	each(t, func(t *testing.T, sealed bool) {
		// The first manifest is there, and nothing has been moved.
		begun := func(t *testing.T) *shop {
			s := newShop(t, sealed)
			s.fill(10, 1, logs...)
			for at := 1; ; at++ {
				c := crash{at: at}
				s.wrap = func(st store.Store) store.Store { return dying{st, &c} }
				_, err := s.executor(run.Options{}).Run(t.Context())
				if err == nil {
					t.Fatal("the run ended well")
				}
				if strings.Contains(err.Error(), run.StepStaging) {
					break
				}
			}
			s.wrap = func(st store.Store) store.Store { return st }
			if n := len(s.keysOf(s.config.AWS.S3.Buckets.Raw.Processing)); n > 0 {
				t.Fatalf("%d objects have been moved", n)
			}
			return s
		}
		t.Run("vanished before", func(t *testing.T) {
			s := begun(t)
			old := s.read(s.in(1), logs[1])
			if err := s.in(1).Delete(t.Context(), logs[1]); err != nil {
				t.Fatal(err)
			}
			err := s.fails(run.Options{}, run.Failed)
			var gone *run.VanishedError
			if !errors.As(err, &gone) || gone.Key != logs[1] {
				t.Errorf("error %v", err)
			}
			s.put(s.in(1), logs[1], old)
			s.run(run.Options{})
		})
		t.Run("changed before", func(t *testing.T) {
			s := begun(t)
			s.replace(s.in(1), logs[1], []byte("another\n"))
			m := s.run(run.Options{})
			if in := m.Inputs[2]; in.Key != logs[1] || in.Size != 8 || in.State != run.InputStaged {
				t.Errorf("input %+v", in)
			}
		})
		t.Run("changed after", func(t *testing.T) {
			s := begun(t)
			// Copied, and the process died before the source was deleted.
			c := crash{}
			deletes := 0
			s.wrap = func(st store.Store) store.Store {
				return hooked{st, func(key string) error {
					if deletes++; strings.HasPrefix(key, "i-1/") || strings.HasPrefix(key, "localhost") {
						return errStopped
					}
					return nil
				}}
			}
			_, err := s.executor(run.Options{}).Run(t.Context())
			if !errors.Is(err, errStopped) {
				t.Fatalf("%v after %d deletes", err, c.requests)
			}
			s.wrap = func(st store.Store) store.Store { return st }
			copied := len(s.keysOf(s.config.AWS.S3.Buckets.Raw.Processing))
			for i, key := range logs {
				s.replace(s.in(i%2), key, []byte("another one\n"))
			}
			m := s.run(run.Options{})
			left := 0
			for _, in := range m.Inputs {
				if in.State == run.InputLeft {
					left++
				}
			}
			waiting := len(s.keysOf(s.config.AWS.S3.Buckets.Raw.In[0])) + len(s.keysOf(s.config.AWS.S3.Buckets.Raw.In[1]))
			if left == 0 || left != copied || waiting != left {
				t.Errorf("%d copied, %d left, %d wait for the next run", copied, left, waiting)
			}
		})
	})
}

// hooked asks before it deletes.
type hooked struct {
	store.Store
	deleting func(key string) error
}

func (h hooked) Delete(ctx context.Context, key string) error {
	if err := h.deleting(key); err != nil {
		return err
	}
	return h.Store.Delete(ctx, key)
}

func (s *shop) read(st store.Store, key string) []byte {
	s.t.Helper()
	b, err := store.ReadAll(context.Background(), st, key, 1<<30)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

func (s *shop) replace(st store.Store, key string, b []byte) {
	s.t.Helper()
	if err := st.Delete(context.Background(), key); err != nil {
		s.t.Fatal(err)
	}
	s.put(st, key, b)
}

// A stage that has begun goes on with its own settings, the next takes the new
// ones; a location that is another stops the run.
func TestConfigurationChanges(t *testing.T) {
	s := newShop(t, false)
	s.fill(30, 1, logs...)
	s.stopAt(engine.StageShred, run.Options{})
	s.configure("r108")
	var notes []string
	x := s.executor(run.Options{})
	x.Build = "another"
	x.Watch = func(p run.Progress) {
		if p.Kind == run.Noted {
			notes = append(notes, p.Text)
		}
	}
	m, err := x.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(notes, "\n"); !strings.Contains(got, "configuration") || !strings.Contains(got, "build test and goes on with another") {
		t.Errorf("notes: %s", got)
	}
	if !slices.Equal(m.Builds, []string{"test", "another"}) {
		t.Errorf("builds %v", m.Builds)
	}
	for _, key := range s.keysOf(s.config.AWS.S3.Buckets.Shredded.Archive) {
		if strings.Contains(key, "shredded-types") {
			t.Errorf("%s is of the new layout, and shred had begun", key)
		}
	}

	s = newShop(t, true)
	s.fill(5, 1, logs...)
	s.stopAt(engine.StageShred, run.Options{})
	s.config = configOf(t, strings.Replace(fmt.Sprintf(shopYAML, s.dir, true, "r35"), "/s/good", "/s/better", 1))
	err = s.fails(run.Options{}, run.Failed)
	var moved *run.MovedError
	if !errors.As(err, &moved) || moved.Option != "shredded.good" {
		t.Errorf("error %v", err)
	}
	s.configure("r35")
	s.run(run.Options{})
}

// A failure that another attempt would not mend leaves a record, which goes when
// the run goes on.
func TestFailedRecord(t *testing.T) {
	s := newShop(t, true)
	s.fill(20, 1, logs...)
	s.stopAt(engine.StageShred, run.Options{})
	good := s.store(s.config.AWS.S3.Buckets.Enriched.Good)
	const id = "2026-01-02-03-04-06"
	key := "run=" + id + "/part-00000.zst.cmn"
	whole := s.read(good, key)
	s.replace(good, key, whole[:len(whole)-1])
	err := s.fails(run.Options{}, run.Failed)
	if err == nil || !strings.Contains(err.Error(), "part-00000.zst") {
		t.Errorf("error names no object: %v", err)
	}
	record := store.FailedKey(id, engine.StageShred, 0) + ".cmn"
	logs := s.store(s.config.AWS.S3.Buckets.Log)
	if _, err := logs.Stat(t.Context(), record); err != nil {
		t.Errorf("failed record: %v", err)
	}
	s.replace(good, key, whole)
	s.stopAt(engine.StageShred, run.Options{})
	if _, err := logs.Stat(t.Context(), record); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("failed record after the run went on: %v", err)
	}
	s.run(run.Options{})
}

func TestCountsThatDoNotAddUp(t *testing.T) {
	s := newShop(t, false)
	s.fill(20, 1, logs...)
	s.stopAt(engine.StageVerdicts, run.Options{})
	const id = "2026-01-02-03-04-06"
	// The next attempt counts again what the done records say.
	log := s.store(s.config.AWS.S3.Buckets.Log)
	key := store.DoneKey(id, engine.StageEnrich, 0)
	var d engine.Done
	if err := json.Unmarshal(s.read(log, key), &d); err != nil {
		t.Fatal(err)
	}
	d.Counts[engine.CountGood]--
	b, err := json.Marshal(&d)
	if err != nil {
		t.Fatal(err)
	}
	s.replace(log, key, b)
	err = s.fails(run.Options{ResumeFrom: run.StepEnrich}, run.Failed)
	var counts *run.CountError
	if !errors.As(err, &counts) || counts.Stage != engine.StageEnrich {
		t.Errorf("error %v", err)
	}
}

func TestManifest(t *testing.T) {
	s := newShop(t, true)
	s.fill(20, 1, logs...)
	m := s.run(run.Options{})
	if m.KeyID == "" || m.ConfigSHA256 == "" || !slices.Equal(m.Builds, []string{"test"}) || len(m.Locations) != 6 {
		t.Errorf("manifest %+v", m)
	}
	if strings.Contains(m.Config, "kek\n") && strings.Contains(m.Config, "secret") {
		t.Errorf("configuration in the manifest: %s", m.Config)
	}
	for _, in := range m.Inputs {
		if in.State != run.InputStaged || len(in.Digest) != 64 || in.Size == 0 || in.ModTime.IsZero() {
			t.Errorf("input %+v", in)
		}
	}
	for _, st := range m.Steps {
		if st.State != run.Done || st.Started.IsZero() || st.Ended.IsZero() || st.Error != "" {
			t.Errorf("step %+v", st)
		}
		for _, o := range st.Outputs {
			if o.Place != stage.PlaceWarehouse && (o.Digest == "" || o.SHA256 == "" || o.Size == 0) {
				t.Errorf("output %+v", o)
			}
		}
	}
	if left := s.keysOf(s.config.AWS.S3.Buckets.Log); slices.ContainsFunc(left, func(k string) bool { return strings.Contains(k, ".work") }) {
		t.Errorf("the work folder is still there: %v", left)
	}
	c, e := m.Counts[engine.StageEnrich], m.Counts[engine.StageShred]
	rows := m.Targets[0].Rows
	if e["in"] != c["good"] || rows["events"] != e["good"] || rows["failed_events"] != c["failed"]+e["failed"] {
		t.Errorf("counts %v, %v, rows %v", c, e, rows)
	}
}

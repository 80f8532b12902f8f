package run

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/resolver"
	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/keys/records"
	"github.com/camonica/camonica/shred/dedupe"
	"github.com/camonica/camonica/store"
)

// An Executor does runs: it has everything that a run needs, ready-made.
type Executor struct {
	Config  *config.Config
	Options *Options
	Targets []config.Target

	// Resolver is the resolver configuration, as read and as a document.
	Resolver         *iglu.ResolverConfig
	ResolverDocument []byte
	ResolverOptions  resolver.Options
	// Enrichments are the configured enrichments, and their documents.
	Enrichments Enrichments
	// OpenEnrichments makes those that a stage began with, where the present
	// ones are others.
	OpenEnrichments func(ctx context.Context, documents []json.RawMessage) (Enrichments, error)

	Openers store.Openers
	// Ring and Records hold the keys; both nil where nothing is sealed.
	Ring    *keys.Ring
	Records *records.Records

	Engine  engine.Engine
	Workers int // bins at once; 0 = one per core
	Build   string
	Zone    *time.Location
	Now     func() time.Time
	Spill   dedupe.Spill

	LockFile   string // R108's --lock; "" = none
	IgnoreLock bool   // --ignore-lock-on-start

	// Watch, if set, is told what happens. It may be called from any goroutine.
	Watch func(Progress)
	Log   *slog.Logger
}

// Enrichments are what a run's enrich step is configured with.
type Enrichments struct {
	Steps     []enrich.Step
	Documents [][]byte
	Files     []DataFile
	// Repeatable is false if one of them asks the outside world.
	Repeatable bool
	Warnings   []string
	Close      func() error // nil = nothing to give back
}

// Progress is one thing that happened in a run. It holds no event data.
type Progress struct {
	Kind   ProgressKind
	Plan   *Plan            // RunStarted
	Step   string           // word of the step
	Target string           // of a load
	Stage  string           // StageMoved
	Done   int              // StageMoved: bins; StepMoved: objects
	Total  int              // of those
	Counts map[string]int64 // so far, or of the step
	Took   time.Duration    // StepEnded
	Err    error            // StepEnded
	Text   string           // Noted
}

// ProgressKind says what happened.
type ProgressKind string

// What can happen.
const (
	RunStarted  ProgressKind = "run_started"
	StepStarted ProgressKind = "step_started"
	StageMoved  ProgressKind = "stage_moved"
	StepMoved   ProgressKind = "step_moved"
	StepEnded   ProgressKind = "step_ended"
	Noted       ProgressKind = "noted"
)

// work is one run being worked on.
type work struct {
	*Executor
	plan    *Plan
	journal *Journal
	logs    store.Store // of the location log, documents of this run sealed
	schemas *iglu.Set
	answers *answers
	salt    [dedupe.KeySize]byte // key of the keyed hashes
}

// Run does what Plan says and returns the manifest of the run, also of one that
// failed; nil if none was begun. The error tells the outcome: see OutcomeOf.
func (x *Executor) Run(ctx context.Context) (m *Manifest, err error) {
	started := x.Now()
	if x.LockFile != "" {
		lock, lockErr := TakeLock(x.LockFile, NewHolder("", started), x.IgnoreLock)
		if lockErr != nil {
			return nil, lockErr
		}
		defer func() {
			if !OutcomeOf(err).KeepsLock() {
				err = errors.Join(err, lock.Release())
			}
		}()
	}
	held, err := x.lockState(started)
	if err != nil {
		return nil, err
	}
	defer held.Release()
	if err := x.checkTargets(); err != nil {
		return nil, err
	}
	unfinished, err := x.begin(ctx)
	if err != nil {
		return nil, err
	}
	plan, err := x.plan(ctx, unfinished)
	if err != nil {
		return nil, err
	}
	x.tell(Progress{Kind: RunStarted, Plan: plan})
	if plan.Idle() && unfinished == nil {
		return nil, nil
	}
	w, err := x.open(ctx, plan, unfinished)
	if err != nil {
		return nil, err
	}
	for _, text := range x.Enrichments.Warnings {
		x.note("%s", text)
	}
	if err := held.Note(NewHolder(plan.Run, started)); err != nil {
		return w.journal.Manifest, err
	}
	return w.journal.Manifest, w.all(ctx)
}

// Plan makes the plan that Run would work off, and touches nothing.
func (x *Executor) Plan(ctx context.Context) (*Plan, error) {
	logs, err := x.logs(ctx, "")
	if err != nil {
		return nil, err
	}
	j, err := Unfinished(ctx, logs, ID(x.Options.RunID))
	if err != nil {
		return nil, err
	}
	p, err := x.plan(ctx, j)
	if h, held := x.working(); held && err == nil {
		p.Notes = append(p.Notes, "another run is working ("+h.String()+"): a call now would end with exit code 17")
	}
	return p, err
}

func (x *Executor) plan(ctx context.Context, j *Journal) (*Plan, error) {
	r := Request{
		Config: x.Config, Options: x.Options, Targets: x.Targets, Lister: Stores(x.bare), Now: x.Now(),
		NewID: func(ctx context.Context) (ID, time.Time, error) {
			return FreeID(ctx, Stores(x.bare), x.Config, x.Zone, x.Now)
		},
	}
	if j != nil {
		r.Unfinished = j.Manifest
	}
	p, err := Make(ctx, r)
	return p, x.explainLeft(ctx, err)
}

// runs lists the runs, newest first, and returns the store that their manifests are
// read from.
func (x *Executor) runs(ctx context.Context) (logs store.Store, all []Listed, err error) {
	if logs, err = x.logs(ctx, ""); err != nil {
		return nil, nil, err
	}
	all, err = Runs(ctx, logs)
	return logs, all, err
}

// begin clears away what ended runs and dead processes left, and finds the run to
// resume. If that cannot be read, for want of its key or else, all stays as it is.
func (x *Executor) begin(ctx context.Context) (*Journal, error) {
	logs, all, err := x.runs(ctx)
	if err != nil {
		return nil, err
	}
	unfinished, err := resumable(ctx, logs, all, ID(x.Options.RunID))
	if err != nil {
		return nil, err
	}
	bare, err := x.bare(ctx, x.Config.AWS.S3.Buckets.Log)
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		if l.LeftOver() {
			if err := RemoveWork(ctx, bare, l.Run); err != nil {
				return nil, err
			}
		}
	}
	return unfinished, x.sweepShared(ctx)
}

// open makes a run ready to be worked on: its keys, its manifest, its schemas.
func (x *Executor) open(ctx context.Context, plan *Plan, j *Journal) (*work, error) {
	w := &work{Executor: x, plan: plan, journal: j}
	keyID, err := w.openKeys(ctx)
	if err != nil {
		return nil, err
	}
	if w.logs, err = x.logs(ctx, string(plan.Run)); err != nil {
		return nil, err
	}
	if j == nil {
		err = w.start(ctx, keyID)
	} else {
		err = w.resume(ctx)
	}
	if err != nil {
		return nil, err
	}
	bare, err := x.bare(ctx, x.Config.AWS.S3.Buckets.Log)
	if err != nil {
		return nil, err
	}
	w.answers = newAnswers(w.logs, bare, string(plan.Run))
	o := x.ResolverOptions
	o.Set.Answers = w.answers
	w.schemas, err = resolver.New(x.Resolver, o)
	return w, err
}

// start writes the first manifest of a run, or, where the plan takes up a run that
// has ended, the next one of that.
func (w *work) start(ctx context.Context, keyID string) error {
	m, err := Begin(w.plan, w.Config, w.Build)
	if err != nil {
		return err
	}
	if w.plan.Resumed {
		w.journal, err = ReopenJournal(ctx, w.logs, w.plan.Run, func(old *Manifest) { old.again(m) })
		if !errors.Is(err, store.ErrNotExist) {
			return err
		}
	}
	m.KeyID, m.Files = keyID, w.Enrichments.Files
	if m.Inputs, err = w.inputs(ctx); err != nil {
		return err
	}
	w.journal, err = CreateJournal(ctx, w.logs, m)
	return err
}

// resume notes under which build and configuration the run goes on.
func (w *work) resume(ctx context.Context) error {
	// The journal was opened to plan; from here on it writes into this run's
	// store.
	j, err := OpenJournal(ctx, w.logs, w.plan.Run)
	if err != nil {
		return err
	}
	w.journal = j
	if err := j.sameLocations(w.Config); err != nil {
		return err
	}
	if err := w.sweep(ctx, w.plan.Run); err != nil {
		return err
	}
	before := slices.Clone(j.Builds)
	changed, err := j.Continue(w.Config, w.Build)
	if err != nil {
		return err
	}
	if changed {
		w.note("the configuration is not the one that run %s began with: stages that have begun keep theirs", w.plan.Run)
	}
	if len(before) > 0 && len(j.Builds) > len(before) {
		w.note("run %s was begun by build %s and goes on with %s", w.plan.Run, before[len(before)-1], w.Build)
	}
	for _, s := range w.plan.Steps {
		if s.Action == ActionRun {
			j.Step(s.Name, s.Target).State = Pending
		}
	}
	return nil
}

// all works off the plan. Each step ends with a new version of the manifest; the
// last version ends the run.
func (w *work) all(ctx context.Context) error {
	for _, s := range w.plan.Steps {
		if s.Action != ActionRun {
			continue
		}
		if err := w.step(ctx, s); err != nil {
			return err
		}
	}
	if !w.plan.Ends() {
		return nil
	}
	return w.journal.Finish(ctx, w.Now())
}

func (w *work) step(ctx context.Context, s Step) error {
	started := w.Now()
	w.tell(Progress{Kind: StepStarted, Step: s.Name, Target: s.Target})
	counts, err := w.do(ctx, s)
	st := w.journal.Step(s.Name, s.Target)
	st.Started, st.Ended, st.State, st.Error = started, w.Now(), Done, ""
	if err != nil {
		st.State, st.Error = Broken, err.Error()
		err = fmt.Errorf("step %s: %w", s.Name, err)
	}
	w.tell(Progress{Kind: StepEnded, Step: s.Name, Target: s.Target, Counts: counts, Took: st.Ended.Sub(started), Err: err})
	if err != nil {
		// What went wrong is worth noting even after a cancelled context.
		saveCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTimeout)
		defer cancel()
		return errors.Join(err, w.journal.Save(saveCtx))
	}
	return w.journal.Save(ctx)
}

// saveTimeout bounds the writing of a manifest after a failure.
const saveTimeout = 10 * time.Second

// do is the table of the steps.
func (w *work) do(ctx context.Context, s Step) (StageCount, error) {
	switch s.Name {
	case StepStaging:
		return w.staging(ctx)
	case StepStreamStaging:
		return w.streamStaging(ctx, s)
	case StepEnrich:
		return w.enrich(ctx)
	case StepShred:
		return w.shred(ctx)
	case StepArchiveRaw:
		return w.archiveRaw(ctx)
	case StepLoad:
		return w.load(ctx, s)
	case StepAnalyze:
		return nil, nil // the embedded warehouse keeps its statistics itself
	case StepArchiveEnriched, StepArchiveShredded:
		return w.archive(ctx, s)
	}
	return nil, fmt.Errorf("run: internal error: no way to do step %s", s.Name)
}

func (x *Executor) tell(p Progress) {
	if x.Watch != nil {
		x.Watch(p)
	}
}

func (x *Executor) note(format string, args ...any) {
	x.tell(Progress{Kind: Noted, Text: fmt.Sprintf(format, args...)})
}

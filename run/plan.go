package run

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/camonica/camonica/config"
)

// A Plan is the list of steps of one run. A dry run prints it, a real one works
// it off from top to bottom.
type Plan struct {
	Run       ID          `json:"run"`
	Start     time.Time   `json:"start"`      // of this process's work on it
	ETLTstamp int64       `json:"etl_tstamp"` // of the run, the same when it is resumed
	Mode      config.Mode `json:"mode"`
	Engine    string      `json:"engine"`
	Jobs      string      `json:"jobs"`
	Resumed   bool        `json:"resumed"` // an unfinished run goes on
	Steps     []Step      `json:"steps"`
	Notes     []string    `json:"notes,omitempty"` // for the user
}

// A Step is one line of a plan.
type Step struct {
	Name   string `json:"step"`
	Target string `json:"target,omitempty"` // load, elasticsearch: name of the target
	Action Action `json:"action"`
	Reason string `json:"reason"`
	// Folder is the run whose folder the step works on, where that is not the
	// plan's own.
	Folder ID                `json:"folder,omitempty"`
	From   []config.Location `json:"from,omitempty"`
	To     config.Location   `json:"to,omitzero"`
	Bad    config.Location   `json:"bad,omitzero"` // where its failed events go
	// Parts of a load: those left out and those added.
	LoaderSkip    []string `json:"loader_skip,omitempty"`
	LoaderInclude []string `json:"loader_include,omitempty"`
}

// An Action says what happens to a step.
type Action string

// Actions.
const (
	ActionRun  Action = "run"
	ActionDone Action = "done" // by an earlier start of the same run
	ActionSkip Action = "skip"
	ActionWait Action = "wait" // for a later call, as other targets were asked for
)

// Ends says that the run is over when all steps of the plan are done.
func (p *Plan) Ends() bool {
	return !slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Action == ActionWait })
}

// Idle says that no step is to run. Such a run ends well without starting
// anything.
func (p *Plan) Idle() bool {
	return !slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Action == ActionRun })
}

// A Request is what a plan is made from.
type Request struct {
	Config     *config.Config
	Options    *Options
	Targets    []config.Target
	Unfinished *Manifest // the run to resume; nil = none
	Lister     Lister
	// NewID gives the id of a new run and the instant that it stands for. It is
	// only called when a new run starts; see FreeID.
	NewID func(ctx context.Context) (ID, time.Time, error)
	Now   time.Time
}

// Make plans a run. The options have been checked. Errors: config.Problems,
// *NoDataError, *NotEmptyError, *StateError, or that of the lister.
//
// An unfinished run is resumed under its own id. Without one, new data start a
// new run; with --resume-from or --skip the data in the folders belong to the
// newest run folder there, and go on under its id.
func Make(ctx context.Context, r Request) (*Plan, error) {
	o := r.Options
	p := &Plan{Start: r.Now, Mode: r.Config.Mode(), Engine: r.Config.EngineName(), Jobs: r.Config.Engine.Jobs}
	if ps := append(losing(o, p.Mode), unknownTarget(o, r.Targets)...); len(ps) > 0 {
		return nil, ps
	}
	b := &planner{Request: r, plan: p, flags: o.Flags(p.Mode)}
	var err error
	if r.Unfinished != nil {
		err = b.resume(r.Unfinished)
	} else {
		err = b.start(ctx)
	}
	if err != nil {
		return nil, err
	}
	b.steps()
	return p, nil
}

// losing reports options that would archive raw data without processing them.
func losing(o *Options, mode config.Mode) config.Problems {
	f := o.Flags(mode)
	if mode != config.Batch || f.Enrich || !f.ArchiveRaw || o.ResumeFrom != "" {
		return nil
	}
	return config.Problems{{Kind: config.InvalidCombination, Field: optionSkip, Value: strings.Join(o.Skip, ","),
		Want: StepArchiveRaw + " skipped with " + StepEnrich + ": raw data would be archived unprocessed"}}
}

// unknownTarget reports a wanted target that is not there.
func unknownTarget(o *Options, targets []config.Target) config.Problems {
	var names []string
	for _, t := range targets {
		names = append(names, t.Name)
	}
	if o.Target == "" || slices.Contains(names, o.Target) {
		return nil
	}
	return config.Problems{{Kind: config.InvalidOption, Field: "--targets-only", Value: o.Target, Want: "one of " + strings.Join(names, ", ")}}
}

// start plans what no manifest explains.
func (b *planner) start(ctx context.Context) error {
	// Archives of earlier runs are looked for afterwards: none is no error.
	f := b.flags
	f.EnrichedArchive, f.ShreddedArchive = ArchiveSkip, ArchiveSkip
	found, err := Preconditions(ctx, b.Lister, b.Config, f)
	if err != nil {
		return err
	}
	b.rawIn = found.RawIn
	buckets := &b.Config.AWS.S3.Buckets
	makesEnriched := b.flags.Enrich || b.flags.StreamStaging
	if !makesEnriched {
		if b.enriched, err = b.wholeRun(ctx, buckets.Enriched.Good, b.flags.Shred); err != nil {
			return err
		}
	}
	if !b.flags.Shred {
		need := (b.flags.Load || b.flags.Analyze) && !makesEnriched && b.hasTargets()
		if b.shredded, err = b.wholeRun(ctx, buckets.Shredded.Good, need); err != nil {
			return err
		}
	}
	// What is in the folders goes on under its own id.
	switch {
	case makesEnriched:
	case b.flags.Shred:
		return b.adopt(b.enriched)
	case b.shredded != "":
		return b.adopt(b.shredded)
	case b.enriched != "":
		return b.adopt(b.enriched)
	}
	id, at, err := b.NewID(ctx)
	if err != nil {
		return err
	}
	b.plan.Run, b.plan.Start, b.plan.ETLTstamp = id, at, at.UnixMilli()
	return nil
}

// adopt goes on with a run that left a folder and no manifest. Its etl timestamp
// is the second that its id stands for.
func (b *planner) adopt(id ID) error {
	at, err := time.Parse(idLayout, string(id))
	if err != nil {
		return &StateError{Location: b.Config.AWS.S3.Buckets.Enriched.Good.Sub("run=" + string(id)), Want: "a run id YYYY-MM-DD-HH-MM-SS"}
	}
	b.adopted = true
	b.plan.Run, b.plan.ETLTstamp, b.plan.Resumed = id, at.UnixMilli(), true
	b.plan.Notes = append(b.plan.Notes, "no manifest of run "+string(id)+": going on with what its folders hold")
	return nil
}

// wholeRun finds the newest run folder, which must hold a success mark. Without
// need, none is no error.
func (b *planner) wholeRun(ctx context.Context, l config.Location, need bool) (ID, error) {
	id, err := LatestRun(ctx, b.Lister, l)
	if err == nil {
		var whole bool
		if whole, err = b.succeeded(ctx, l, id); err == nil && !whole {
			err = &StateError{Location: l.Sub("run=" + string(id)), Want: "a _SUCCESS: the folder is not whole"}
		}
	}
	switch err.(type) {
	case *StateError, *NoDataError:
		if !need && id == "" {
			return "", nil
		}
	}
	return id, err
}

func (b *planner) succeeded(ctx context.Context, l config.Location, id ID) (bool, error) {
	empty, err := IsEmpty(ctx, b.Lister, l.Sub("run="+string(id)), func(key string) bool { return key == "_SUCCESS" })
	return !empty, err
}

// resume plans the rest of an unfinished run.
func (b *planner) resume(m *Manifest) error {
	if len(b.Options.Skip) > 0 {
		return &NotEmptyError{Run: m.Run, Hint: fmt.Sprintf(
			"finish it with `camonica run --run-id %s` without --skip, or give it up with `camonica run abandon %s`", m.Run, m.Run)}
	}
	from := slices.Index(chain, b.Options.ResumeFrom)
	for _, s := range m.Steps {
		if slices.Index(chain, s.Step) < from && s.State != Done && s.State != Skipped {
			return config.Problems{{Kind: config.InvalidCombination, Field: optionResume, Value: b.Options.ResumeFrom,
				Want: "no later step than " + s.Step + ", which run " + string(m.Run) + " has not done"}}
		}
	}
	b.plan.Run, b.plan.ETLTstamp, b.plan.Resumed = m.Run, m.ETLTstamp, true
	b.rawIn = b.Config.AWS.S3.Buckets.Raw.In
	b.plan.Notes = append(b.plan.Notes, "resuming run "+string(m.Run)+" ("+m.Standing()+"); new data wait for the next call")
	return nil
}

// WriteText prints the plan for people.
func (p *Plan) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "run %s, %s mode, engine %s", p.Run, p.Mode, p.Engine)
	if p.Engine != config.EngineLocal {
		fmt.Fprintf(&b, ", jobs %s", p.Jobs)
	}
	b.WriteByte('\n')
	for _, n := range p.Notes {
		fmt.Fprintf(&b, "note: %s\n", n)
	}
	for _, s := range p.Steps {
		name := s.Name
		if s.Target != "" {
			name += " " + s.Target
		}
		fmt.Fprintf(&b, "%-4s  %-28s  %s\n", s.Action, name, s.Reason)
		if s.Action != ActionRun {
			continue
		}
		for _, l := range s.From {
			fmt.Fprintf(&b, "        from %s\n", l)
		}
		if !s.To.IsZero() {
			fmt.Fprintf(&b, "        to   %s\n", s.To)
		}
		if !s.Bad.IsZero() {
			fmt.Fprintf(&b, "        bad  %s\n", s.Bad)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

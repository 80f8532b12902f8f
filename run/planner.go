package run

import (
	"slices"

	"github.com/camonica/camonica/config"
)

// A planner makes the steps of a plan.
type planner struct {
	Request
	plan  *Plan
	flags Flags
	rawIn []config.Location // those with data
	// Run folders of earlier runs that were found in the good folders.
	enriched, shredded ID
	adopted            bool // the plan goes on with folders that no manifest explains
}

func (b *planner) hasTargets() bool {
	return len(config.WithPurpose(b.Targets, config.EnrichedEvents)) > 0
}

// steps adds all steps of the mode in their order.
func (b *planner) steps() {
	k := &b.Config.AWS.S3.Buckets
	f := &b.flags
	run := "run=" + string(b.plan.Run)
	if b.plan.Mode == config.Batch {
		b.add(f.Staging, Step{Name: StepStaging, Reason: "take the raw data of the moment", From: b.rawIn, To: k.Raw.Processing})
		b.add(f.Enrich, Step{Name: StepEnrich, Reason: "raw records to enriched events", From: one(k.Raw.Processing), To: k.Enriched.Good.Sub(run), Bad: k.Enriched.Bad.Sub(run)})
	} else {
		b.add(f.StreamStaging, Step{Name: StepStreamStaging, Reason: "take what the streaming enricher wrote", From: one(k.Enriched.Stream), To: k.Enriched.Good.Sub(run)})
	}
	b.add(f.Shred, Step{Name: StepShred, Reason: "enriched events to rows, without duplicates", From: one(k.Enriched.Good.Sub(run)), To: k.Shredded.Good.Sub(run), Bad: k.Shredded.Bad.Sub(run)})
	b.elasticsearch(run)
	if b.plan.Mode == config.Batch {
		b.add(f.ArchiveRaw, Step{Name: StepArchiveRaw, Reason: "the raw data are processed", From: one(k.Raw.Processing), To: k.Raw.Archive.Sub(run)})
	}
	b.loads()
	b.archive(StepArchiveEnriched, f.EnrichedArchive, b.enriched, k.Enriched.Good, k.Enriched.Archive)
	b.archive(StepArchiveShredded, f.ShreddedArchive, b.shredded, k.Shredded.Good, k.Shredded.Archive)
}

func one(l config.Location) []config.Location { return []config.Location{l} }

// add appends a step: to run if it is on and not done.
func (b *planner) add(on bool, s Step) { b.addBecause(on, s, b.whyOff(s.Name)) }

// addBecause is add with a reason of its own for a step that is off.
func (b *planner) addBecause(on bool, s Step, whyOff string) {
	s.Action = ActionRun
	switch at, done := b.doneBefore(s.Name, s.Target); {
	case done:
		s.Action, s.Reason = ActionDone, "done "+at
	case !on:
		s.Action, s.Reason = ActionSkip, whyOff
	case b.leftOut(s.Name, s.Target):
		s.Action, s.Reason = ActionSkip, "left out when the run began"
	}
	b.plan.Steps = append(b.plan.Steps, s)
}

// folderBefore is the run whose folder an earlier start of this run chose for a
// step; else that of own.
func (b *planner) folderBefore(name, target string, own ID) ID {
	if m := b.Unfinished; m != nil {
		for _, s := range m.Steps {
			if s.Step == name && s.Target == target && s.Folder != "" {
				return s.Folder
			}
		}
	}
	return own
}

// doneBefore says when an earlier start of this run did a step. With
// --resume-from the steps from there on are done again.
func (b *planner) doneBefore(name, target string) (string, bool) {
	m := b.Unfinished
	if m == nil || (b.Options.ResumeFrom != "" && slices.Index(chain, b.Options.ResumeFrom) <= slices.Index(chain, name)) {
		return "", false
	}
	at, ok := m.done(name, target)
	return at.UTC().Format("2006-01-02 15:04:05"), ok
}

// leftOut says that an earlier start of this run was told to leave a step out. A
// later --resume-from may ask for it all the same.
func (b *planner) leftOut(name, target string) bool {
	m := b.Unfinished
	return m != nil && b.Options.ResumeFrom == "" && slices.ContainsFunc(m.Steps, func(s StepState) bool {
		return s.Step == name && s.Target == target && s.State == Skipped
	})
}

func (b *planner) whyOff(name string) string {
	if slices.Contains(b.Options.Skip, name) {
		return optionSkip + " " + name
	}
	return "before " + optionResume + " " + b.Options.ResumeFrom
}

// elasticsearch adds a step for each target of failed events, with the folders of
// this run.
func (b *planner) elasticsearch(run string) {
	k := &b.Config.AWS.S3.Buckets
	from := one(k.Shredded.Bad.Sub(run))
	if b.plan.Mode == config.Batch {
		from = []config.Location{k.Enriched.Bad.Sub(run), k.Shredded.Bad.Sub(run)}
	}
	for _, t := range config.WithPurpose(b.Targets, config.FailedEvents) {
		b.add(b.flags.Elasticsearch, Step{Name: StepElasticsearch, Target: t.Name, Reason: "index the failed events", From: from})
		b.postpone(t)
	}
}

// postpone makes the last step wait if it is for a target that was not asked
// for, and is to run.
func (b *planner) postpone(t config.Target) {
	last := &b.plan.Steps[len(b.plan.Steps)-1]
	if b.Options.Target == "" || b.Options.Target == t.Name || last.Action != ActionRun {
		return
	}
	last.Action, last.Reason = ActionSkip, "only target "+b.Options.Target+" is wanted"
	// Without manifest nobody knows which targets have been loaded: as for R108,
	// those left out have.
	if !b.adopted {
		last.Action = ActionWait
	}
}

// loads adds a step for each target of enriched events. Resumed from analyze,
// there is another one that does nothing but that.
func (b *planner) loads() {
	f := &b.flags
	folder, nothing := b.plan.Run, false
	if !f.Shred && b.Unfinished == nil {
		folder, nothing = b.shredded, b.shredded == ""
	}
	why := b.whyOff(StepLoad)
	if nothing {
		why = "nothing is shredded"
	}
	targets := config.WithPurpose(b.Targets, config.EnrichedEvents)
	for _, t := range targets {
		folder := b.folderBefore(StepLoad, t.Name, folder)
		s := Step{Name: StepLoad, Target: t.Name, Reason: "load the rows", LoaderSkip: f.LoaderSkip(), LoaderInclude: b.Options.Include,
			From: one(b.Config.AWS.S3.Buckets.Shredded.Good.Sub("run=" + string(folder))), Folder: b.other(folder)}
		b.addBecause(f.Load && !nothing, s, why)
		b.postpone(t)
		if b.Options.ResumeFrom == StepAnalyze {
			s.Name, s.Reason = StepAnalyze, "analyze the tables"
			b.add(f.Analyze, s)
			b.postpone(t)
		}
	}
	if len(targets) == 0 && f.Load {
		b.plan.Notes = append(b.plan.Notes, "no target of enriched events: nothing is loaded")
	}
}

// archive adds an archive step. What an earlier run left is archived under that
// run's id; that there is nothing is no error.
func (b *planner) archive(name string, mode ArchiveMode, found ID, from, to config.Location) {
	folder := b.folderBefore(name, "", b.plan.Run)
	if mode == ArchiveRecover && b.Unfinished == nil {
		folder = found
	}
	s := Step{Name: name, Reason: "the run has no more use for them", Folder: b.other(folder)}
	if folder == "" {
		b.addBecause(false, s, "nothing to archive")
		return
	}
	run := "run=" + string(folder)
	s.From = one(from.Sub(run))
	if !to.IsZero() {
		s.To = to.Sub(run)
	}
	b.addBecause(mode != ArchiveSkip, s, b.whyOff(name))
	if last := &b.plan.Steps[len(b.plan.Steps)-1]; last.Action == ActionRun && !b.plan.Ends() {
		last.Action, last.Reason = ActionWait, "other targets are not loaded yet"
	}
}

// other is a run id where it is not the plan's own.
func (b *planner) other(id ID) ID {
	if id == b.plan.Run {
		return ""
	}
	return id
}

package run

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/camonica/camonica/config"
)

// explainLeft says of a folder that is not empty which run left its data there, and
// how to go on: one that was abandoned, or was told not to archive.
func (x *Executor) explainLeft(ctx context.Context, err error) error {
	var left *NotEmptyError
	if !errors.As(err, &left) || left.Location.IsZero() {
		return err
	}
	m, lost := x.leftBy(ctx, left.Location)
	if lost != nil {
		return errors.Join(err, lost)
	}
	if m == nil {
		return err
	}
	left.Run, left.Hint = m.Run, m.wayOut()
	return err
}

// leftBy finds the ended run whose data lie in a location; nil if none is known.
func (x *Executor) leftBy(ctx context.Context, l config.Location) (*Manifest, error) {
	_, all, err := x.runs(ctx)
	if err != nil {
		return nil, err
	}
	if l != x.Config.AWS.S3.Buckets.Raw.Processing {
		id, err := LatestRun(ctx, Stores(x.bare), l)
		if err != nil {
			return nil, nil // what lies there is no run's
		}
		i := slices.IndexFunc(all, func(r Listed) bool { return r.Run == id && r.Ended })
		if i < 0 {
			return nil, nil
		}
		return x.manifest(ctx, all[i])
	}
	// Staged objects do not name their run: it is the newest that may have left some.
	for _, r := range all[:min(len(all), leftAmong)] {
		if !r.Ended {
			continue
		}
		m, err := x.manifest(ctx, r)
		if err != nil {
			return nil, err
		}
		if archived, known := m.state(StepArchiveRaw); known && archived != Done {
			return m, nil
		}
	}
	return nil, nil
}

// leftAmong is among how many of the newest runs the one is looked for that left
// staged objects.
const leftAmong = 20

// state is that of a step; known is false if the run has no such step.
func (m *Manifest) state(name string) (state State, known bool) {
	for _, s := range m.Steps {
		if s.Step == name {
			return s.State, true
		}
	}
	return "", false
}

// next is the first step that is not done and was not left out; "" if there is none.
func (m *Manifest) next() string {
	for _, s := range m.Steps {
		if s.State != Done && s.State != Skipped {
			return s.Step
		}
	}
	return ""
}

// wayOut says how to go on where an ended run left data behind.
func (m *Manifest) wayOut() string {
	const away = ", or move the data away"
	next := m.next()
	switch {
	case next == StepEnrich || next == StepStaging:
		return fmt.Sprintf("run %s, which was abandoned, staged it: `camonica run --skip staging` takes it%s", m.Run, away)
	case slices.Contains(chain, next):
		return fmt.Sprintf("run %s, which was abandoned, left it: `camonica run --resume-from %s` goes on with it%s", m.Run, next, away)
	}
	for _, step := range []string{StepArchiveRaw, StepArchiveEnriched, StepArchiveShredded} {
		if s, _ := m.state(step); s == Skipped {
			return fmt.Sprintf("run %s left it, as it was to: `camonica run --resume-from %s` archives it%s", m.Run, step, away)
		}
	}
	return "run " + string(m.Run) + " left it: move the data away"
}

// Standing says how a run stands, in a few words.
func (m *Manifest) Standing() string {
	switch {
	case m.Abandoned:
		return "abandoned"
	case !m.Ended.IsZero():
		return "done"
	}
	for _, s := range m.Steps {
		if s.State == Broken {
			return "failed in step " + s.Step + ": " + s.Error
		}
	}
	if next := m.next(); next != "" {
		return "unfinished; the next step is " + next
	}
	return "unfinished"
}

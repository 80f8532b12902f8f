package explain

import (
	"errors"
	"slices"
	"strings"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
)

// A Recorder records what becomes of events. It is tracer and output of the one
// worker of an Enricher at once, and gives each wanted event to Take when nothing
// more will happen to it.
type Recorder struct {
	// Line are the configured steps in order, so that those that are spared can be
	// told; see Line.
	Line []enrich.Step
	// Wanted says which events are recorded, by their number from 1; nil is all.
	Wanted func(number int64) bool
	// Take gets an event that was recorded. It may keep it.
	Take func(*Event) error

	number  int64
	running bool   // an event is on its way
	current *Event // the one on its way, if it is wanted
	before  snapshot
	open    *Step // the step at work
	ending  error // of Take, from where it cannot be returned
}

var (
	_ enrich.Tracer = (*Recorder)(nil)
	_ enrich.Output = (*Recorder)(nil)
)

// Line returns the configured steps in the order in which they are worked on.
func Line(o *enrich.Options) []enrich.Step {
	line := slices.Clone(o.Steps)
	for i := range line {
		if line[i].Order == enrich.OrderAnonIP && o.LateAnonymisation {
			line[i].Order = enrich.OrderLateAnonIP
		}
	}
	slices.SortStableFunc(line, func(a, b enrich.Step) int { return a.Order - b.Order })
	return line
}

// Count returns how many events began so far.
func (r *Recorder) Count() int64 { return r.number }

// begin counts an event, and prepares for it if it is wanted.
func (r *Recorder) begin() {
	r.number++
	r.running, r.current, r.open = true, nil, nil
	if r.Wanted == nil || r.Wanted(r.number) {
		r.current = &Event{Number: r.number, Steps: []Step{}}
	}
}

// Event implements enrich.Tracer.
func (r *Recorder) Event(w *enrich.Work) {
	r.ending = r.drop() // of the one before, which nothing else came of
	r.begin()
	if r.current == nil {
		return
	}
	r.current.ID = strings.Clone(w.Event.Get(event.EventID))
	r.before = snapshot{}
	r.open = &Step{Name: "input"}
	r.close(w.Event)
}

// Before implements enrich.Tracer.
func (r *Recorder) Before(w *enrich.Work, name string, configured *enrich.Step) {
	if r.current == nil {
		return
	}
	r.close(w.Event) // derived_contexts, which has no end of its own
	x := explanation(w, name, configured)
	s := &Step{Name: name, Configured: configured != nil, Note: x.Note}
	for _, c := range x.Reads {
		s.Reads = append(s.Reads, Value{c.String(), strings.Clone(w.Event.Get(c))})
	}
	r.before.take(w.Event)
	r.open = s
}

// After implements enrich.Tracer.
func (r *Recorder) After(w *enrich.Work, err error) {
	if r.current == nil {
		return
	}
	r.open.Drops = w.Drop
	if err != nil {
		r.open.Failure = failureOf(err)
	}
	r.close(w.Event)
}

// close ends the step at work, if there is one.
func (r *Recorder) close(e *event.Event) {
	if r.open == nil {
		return
	}
	r.before.compare(e, r.open)
	r.current.Steps = append(r.current.Steps, *r.open)
	r.open = nil
}

// Good implements enrich.Output.
func (r *Recorder) Good(e *event.Event) error {
	if r.current != nil {
		r.close(e)
		r.current.Outcome = Good
	}
	return r.end()
}

// Bad implements enrich.Output. Records that cannot be made into events count as
// one, without steps.
func (r *Recorder) Bad(row *badrow.Row) error {
	if !r.running {
		r.begin()
	}
	if r.current != nil {
		if row.Event != nil {
			r.close(row.Event)
		}
		r.current.Outcome = Failed
		r.current.Family = string(row.Family)
		r.current.Failures = failures(row)
	}
	return r.end()
}

// EndRecord must be called after each record: an event that a script dropped has
// no other end.
func (r *Recorder) EndRecord() error {
	err := r.drop()
	err, r.ending = errors.Join(r.ending, err), nil
	return err
}

// drop ends the event that is still on its way, if there is one.
func (r *Recorder) drop() error {
	if !r.running {
		return nil
	}
	if r.current != nil {
		r.current.Outcome = Dropped
	}
	return r.end()
}

// end gives the event away.
func (r *Recorder) end() error {
	e := r.current
	r.running, r.current, r.open = false, nil, nil
	if e == nil {
		return nil
	}
	e.Steps = withSpared(e, r.Line)
	return r.Take(e)
}

// withSpared returns the steps with those of the line that were left out.
func withSpared(e *Event, line []enrich.Step) []Step {
	if len(e.Steps) == 0 {
		return e.Steps
	}
	var all []Step
	next := 0
	pass := func(until string) {
		for ; next < len(line) && line[next].Name != until; next++ {
			all = append(all, Step{Name: line[next].Name, Configured: true, Spared: true, Note: spared(e, &line[next])})
		}
	}
	for _, s := range e.Steps {
		if s.Configured {
			pass(s.Name)
			next++
		}
		all = append(all, s)
	}
	pass("")
	return all
}

// spared says why a step was left out.
func spared(e *Event, s *enrich.Step) string {
	switch {
	case slices.ContainsFunc(e.Steps, func(s Step) bool { return s.Drops }):
		return "left out: a script dropped the event"
	case s.Calls && e.Outcome == Failed:
		return "left out: the event had failed, and the step calls a service"
	}
	return "left out: the event ended before"
}

func failureOf(err error) *Failure {
	f := &Failure{Text: err.Error()}
	var e *enrich.Failure
	if errors.As(err, &e) {
		f.Text, f.Field, f.Value = e.Want, e.Field, strings.Clone(e.Value.Value)
	}
	return f
}

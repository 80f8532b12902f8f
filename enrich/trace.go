package enrich

import (
	"context"

	"github.com/camonica/camonica/event"
)

// A Tracer watches events on their way through the line. It may read the event
// during a call and must change and keep nothing of it. It is for people who want
// to know what enrichments do with an event; a run has none, and its line is the
// same as if tracers did not exist.
type Tracer interface {
	// Event is called when the event has its parameters and its entities have
	// been validated, before the first step.
	Event(w *Work)
	// Before is called before a step: of the core, or the configured one if
	// configured is not nil. Steps that are spared are not told of.
	Before(w *Work, name string, configured *Step)
	// After is called after a step that Before told of, with its error.
	After(w *Work, err error)
}

// Names of core steps that a Tracer is told of.
const (
	StepPage            = "page"
	StepDerivedTstamp   = "derived_tstamp"
	StepReferrer        = "referrer"
	StepPageQuery       = "page_query"
	StepCrossDomain     = "cross_domain"
	StepEventSchema     = "event_schema"
	StepDerivedContexts = "derived_contexts" // no After: it ends the line
)

// An Explainer is an enrichment that can say what it goes by. Columns that a step
// changes show what it did; they do not show why it did nothing.
type Explainer interface {
	// Explain is asked before Enrich is called with the same event. It may be slow.
	Explain(w *Work) Explanation
}

// An Explanation tells what an enrichment goes by in one event.
type Explanation struct {
	Reads []event.Column // that matter here
	// Note says what was found, or why nothing will be done: in words of the
	// program and the configuration, without values of the event.
	Note string
}

// coreNames are the core steps by their places.
var coreNames = map[int]string{
	OrderPage: StepPage, OrderDerivedTstamp: StepDerivedTstamp, OrderReferrer: StepReferrer,
	OrderPageQuery: StepPageQuery, OrderCrossDomain: StepCrossDomain, OrderEventSchema: StepEventSchema,
}

// traced puts a tracer around each place of the line, given in order.
func traced(places []place, t Tracer) []place {
	all := []place{{core: func(w *Worker) { t.Event(&w.work) }}}
	for i := range places {
		p := places[i]
		if p.step != nil {
			s := *p.step
			s.Enrichment = tracedStep{p.step, t}
			p.step = &s
			all = append(all, p)
			continue
		}
		core, name := p.core, coreNames[p.order]
		p.core = func(w *Worker) {
			t.Before(&w.work, name, nil)
			core(w)
			t.After(&w.work, nil)
		}
		all = append(all, p)
	}
	return all
}

// beforeDerived is the place that tells that the column derived_contexts comes
// next. It ends the line.
func beforeDerived(t Tracer) place {
	return place{order: OrderDerivedContexts, core: func(w *Worker) { t.Before(&w.work, StepDerivedContexts, nil) }}
}

// tracedStep is a configured enrichment that is watched.
type tracedStep struct {
	step *Step
	t    Tracer
}

// Enrich implements Enrichment.
func (s tracedStep) Enrich(ctx context.Context, w *Work) error {
	s.t.Before(w, s.step.Name, s.step)
	err := s.step.Enrichment.Enrich(ctx, w)
	s.t.After(w, err)
	return err
}

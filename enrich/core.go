package enrich

import (
	"context"
	"errors"
	"fmt"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/enrich/pageuri"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

// raw takes one raw event through enrich and gives what comes of it to the
// output.
func (w *Worker) raw(ctx context.Context, raw *adapter.Raw) error {
	w.counts.In++
	w.start(raw)
	err := w.guard(func() error { return w.enrich(ctx, raw) })
	if err == nil {
		err = w.deliver(raw)
	} else {
		err = w.crashed(err)
	}
	w.index++
	return err
}

// crashed makes a failed event of a panic; other errors are outages.
func (w *Worker) crashed(err error) error {
	var p *panicError
	if !errors.As(err, &p) {
		return err
	}
	w.resetRow()
	w.row.Family = badrow.GenericError
	w.row.Messages = append(w.row.Messages, badrow.Message{Want: p.Error()})
	return w.bad()
}

func (w *Worker) deliver(raw *adapter.Raw) error {
	switch {
	case w.faults.any():
		if err := w.failed(raw); err != nil || !w.e.o.EmitFailed {
			return err
		}
		return w.incomplete()
	case w.work.Drop:
		w.counts.Skipped++
		return nil
	}
	w.counts.Good++
	w.writing = true
	err := w.out.Good(&w.event)
	w.writing = false
	if err != nil {
		return fmt.Errorf("write event: %w", err)
	}
	return nil
}

// start empties what belongs to the event before.
func (w *Worker) start(raw *adapter.Raw) {
	w.event.Reset()
	w.faults.reset()
	w.input = inputSchemas{}
	w.work.Raw, w.work.Drop = raw, false
	w.work.Page, w.work.Referrer = pageuri.URI{}, pageuri.URI{}
	w.work.agent, w.work.address = keyed{}, keyed{}
	w.work.PageQuery = w.work.PageQuery[:0]
}

// enrich goes through the steps. Things wrong with the event are noted in
// faults; an error is an outage.
func (w *Worker) enrich(ctx context.Context, raw *adapter.Raw) error {
	w.collected(raw.Payload)
	w.parameters(raw)
	w.ahead()
	w.eventID()
	if convert.CollectorVersion(w.event.Get(event.VCollector)) != nil {
		w.fail(event.VCollector, "the name or version of the collector")
	}
	if err := w.validateInput(ctx); err != nil {
		return err
	}
	if err := w.steps(ctx, w.e.line); err != nil {
		return err
	}
	if err := w.derivedContexts(ctx); err != nil {
		return err
	}
	if err := w.steps(ctx, w.e.tail); err != nil {
		return err
	}
	w.lengths()
	return nil
}

func (w *Worker) steps(ctx context.Context, line []place) error {
	for i := range line {
		p := &line[i]
		if p.core != nil {
			p.core(w)
			continue
		}
		if w.work.Drop || p.step.Calls && w.faults.any() {
			continue
		}
		if err := p.step.Enrichment.Enrich(ctx, &w.work); err != nil {
			if ctx.Err() != nil {
				return fmt.Errorf("%s: %w", p.step.Name, ctx.Err())
			}
			w.failStep(p.step, err)
		}
	}
	return nil
}

// collected sets what the collector and the run tell.
func (w *Worker) collected(p *payload.Payload) {
	e := &w.event
	e.Set(event.VCollector, p.Source)
	w.setShown(event.VETL, w.e.vETL)
	e.SetSafe(event.ETLTstamp, w.e.etlTstamp)
	w.setText(event.NetworkUserID, p.UserID.Value)
	w.setText(event.UserIPAddress, convert.CutIP(p.IP.Value))
	b, err := convert.CollectorTimestamp(e.Grow(24), p.Timestamp, p.HasTimestamp)
	if err != nil {
		w.failColumn(event.CollectorTstamp.String(), err, payload.Text{})
	} else {
		e.SetSafe(event.CollectorTstamp, e.Done(b))
	}
	if p.UserAgent.Set {
		b := convert.UserAgent(e.Grow(len(p.UserAgent.Value)+16), p.UserAgent.Value, p.UserAgentEncoded)
		w.setShown(event.UserAgent, e.Done(b))
	}
}

// setShown sets a text of which steps are to see all; only the row goes without what
// would break it.
func (w *Worker) setShown(c event.Column, s string) {
	if event.Safe(s) {
		w.event.SetSafe(c, s)
	} else {
		w.event.Set(c, s)
	}
}

func (w *Worker) derivedTstamp() {
	e := &w.event
	b := convert.AppendDerived(e.Grow(24), e.Get(event.CollectorTstamp), e.Get(event.DvceCreatedTstamp),
		e.Get(event.DvceSentTstamp), e.Get(event.TrueTstamp))
	e.SetSafe(event.DerivedTstamp, e.Done(b))
}

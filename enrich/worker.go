package enrich

import (
	"context"
	"errors"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/enrich/recent"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// A Worker makes events of records, one after the other. It belongs to one
// goroutine and keeps its memory from record to record.
type Worker struct {
	e *Enricher

	// Of the record.
	record  []byte
	number  uint64
	out     Output
	counts  Counts
	payload payload.Payload
	scratch adapter.Scratch
	digest  recordDigest
	index   int  // of the event in the payload
	told    bool // a failed event has the record's line

	// Of the event.
	work        Work
	event       event.Event
	schemas     schemaCache
	input       inputSchemas
	contextsDoc jsondoc.Doc
	unstructDoc jsondoc.Doc
	valid       []validEntity
	faults      faults
	doc         jsondoc.Doc // of JSON that is only looked at
	query       []byte      // decoded text of work.PageQuery
	writing     bool        // the output is at work
	addresses   *recent.Cache[*address]

	row     badrow.Row
	request badrow.Request
}

func (w *Worker) begin(record []byte, number uint64, out Output) {
	w.record, w.number, w.out = record, number, out
	w.counts = Counts{}
	w.digest.known = false
	w.index, w.told = 0, false
	w.resetRow()
}

// parse takes the record through format and adapter.
func (w *Worker) parse(ctx context.Context) error {
	err := w.adapt(ctx)
	if err == nil {
		return nil // the targets of errors.As cost memory
	}
	var p *panicError
	if errors.As(err, &p) {
		return w.unopened(badrow.GenericError, badrow.Message{Want: p.Error()})
	}
	return err
}

// adapt is parse with panics of formats and adapters as errors. Events that the
// adapter gave before it panicked are lost to the count of none: adapters make
// all events before they give the first.
func (w *Worker) adapt(ctx context.Context) error {
	if err := w.guard(func() error { return w.e.o.Format.Parse(w.record, &w.payload) }); err != nil {
		return w.unparsed(err)
	}
	// emit's errors come back through the adapter; they are outages.
	emit := func(raw *adapter.Raw) error { return w.raw(ctx, raw) }
	err := w.guard(func() error { return w.e.o.Adapter.Adapt(ctx, &w.payload, &w.scratch, emit) })
	if err == nil {
		return nil
	}
	var es adapter.Errors
	if errors.As(err, &es) && w.counts.In == 0 {
		return w.unadapted(es)
	}
	return err
}

package enrich

import (
	"errors"
	"fmt"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/payload"
)

// resetRow prepares the worker's failed event for the record.
func (w *Worker) resetRow() {
	w.row = badrow.Row{
		Time: w.e.o.Time, Processor: w.e.processor, Line: w.record, Binary: w.e.o.Format.Binary(),
	}
}

// bad gives the worker's failed event to the output.
func (w *Worker) bad() error {
	w.counts.Failed++
	w.writing = true
	err := w.out.Bad(&w.row)
	w.writing = false
	if err != nil {
		return fmt.Errorf("write failed event: %w", err)
	}
	return nil
}

// unopened makes the one failed event of a record that gave no events.
func (w *Worker) unopened(f badrow.Family, messages ...badrow.Message) error {
	w.resetRow()
	w.counts.In++
	w.row.Family = f
	w.row.Messages = append(w.row.Messages, messages...)
	return w.bad()
}

// unparsed is for records that the format refuses.
func (w *Worker) unparsed(err error) error {
	if errors.Is(err, payload.ErrSkip) {
		w.counts.In++
		w.counts.Skipped++
		return nil
	}
	var es payload.Errors
	if !errors.As(err, &es) {
		return err
	}
	w.resetRow()
	w.counts.In++
	w.row.Family, w.row.Loader = badrow.FormatViolation, w.e.o.Format.Loader()
	for _, e := range es {
		m := badrow.Message{Want: e.Want}
		if e.Field != "" {
			m.Shape, m.Field, m.Value = badrow.Mismatch, e.Field, badrow.Text{Value: e.Value, Set: e.Value != ""}
		}
		w.row.Messages = append(w.row.Messages, m)
	}
	return w.bad()
}

// setRequest describes the payload, with the parameters of one of its events if
// there is one.
func (w *Worker) setRequest(p *payload.Payload, params []payload.Pair) {
	q := badrow.Request{
		Vendor: p.Vendor, Version: p.Version,
		ContentType: badrow.Text(p.ContentType), Body: badrow.Text(p.Body),
		Source: p.Source, Encoding: p.Encoding, Hostname: badrow.Text(p.Hostname),
		Time: p.Timestamp, HasTime: p.HasTimestamp,
		IP: badrow.Text(p.IP), UserAgent: badrow.Text(p.UserAgent), Referer: badrow.Text(p.Referer),
		Headers: p.Headers, UserID: badrow.Text(p.UserID),
		Params: w.request.Params[:0],
	}
	for _, x := range params {
		q.Params = append(q.Params, badrow.Param{Name: x.Name, Value: badrow.Text(x.Value)})
	}
	w.request = q
	w.row.Request = &w.request
}

// failed gives the event's failed event to the output.
func (w *Worker) failed(raw *adapter.Raw) error {
	w.resetRow()
	w.setRequest(raw.Payload, raw.Params)
	w.row.Family, w.row.Messages, w.row.Also = w.faults.phases()
	w.row.Event, w.row.Index = &w.event, w.index
	w.row.WithLine, w.told = !w.told, true
	return w.bad()
}

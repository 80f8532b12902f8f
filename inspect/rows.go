package inspect

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/event"
)

// parseRow reads a row of enriched events, or of the events table, which lacks
// three columns.
func parseRow(e *event.Event, line []byte, kind Kind) error {
	if kind == Events {
		return e.ParseTSV(line)
	}
	return e.ParseTSV(widen(line))
}

// widen puts the columns that the events table lacks into a row.
func widen(row []byte) []byte {
	fields := bytes.Split(row, []byte("\t"))
	var wide [][]byte
	for c := range event.Table {
		if !event.Column(c).Atomic() {
			wide = append(wide, nil)
			continue
		}
		if len(fields) == 0 {
			break
		}
		wide, fields = append(wide, fields[0]), fields[1:]
	}
	return bytes.Join(append(wide, fields...), []byte("\t"))
}

func (o *Object) printJSON(w *bufio.Writer, kind Kind, opts Options) error {
	var buf []byte
	switch kind {
	case Empty:
		return nil
	case Events, AtomicRows:
		var e event.Event
		return o.lines(func(line []byte) error {
			if err := parseRow(&e, line, kind); err != nil {
				return err
			}
			buf = append(e.AppendJSON(buf[:0]), '\n')
			_, err := w.Write(buf)
			return err
		})
	case FailedEvents:
		if opts.Payload {
			return o.raw(w, kind)
		}
		return o.failed(func(r *badrow.Row) error { return encode(w, newFailure(r)) })
	case JSONLines:
		return o.raw(w, kind)
	case Document:
		return o.printDocument(w)
	case Segment:
		return o.printSegment(w, JSON)
	}
	return &FormError{Kind: kind, Form: JSON}
}

func (o *Object) printTSV(w *bufio.Writer, kind Kind) error {
	switch kind {
	case Empty:
		return nil
	case Events, AtomicRows, Lines:
		return o.raw(w, kind)
	case Segment:
		return o.printSegment(w, TSV)
	}
	return &FormError{Kind: kind, Form: TSV}
}

// A failure is what may be shown of a failed event.
type failure struct {
	Time   string `json:"time"`
	Family string `json:"family"`
	Schema string `json:"schema,omitempty"`
	Field  string `json:"field,omitempty"`
	Reason string `json:"reason"`
}

func newFailure(r *badrow.Row) failure {
	reason := r.Reason()
	return failure{
		Time:   time.UnixMilli(r.Time).UTC().Format("2006-01-02T15:04:05.000Z"),
		Family: string(r.Family), Schema: reason.Schema, Field: reason.Field, Reason: reason.Text,
	}
}

// failed calls do with each failed event.
func (o *Object) failed(do func(*badrow.Row) error) error {
	n := 0
	return o.lines(func(line []byte) error {
		n++
		r, err := badrow.Read(line)
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		return do(r)
	})
}

// printPayloads prints each failed event with its record.
func (o *Object) printPayloads(w io.Writer) error {
	return o.failed(func(r *badrow.Row) error {
		f := newFailure(r)
		_, err := fmt.Fprintf(w, "\n%s %s\n  %s %s: %s\n  %s\n", f.Time, f.Family, f.Schema, f.Field, f.Reason, record(r))
		return err
	})
}

// record is the text that a failed event would be replayed from.
func record(r *badrow.Row) string {
	if len(r.Line) > 0 {
		return string(r.Line)
	}
	return string(r.Append(nil))
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

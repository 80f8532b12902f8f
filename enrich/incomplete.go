package enrich

import (
	"fmt"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

// incomplete gives a failed event as a row to the output: without what is
// invalid, and with an entity for each failure before the other derived ones.
// There is no row without the columns that every row must have.
func (w *Worker) incomplete() error {
	out, ok := w.out.(IncompleteOutput)
	if !ok || !w.complete() {
		return nil
	}
	w.emptyOverlong()
	_, first, _ := w.faults.phases()
	b := append(w.event.Grow(1024), contextsStart...)
	for i := range first {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(b, `{"schema":"`...), badrow.FailureSchema...)
		b = append(b, `","data":`...)
		b = first[i].AppendFailure(b, w.e.o.Time, w.e.processor, w.tellsData())
		b = append(b, '}')
	}
	// The column is read back: a later step may have rewritten it.
	if w.doc.Parse(view(w.event.Get(event.DerivedContexts)), maxColumnDepth) == nil {
		for item := w.doc.Root().Get("data").First(); item.Exists(); item = item.Next() {
			b = item.Value().AppendCompact(append(b, ','))
		}
	}
	w.event.Set(event.DerivedContexts, w.event.Done(append(b, contextsEnd...)))

	w.counts.Incomplete++
	w.writing = true
	err := out.Incomplete(&w.event)
	w.writing = false
	if err != nil {
		return fmt.Errorf("write incomplete event: %w", err)
	}
	return nil
}

// complete tells whether the event has the columns that every row must have.
func (w *Worker) complete() bool {
	for c := range event.Column(event.Count) {
		if event.Table[c].Required && w.event.Get(c) == "" {
			return false
		}
	}
	return true
}

// maxColumnDepth is the nesting of a JSON column that enrich wrote itself.
const maxColumnDepth = 4 * jsondoc.DefaultDepth

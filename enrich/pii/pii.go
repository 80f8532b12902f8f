package pii

import (
	"context"
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/perworker"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
)

// An Enrichment replaces personal data. Make it with New.
type Enrichment struct {
	entries       []entry
	strategy      strategy
	emits         bool
	anonymousOnly bool
	feed          Feed
	workers       perworker.Of[state]
}

// Enrich replaces what the entries name, in their order: what two name is
// replaced twice. A JSON column that is not JSON fails the event.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	if e.anonymousOnly && !anonymous(w) {
		return nil
	}
	s := e.workers.Get(w.Worker)
	s.reset()
	for i := range e.entries {
		if e.entries[i].json {
			if err := e.replaceJSON(w.Event, s, i); err != nil {
				return err
			}
			continue
		}
		e.replaceColumn(w.Event, s, i)
	}
	for i := range s.docs {
		s.docs[i].store(w.Event, s)
		s.docs[i].release()
	}
	clear(s.found)
	if len(s.changes) > 0 {
		e.emit(w, s)
	}
	return nil
}

// Varies tells whether the same event gives another result each time.
func (e *Enrichment) Varies() bool { return e.strategy.function() == "" }

// anonymous tells whether the request asked for anonymous tracking.
func anonymous(w *enrich.Work) bool {
	const name = "SP-Anonymous"
	if w.Raw == nil || w.Raw.Payload == nil {
		return false
	}
	for _, h := range w.Raw.Payload.Headers {
		if len(h) >= len(name) && strings.EqualFold(h[:len(name)], name) {
			return true
		}
	}
	return false
}

func (e *Enrichment) replaceColumn(ev *event.Event, s *state, i int) {
	c := e.entries[i].column
	value := ev.Get(c)
	if value == "" {
		return
	}
	modified := e.replacement(s, value)
	if e.feeds() {
		s.changes = append(s.changes, change{entry: i, original: s.keep(value), modified: modified})
	}
	ev.SetBytes(c, s.buf[modified.start:modified.end])
}

// replacement makes what stands in place of a value.
func (e *Enrichment) replacement(s *state, value string) span {
	start := len(s.buf)
	s.buf = e.strategy.append(s.buf, value, s)
	return span{start, len(s.buf)}
}

func (e *Enrichment) replaceJSON(ev *event.Event, s *state, i int) error {
	n := &e.entries[i]
	d := s.document(n.column)
	ok, err := d.load(ev)
	if err == nil && n.path.Filters() {
		err = d.flush(ev, s)
	}
	if err != nil {
		return &enrich.Failure{Want: n.column.String() + " to be JSON, so that personal data in it can be replaced"}
	}
	if !ok {
		return nil
	}
	data := d.doc.Root().Get("data")
	if data.Kind() != jsondoc.Array {
		e.replaceItem(s, d, data, i)
		return nil
	}
	for item := data.First(); item.Exists(); item = item.Next() {
		e.replaceItem(s, d, item.Value(), i)
	}
	return nil
}

// replaceItem replaces in one self-describing object: texts that the path finds,
// and texts directly in arrays that it finds.
func (e *Enrichment) replaceItem(s *state, d *document, item jsondoc.Node, i int) {
	uri := item.Get("schema").Text()
	k, err := iglu.ParseKey(uri)
	if err != nil || !e.entries[i].criterion.Matches(k) {
		return
	}
	s.found = e.entries[i].path.Append(s.found[:0], item.Get("data"))
	for _, n := range s.found {
		if n.Kind() != jsondoc.Array {
			e.replaceValue(s, d, n, i, uri)
			continue
		}
		for m := n.First(); m.Exists(); m = m.Next() {
			e.replaceValue(s, d, m.Value(), i, uri)
		}
	}
}

func (e *Enrichment) replaceValue(s *state, d *document, n jsondoc.Node, i int, uri string) {
	if n.Kind() != jsondoc.String {
		return
	}
	v, again := d.edit(n)
	value := n.Text()
	if again {
		if v.entry == i { // found as itself and in its array
			return
		}
		value = s.text(v.value)
	}
	v.value, v.entry = e.replacement(s, value), i
	if e.feeds() {
		s.changes = append(s.changes, change{entry: i, original: s.keep(value), modified: v.value, schema: s.keep(uri)})
	}
}

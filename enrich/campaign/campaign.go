package campaign

import (
	"context"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

// A field is a column and the parameters that fill it, the first one first.
type field struct {
	column event.Column
	names  []string
}

// A click is a parameter with a click id and the network that adds it.
type click struct{ name, network string }

// An Enrichment fills the mkt columns.
type Enrichment struct {
	fields []field
	clicks []click
}

// Enrich sets the seven mkt columns of an event with a page, also those that
// come out empty: what a tracker sent for them does not count. It never fails.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	if !w.Page.Valid {
		return nil
	}
	q := w.PageQuery
	for i := range e.fields {
		f := &e.fields[i]
		w.Event.SetText(f.column, first(q, f.names))
	}
	w.Event.Set(event.MktClickID, "")
	w.Event.Set(event.MktNetwork, "")
	if len(q) == 0 {
		return nil
	}
	for i := range e.clicks {
		c := &e.clicks[i]
		if v, ok := last(q, c.name); ok {
			w.Event.SetText(event.MktClickID, v)
			w.Event.SetText(event.MktNetwork, c.network)
			break
		}
	}
	return nil
}

// first returns the value of the first of the names that is in the query.
func first(q []payload.Pair, names []string) string {
	for _, n := range names {
		if v, ok := last(q, n); ok {
			return v
		}
	}
	return ""
}

// last returns the value of a name; of several the last counts.
func last(q []payload.Pair, name string) (string, bool) {
	for i := len(q) - 1; i >= 0; i-- {
		if q[i].Name == name {
			return q[i].Value.Value, true
		}
	}
	return "", false
}

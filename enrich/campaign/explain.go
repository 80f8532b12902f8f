package campaign

import (
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

// Explain implements enrich.Explainer.
func (e *Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	x := enrich.Explanation{Reads: []event.Column{event.PageURL}}
	switch {
	case w.Event.Get(event.PageURL) == "":
		x.Note = "the event has no page"
	case !w.Page.Valid:
		x.Note = "the page's address cannot be taken apart"
	case len(w.PageQuery) == 0:
		x.Note = "the page has no query"
	default:
		x.Note = e.named(w.PageQuery)
	}
	return x
}

// named says which parameters name what, and what none names.
func (e *Enrichment) named(q []payload.Pair) string {
	var said, none []string
	for i := range e.fields {
		f := &e.fields[i]
		what := "the " + strings.TrimPrefix(f.column.String(), "mkt_")
		name, v, ok := found(q, f.names)
		switch {
		case !ok:
			none = append(none, what)
		case v == "":
			said = append(said, name+" names "+what+" and is empty")
		default:
			said = append(said, name+" names "+what)
		}
	}
	if len(none) > 0 {
		said = append(said, "no parameter of the configuration names "+strings.Join(none, ", "))
	}
	var clicks []string
	for i := range e.clicks {
		clicks = append(clicks, e.clicks[i].name)
	}
	if name, _, ok := found(q, clicks); ok {
		said = append(said, name+" names the click")
	} else {
		said = append(said, "no parameter names a click")
	}
	return strings.Join(said, "; ")
}

// found returns the first of the names that is in the query, and its value.
func found(q []payload.Pair, names []string) (name, value string, ok bool) {
	for _, n := range names {
		if v, ok := last(q, n); ok {
			return n, v, true
		}
	}
	return "", "", false
}

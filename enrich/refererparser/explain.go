package refererparser

import (
	"slices"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
)

// Explain implements enrich.Explainer.
func (e *Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	x := enrich.Explanation{Reads: []event.Column{event.PageReferrer, event.PageURLHost}}
	r := &w.Referrer
	find := e.db.FindR108
	if e.newest {
		find = e.db.Find
	}
	switch {
	case w.Event.Get(event.PageReferrer) == "":
		x.Note = "the event has no referrer"
	case !r.Valid || r.Host == "":
		x.Note = "the referrer is not an address with a host"
	case !e.scheme(r.Scheme):
		x.Note = "the scheme of the referrer is none of those that are looked up"
	case r.Host == w.Event.Get(event.PageURLHost):
		x.Note = "the host of the page itself"
	case slices.Contains(e.internal, r.Host):
		x.Note = "a host of parameter internalDomains"
	case find(r.Host, r.Path) == nil:
		x.Note = "the database does not have the host"
	default:
		x.Note = "found in the database"
	}
	return x
}

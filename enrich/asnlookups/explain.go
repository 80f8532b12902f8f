package asnlookups

import (
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/iplookups"
	"github.com/camonica/camonica/event"
)

// Explain implements enrich.Explainer.
func (e *Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	x := enrich.Explanation{Reads: []event.Column{event.Platform}}
	if e.bypasses(w.Event) {
		x.Note = "a platform of parameter bypassPlatforms"
		return x
	}
	x.Note = "ip_lookups added no entity asn"
	for i := range w.Event.Derived {
		d := &w.Event.Derived[i]
		if d.Schema != iplookups.SchemaASN {
			continue
		}
		switch n, ok := numberOf(d); {
		case !ok:
			x.Note = "the entity asn has no number"
		case e.bots[n]:
			x.Note = "the configuration lists the system as one of bots"
		default:
			x.Note = "the configuration does not list the system"
		}
	}
	return x
}

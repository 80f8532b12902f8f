package weather

import (
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
)

// Explain implements enrich.Explainer. It sends nothing.
func (e *Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	x := enrich.Explanation{Reads: []event.Column{event.GeoLatitude, event.GeoLongitude, event.DerivedTstamp}}
	p, missing := placeOf(w.Event)
	if missing != "" {
		x.Note = "the event has no " + missing
		return x
	}
	x.Note = "for the day and the place the service is " + e.cache.Explain(e.cacheKey(&p))
	return x
}

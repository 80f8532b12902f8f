package anonip

import (
	"net/netip"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
)

// Explain implements enrich.Explainer.
func (e *Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	x := enrich.Explanation{Reads: []event.Column{event.UserIPAddress}}
	s := w.Event.Get(event.UserIPAddress)
	if s == "" {
		x.Note = "the event has no address"
		return x
	}
	switch a, err := netip.ParseAddr(s); {
	case err != nil:
		x.Note = "not an address: hidden at the places where one would be"
	case a.Unmap().Is4():
		x.Note = "an IPv4 address"
	default:
		x.Note = "an IPv6 address"
	}
	return x
}

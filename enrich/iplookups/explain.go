package iplookups

import (
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
)

// Explain implements enrich.Explainer. It looks in the databases themselves.
func (e *Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	x := enrich.Explanation{Reads: []event.Column{event.UserIPAddress}}
	s := w.Event.Get(event.UserIPAddress)
	if s == "" {
		x.Note = "the event has no address"
		return x
	}
	address, ok := parse(s)
	if !ok || len(s) > maxText {
		x.Note = "not an address"
		return x
	}
	if address.IsPrivate() || address.IsLoopback() {
		x.Note = "an address that is not of the internet; "
	}
	var found, missing []string
	for i := range slots {
		db := *slots[i].into(e)
		switch {
		case db == nil:
		case db.Lookup(address).Found():
			found = append(found, slots[i].name)
		default:
			missing = append(missing, slots[i].name)
		}
	}
	x.Note += "found in " + listed(found) + ", not found in " + listed(missing)
	return x
}

func listed(databases []string) string {
	if len(databases) == 0 {
		return "none"
	}
	return strings.Join(databases, ", ")
}

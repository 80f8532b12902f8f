package uaparser

import (
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
)

// Explain implements enrich.Explainer.
func (e *Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	x := enrich.Explanation{Reads: []event.Column{event.UserAgent}}
	agent, ok := w.UserAgent()
	if !ok {
		x.Note = "the event has no user agent"
		return x
	}
	a := e.rules.Parse(agent)
	for _, part := range []struct{ name, family string }{
		{"browser", a.Browser.Family}, {"operating system", a.OS.Family}, {"device", a.Device.Family},
	} {
		if part.family != "" && part.family != other {
			continue
		}
		if x.Note != "" {
			x.Note += ", "
		}
		x.Note += "no rule for the " + part.name
	}
	return x
}

// other is the family of what no rule knows.
const other = "Other"

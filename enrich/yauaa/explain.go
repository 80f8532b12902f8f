package yauaa

import (
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/uap"
	"github.com/camonica/camonica/event"
)

// Explain implements enrich.Explainer.
func (e *Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	x := enrich.Explanation{Reads: []event.Column{event.UserAgent}}
	text := w.Event.Get(event.UserAgent)
	h, headerAgent := readHints(w.Raw.Payload.Headers)
	var said []string
	switch {
	case text == "" && headerAgent == "":
		x.Note = "neither the event nor the record's headers have a user agent"
		return x
	case text == "":
		text = headerAgent
		said = append(said, "the user agent of the record's headers")
	}
	if len(text) > uap.MaxText {
		said = append(said, "only the start of the user agent is looked at")
	}
	if h == (hints{}) {
		said = append(said, "no client hints")
	} else {
		said = append(said, "client hints")
	}
	a := e.rules.Parse(text[:min(len(text), uap.MaxText)])
	if a.Robot() {
		said = append(said, "a robot")
	}
	for _, part := range []struct{ name, family string }{
		{"browser", a.Browser.Family}, {"operating system", a.OS.Family}, {"device", a.Device.Family},
	} {
		if part.family == uap.Other {
			said = append(said, "no rule for the "+part.name)
		}
	}
	x.Note = strings.Join(said, ", ")
	return x
}

package useragentutils

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
	f := e.classify(agent)
	switch noSystem := f.system == unknownSystem.label; {
	case f.browser == robotLabel:
		x.Note = "a robot, whose operating system is not looked for"
	case f.browser == unknownBrowser.label && noSystem:
		x.Note = "no rule for the browser, no rule for the operating system"
	case f.browser == unknownBrowser.label:
		x.Note = "no rule for the browser"
	case noSystem:
		x.Note = "no rule for the operating system"
	default:
		x.Note = "rules for the browser and the operating system"
	}
	return x
}

package useragentutils

import (
	"context"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/uacache"
	"github.com/camonica/camonica/event"
)

// An Enrichment fills the columns. It keeps the facts of many user agents.
type Enrichment struct {
	classify func(agent string) *facts
	facts    *uacache.Cache[*facts]
}

// facts are what a user agent tells, a text for each column but the last.
type facts struct {
	browser, family, version, kind, engine string
	system, systemFamily, manufacturer     string
	device                                 string
}

// factsSize is about the memory of facts, of whose texts most are those of the
// tables.
const factsSize = 224

// Enrich implements enrich.Enrichment.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	agent, ok := w.UserAgent()
	if !ok {
		return nil
	}
	f, ok := e.facts.Get(agent)
	if !ok {
		f = e.classify(agent)
		e.facts.Put(agent, f, factsSize)
	}
	f.set(w.Event)
	return nil
}

func (f *facts) set(e *event.Event) {
	e.Set(event.BRName, f.browser)
	e.Set(event.BRFamily, f.family)
	e.Set(event.BRVersion, f.version)
	e.Set(event.BRType, f.kind)
	e.Set(event.BRRenderEngine, f.engine)
	e.Set(event.OSName, f.system)
	e.Set(event.OSFamily, f.systemFamily)
	e.Set(event.OSManufacturer, f.manufacturer)
	e.Set(event.DvceType, f.device)
	isMobile := "0"
	if f.device == mobile { // not tablets: so R108
		isMobile = "1"
	}
	e.Set(event.DvceIsMobile, isMobile)
}

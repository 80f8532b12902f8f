package useragentutils

import (
	"context"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/uacache"
	"github.com/camonica/camonica/event"
)

// An Enrichment fills the columns. It keeps the facts of many user agents.
type Enrichment struct {
	classifier *classifier
	facts      *uacache.Cache[*facts]
}

// facts are what a user agent tells. All texts but the version are those of the
// tables.
type facts struct {
	browser  *browserRow
	family   string
	version  string
	system   *systemRow
	osFamily string
}

// factsSize is about the memory of facts besides the version.
const factsSize = 96

// Enrich implements enrich.Enrichment.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	agent, ok := w.UserAgent()
	if !ok {
		return nil
	}
	f, ok := e.facts.Get(agent)
	if !ok {
		f = e.classifier.classify(agent)
		e.facts.Put(agent, f, factsSize+len(f.version))
	}
	f.set(w.Event)
	return nil
}

func (f *facts) set(e *event.Event) {
	e.Set(event.BRName, f.browser.label)
	e.Set(event.BRFamily, f.family)
	e.Set(event.BRVersion, f.version)
	e.Set(event.BRType, f.browser.kind)
	e.Set(event.BRRenderEngine, f.browser.engine)
	e.Set(event.OSName, f.system.label)
	e.Set(event.OSFamily, f.osFamily)
	e.Set(event.OSManufacturer, f.system.manufacturer)
	e.Set(event.DvceType, f.system.device)
	isMobile := "0"
	if f.system.device == mobile { // not tablets: so R108
		isMobile = "1"
	}
	e.Set(event.DvceIsMobile, isMobile)
}

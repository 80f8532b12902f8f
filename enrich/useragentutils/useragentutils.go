package useragentutils

import (
	"context"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/textcache"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/internal/prefetch"
)

// An Enrichment fills the columns. It keeps the texts for many user agents.
type Enrichment struct {
	classify func(agent string) facts
	texts    *textcache.Cache[event.Group]
}

// facts are what a user agent tells, a text for each column but the last.
type facts struct {
	browser, family, version, kind, engine string
	system, systemFamily, manufacturer     string
	device                                 string
}

// The columns that are filled, in the order of the group.
var columns = []event.Column{
	event.BRName, event.BRFamily, event.BRVersion, event.BRType, event.BRRenderEngine,
	event.OSName, event.OSFamily, event.OSManufacturer, event.DvceType, event.DvceIsMobile,
}

// Enrich implements enrich.Enrichment.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	agent, ok := w.UserAgent()
	if !ok {
		return nil
	}
	k := w.AgentKey(agent)
	texts := e.texts.Get(k)
	if texts == nil {
		texts = e.texts.Add(k, func(g *event.Group) int {
			f := e.classify(agent)
			*g = f.group()
			return len(g.Text())
		})
	}
	w.Event.SetGroup(columns, texts)
	return nil
}

// Ahead implements enrich.Ahead.
func (e *Enrichment) Ahead(w *enrich.Work) {
	if agent, ok := w.UserAgent(); ok {
		if texts := e.texts.Get(w.AgentKey(agent)); texts != nil {
			prefetch.String(texts.Text())
		}
	}
}

func (f *facts) group() event.Group {
	isMobile := "0"
	if f.device == mobile { // not tablets: so R108
		isMobile = "1"
	}
	return event.NewGroup(f.browser, f.family, f.version, f.kind, f.engine,
		f.system, f.systemFamily, f.manufacturer, f.device, isMobile)
}

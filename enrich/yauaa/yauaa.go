package yauaa

import (
	"context"
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/textcache"
	"github.com/camonica/camonica/enrich/uap"
	"github.com/camonica/camonica/event"
)

const entitySchema = "iglu:nl.basjes/yauaa_context/jsonschema/1-0-5"

// nothing tells of an event without a user agent.
var nothing = newEntity(`{"deviceClass":"Unknown"}`)

func newEntity(data string) *enrich.Known {
	return enrich.NewKnown(entitySchema, []byte(data), enrich.RankOther)
}

// An Enrichment adds the entity. It keeps the entities of many user agents.
type Enrichment struct {
	rules    *uap.Parser
	entities *textcache.Cache[enrich.Known]
}

// Enrich implements enrich.Enrichment.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	w.Derive(e.entity(w))
	return nil
}

func (e *Enrichment) entity(w *enrich.Work) *enrich.Known {
	text := w.Event.Get(event.UserAgent)
	h, headerAgent := readHints(w.Raw.Payload.Headers)
	if text == "" {
		text = headerAgent
	}
	if text == "" {
		return nothing
	}
	key := text
	if h != (hints{}) {
		key = h.key(text)
	}
	k := textcache.KeyOf(key)
	if entity := e.entities.Get(k); entity != nil {
		return entity
	}
	return e.add(k, text[:min(len(text), uap.MaxText)], h)
}

// add analyses a user agent with its hints and keeps what comes of it under key.
func (e *Enrichment) add(key textcache.Key, text string, h hints) *enrich.Known {
	return e.entities.Add(key, func(k *enrich.Known) int {
		a := &analysis{text: text, lower: strings.ToLower(text), rules: e.rules.Parse(text), hints: h}
		k.Init(entitySchema, a.appendEntity(make([]byte, 0, 1024)), enrich.RankOther)
		return k.Size()
	})
}

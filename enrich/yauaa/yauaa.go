package yauaa

import (
	"context"
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/uacache"
	"github.com/camonica/camonica/enrich/uap"
	"github.com/camonica/camonica/event"
)

const (
	entitySchema = "iglu:nl.basjes/yauaa_context/jsonschema/1-0-5"
	nothing      = `{"deviceClass":"Unknown"}`
)

// An Enrichment adds the entity. It keeps the entities of many user agents.
type Enrichment struct {
	rules    *uap.Parser
	entities *uacache.Cache[string]
}

// Enrich implements enrich.Enrichment.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	w.Event.Derived = append(w.Event.Derived, event.Entity{Schema: entitySchema, Data: e.entity(w), Rank: enrich.RankOther})
	return nil
}

func (e *Enrichment) entity(w *enrich.Work) string {
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
	if data, ok := e.entities.Get(key); ok {
		return data
	}
	text = text[:min(len(text), uap.MaxText)]
	a := &analysis{text: text, lower: strings.ToLower(text), rules: e.rules.Parse(text), hints: h}
	data := string(a.appendEntity(make([]byte, 0, 1024)))
	e.entities.Put(key, data, len(data))
	return data
}

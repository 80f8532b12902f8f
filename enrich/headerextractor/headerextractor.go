package headerextractor

import (
	"context"
	"regexp"
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/perworker"
	"github.com/camonica/camonica/enrich/recent"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

const schema = "iglu:org.ietf/http_header/jsonschema/1-0-0"

// maxName is the longest header name whose verdict is remembered.
const maxName = 64

// An Enrichment extracts headers.
type Enrichment struct {
	pattern *regexp.Regexp // of whole names
	known   perworker.Of[recent.Cache[bool]]
}

// Enrich adds an entity for each header whose whole name fits the pattern, in
// the order of the headers. It never fails.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	headers := w.Raw.Payload.Headers
	if len(headers) == 0 {
		return nil
	}
	known := e.known.Get(w.Worker)
	for _, h := range headers {
		name, value, ok := strings.Cut(h, ":")
		if ok && e.wants(known, name) {
			add(w.Event, trim(name), trim(value))
		}
	}
	return nil
}

func (e *Enrichment) wants(known *recent.Cache[bool], name string) bool {
	if len(name) > maxName {
		return e.pattern.MatchString(name)
	}
	wanted, ok := known.Get(name)
	if !ok {
		wanted = e.pattern.MatchString(name)
		known.Put(name, wanted)
	}
	return wanted
}

// trim takes spaces and control characters off both ends.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
}

func add(ev *event.Event, name, value string) {
	b := append(ev.Grow(32+len(name)+len(value)), `{"name":`...)
	b = jsondoc.AppendString(b, name)
	b = append(b, `,"value":`...)
	b = jsondoc.AppendString(b, value)
	data := ev.Done(append(b, '}'))
	ev.Derived = append(ev.Derived, event.Entity{Schema: schema, Data: data, Rank: enrich.RankHeaders})
}

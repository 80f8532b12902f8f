package cookieextractor

import (
	"context"
	"slices"
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

const schema = "iglu:org.ietf/http_cookie/jsonschema/1-0-0"

// An Enrichment extracts cookies.
type Enrichment struct{ names []string }

// Enrich adds an entity for each cookie of a configured name, in the order of
// the headers; a name that comes twice gives two. It never fails.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	for _, h := range w.Raw.Payload.Headers {
		name, value, ok := strings.Cut(h, ":")
		if ok && strings.EqualFold(name, "cookie") {
			e.cookies(w.Event, value)
		}
	}
	return nil
}

func (e *Enrichment) cookies(ev *event.Event, header string) {
	for header = trim(header); header != ""; {
		var c cookie
		c, header = next(header)
		if slices.Contains(e.names, c.name) {
			c.add(ev)
		}
	}
}

// A cookie is one item of a header.
type cookie struct {
	name, value string
	set         bool // there is a value
}

// next reads the item at the start of a header and returns what follows it.
// Quoted text may hold semicolons; a backslash in it takes the meaning from the
// quote behind it.
func next(s string) (c cookie, rest string) {
	end, equals := len(s), -1
	quoted, escaped := false, false
scan:
	for i := 0; i < len(s); i++ {
		switch ch := s[i]; {
		case ch == '=' && equals < 0:
			equals = i
		case equals >= 0 && ch == '"' && !escaped:
			quoted = !quoted
		case ch == ';' && !quoted:
			end = i
			break scan
		}
		escaped = quoted && !escaped && s[i] == '\\'
	}
	if end < len(s) {
		rest = trim(s[end+1:])
	}
	if equals < 0 {
		return cookie{name: trim(s[:end])}, rest
	}
	v := trim(s[equals+1 : end])
	if len(v) >= 2 && v[0] == '"' && v[len(v)-1] == '"' {
		v = v[1 : len(v)-1]
	}
	return cookie{trim(s[:equals]), v, true}, rest
}

func trim(s string) string { return strings.Trim(s, " \t\r\n") }

func (c *cookie) add(ev *event.Event) {
	b := append(ev.Grow(32+len(c.name)+len(c.value)), `{"name":`...)
	b = jsondoc.AppendString(b, c.name)
	b = append(b, `,"value":`...)
	if c.set {
		b = jsondoc.AppendString(b, c.value)
	} else {
		b = append(b, "null"...)
	}
	data := ev.Done(append(b, '}'))
	ev.Derived = append(ev.Derived, event.Entity{Schema: schema, Data: data, Rank: enrich.RankCookies})
}

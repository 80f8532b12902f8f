package refererparser

import (
	"context"
	"slices"
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
)

// Media that the enrichment itself gives.
const (
	internal = "internal"
	unknown  = "unknown"
	search   = "search"
)

// An Enrichment knows where visitors come from.
type Enrichment struct {
	db       *Database
	internal []string // hosts of the site itself
	newest   bool     // rules of later releases
}

// Enrich sets refr_medium, refr_source and refr_term. It never fails.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	r := &w.Referrer
	if !r.Valid || r.Host == "" || !e.scheme(r.Scheme) {
		return nil
	}
	if r.Host == w.Event.Get(event.PageURLHost) || slices.Contains(e.internal, r.Host) {
		w.Event.Set(event.RefrMedium, internal)
		return nil
	}
	find := e.db.FindR108
	if e.newest {
		find = e.db.Find
	}
	site := find(r.Host, r.Path)
	if site == nil {
		w.Event.Set(event.RefrMedium, unknown)
		return nil
	}
	w.Event.SetText(event.RefrMedium, site.Medium)
	if site.Medium == unknown && e.newest {
		return nil
	}
	w.Event.SetText(event.RefrSource, site.Source)
	if site.Medium == search {
		e.term(w.Event, r.Query, site.Parameters)
	}
	return nil
}

func (e *Enrichment) scheme(s string) bool {
	return s == "http" || s == "https" || s == "android-app" && e.newest
}

// term sets refr_term from the first item of the querystring whose name is one
// of the site's parameters.
func (e *Enrichment) term(ev *event.Event, query string, parameters []string) {
	for query != "" {
		var item string
		item, query = e.item(query)
		name, value, _ := strings.Cut(item, "=")
		if encoded(name) {
			name = string(appendDecoded(nil, name))
		}
		if !slices.Contains(parameters, name) {
			continue
		}
		if encoded(value) {
			value = ev.Done(appendDecoded(ev.Grow(len(value)), value))
		}
		ev.SetText(event.RefrTerm, value)
		return
	}
}

// item returns the first item of a querystring and what follows it.
func (e *Enrichment) item(query string) (item, rest string) {
	for i := 0; i < len(query); i++ {
		if c := query[i]; c == '&' || c == ';' && !e.newest {
			return query[:i], query[i+1:]
		}
	}
	return query, ""
}

func encoded(s string) bool { return strings.IndexByte(s, '%') >= 0 || strings.IndexByte(s, '+') >= 0 }

// appendDecoded appends what form-encoded text stands for. Escapes that are
// broken stay as they are.
func appendDecoded(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '+':
			dst = append(dst, ' ')
		case c == '%' && i+2 < len(s) && hex(s[i+1]) >= 0 && hex(s[i+2]) >= 0:
			dst = append(dst, byte(hex(s[i+1])<<4|hex(s[i+2])))
			i += 2
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

func hex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

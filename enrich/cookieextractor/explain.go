package cookieextractor

import (
	"slices"
	"strings"

	"github.com/camonica/camonica/enrich"
)

// Explain implements enrich.Explainer.
func (e *Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	var carried []string
	for _, h := range w.Raw.Payload.Headers {
		name, rest, ok := strings.Cut(h, ":")
		if !ok || !strings.EqualFold(name, "cookie") {
			continue
		}
		for rest = trim(rest); rest != ""; {
			var c cookie
			c, rest = next(rest)
			carried = append(carried, c.name)
		}
	}
	return enrich.Explanation{Note: e.note(carried)}
}

// note says which cookies of the configuration are among those of the record.
func (e *Enrichment) note(carried []string) string {
	switch {
	case len(e.names) == 0:
		return "the configuration names no cookie"
	case len(carried) == 0:
		return "the record has no cookies"
	}
	var there, missing []string
	for _, n := range e.names {
		if slices.Contains(carried, n) {
			there = append(there, n)
			continue
		}
		missing = append(missing, n)
	}
	switch {
	case len(there) == 0:
		return "the record has none of the cookies " + strings.Join(missing, ", ")
	case len(missing) == 0:
		return "the record has the cookies " + strings.Join(there, ", ")
	}
	return "the record has the cookies " + strings.Join(there, ", ") + " and not " + strings.Join(missing, ", ")
}

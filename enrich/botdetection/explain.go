package botdetection

import (
	"slices"
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
)

// Explain implements enrich.Explainer.
func (e *Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	var x enrich.Explanation
	r := new(reader)
	var said []string
	if e.use.UseClientSideDetection {
		x.Reads = []event.Column{event.Contexts}
		text := w.Event.Get(event.Contexts)
		said = append(said, "useClientSideDetection: "+answer(strings.Contains(text, clientName), r.clientSide(text)))
	}
	for _, i := range []struct {
		parameter, schema string
		use               bool
	}{
		{"useYauaa", yauaaSchema, e.use.UseYauaa},
		{"useIab", iabSchema, e.use.UseIab},
		{"useAsnLookups", asnSchema, e.use.UseAsnLookups},
	} {
		if !i.use {
			continue
		}
		of := func(d event.Entity) bool { return d.Schema == i.schema }
		robot := func(d event.Entity) bool { return of(d) && e.indicator(r, &d) != "" }
		said = append(said, i.parameter+": "+answer(slices.ContainsFunc(w.Event.Derived, of), slices.ContainsFunc(w.Event.Derived, robot)))
	}
	if len(said) == 0 {
		x.Note = "the configuration uses no indicator"
		return x
	}
	x.Note = strings.Join(said, ", ")
	return x
}

// answer says what came of an indicator.
func answer(there, robot bool) string {
	switch {
	case robot:
		return "a robot"
	case there:
		return "no robot"
	}
	return "no entity"
}

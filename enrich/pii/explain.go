package pii

import (
	"fmt"
	"slices"

	"github.com/camonica/camonica/enrich"
)

// Explain implements enrich.Explainer.
func (e *Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	var x enrich.Explanation
	for i := range e.entries {
		if c := e.entries[i].column; !slices.Contains(x.Reads, c) {
			x.Reads = append(x.Reads, c)
		}
	}
	if e.anonymousOnly && !anonymous(w) {
		x.Note = "only events of anonymous tracking are changed, and this is none"
		return x
	}
	empty := 0
	for i := range e.entries {
		if w.Event.Get(e.entries[i].column) == "" {
			empty++
		}
	}
	x.Note = fmt.Sprintf("%d of %d entries name a column that is empty", empty, len(e.entries))
	return x
}

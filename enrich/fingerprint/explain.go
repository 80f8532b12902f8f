package fingerprint

import (
	"slices"
	"strconv"
	"strings"

	"github.com/camonica/camonica/enrich"
)

// Explain implements enrich.Explainer.
func (e *Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	params, counted := w.Raw.Params, 0
	var left []string
	for i := range params {
		switch name := params[i].Name; {
		case !e.excludes(name):
			counted++
		case !slices.Contains(left, name):
			left = append(left, name)
		}
	}
	x := enrich.Explanation{Note: strconv.Itoa(counted) + " of " + strconv.Itoa(len(params)) + " parameters count"}
	if len(left) > 0 {
		x.Note += "; parameter excludeParameters leaves out " + strings.Join(left, ", ")
	}
	return x
}

package apirequest

import (
	"strings"

	"github.com/camonica/camonica/enrich"
)

// Explain implements enrich.Explainer. It sends nothing.
func (e *Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	var x enrich.Explanation
	for i := range e.inputs {
		x.Reads = e.inputs[i].AppendColumn(x.Reads)
	}
	s := new(state)
	s.reader.Reset(w)
	defer s.reader.Release()
	switch ready, err := e.fill(s); {
	case err != nil:
		x.Note = "an input of the configuration names what cannot be: the API is not asked"
	case !ready:
		x.Note = "the API is not asked, as " + e.missing(s)
	default:
		x.Note = "every input was found: the API is " + e.cache.Explain(cacheKey(e.request(s)))
	}
	return x
}

// missing says which inputs are missing, by their keys, and why.
func (e *Enrichment) missing(s *state) string {
	var all []string
	for k, v := range s.values {
		if v.set {
			continue
		}
		var why []string
		for i := range e.inputs {
			if e.target[i] == k {
				why = append(why, s.reader.Missing(&e.inputs[i]))
			}
		}
		all = append(all, e.keys[k]+": "+strings.Join(why, ", "))
	}
	switch len(all) {
	case 0:
		return "its address has braces that no input fills"
	case len(e.keys):
		return "no input was found; " + strings.Join(all, "; ")
	}
	return "an input is missing; " + strings.Join(all, "; ")
}

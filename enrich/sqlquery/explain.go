package sqlquery

import (
	"strconv"
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
	switch err := e.bind(s); {
	case err != nil:
		x.Note = "an input of the configuration names what cannot be: the database is not asked"
	case !s.complete(e.placeholders):
		x.Note = "the database is not asked, as " + e.missing(s)
	default:
		x.Note = "every placeholder has a value: the database is " + e.cache.Explain(s.cacheKey())
	}
	return x
}

// missing says which placeholders have no value, and why.
func (e *Enrichment) missing(s *state) string {
	if n := len(s.bound); n > e.placeholders {
		return "an input is for placeholder " + strconv.Itoa(n) + " and the statement has " + strconv.Itoa(e.placeholders)
	}
	var all []string
	for n := 1; n <= e.placeholders; n++ {
		if n <= len(s.bound) && s.bound[n-1] != nil {
			continue
		}
		var why []string
		for i := range e.inputs {
			if in := &e.inputs[i]; in.placeholder == n {
				why = append(why, s.missing(in))
			}
		}
		if len(why) == 0 {
			why = []string{"the configuration has no input for it"}
		}
		all = append(all, "placeholder "+strconv.Itoa(n)+": "+strings.Join(why, ", "))
	}
	if len(all) == e.placeholders {
		return "no input was found; " + strings.Join(all, "; ")
	}
	return "an input is missing; " + strings.Join(all, "; ")
}

func (s *state) missing(in *input) string {
	if why := s.reader.Missing(&in.Source); why != "" {
		return why
	}
	return in.Place() + " finds something that is not one text, number or boolean"
}

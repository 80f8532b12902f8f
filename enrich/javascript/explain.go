package javascript

import (
	"errors"

	"github.com/camonica/camonica/enrich"
)

// Explain implements enrich.Explainer. It runs the script's top level in an engine
// of its own, which no event was in and none comes to.
func (e *Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	m := e.machines.New()
	m.watch.begin()
	_, err := m.process()
	m.watch.end()
	var f *enrich.Failure
	switch {
	case errors.As(err, &f):
		return enrich.Explanation{Note: "the script has no function process, which would be called"}
	case err != nil:
		return enrich.Explanation{Note: "the script ends before its function process is called"}
	case len(w.Raw.Payload.Headers) == 0:
		return enrich.Explanation{Note: "process is called; the record has no headers"}
	}
	return enrich.Explanation{Note: "process is called, with headers of the record"}
}

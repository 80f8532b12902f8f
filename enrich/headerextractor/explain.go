package headerextractor

import (
	"strconv"
	"strings"

	"github.com/camonica/camonica/enrich"
)

// Explain implements enrich.Explainer.
func (e *Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	all, fit := 0, 0
	for _, h := range w.Raw.Payload.Headers {
		name, _, ok := strings.Cut(h, ":")
		if !ok {
			continue
		}
		all++
		if e.pattern.MatchString(name) {
			fit++
		}
	}
	if all == 0 {
		return enrich.Explanation{Note: "the record has no headers"}
	}
	return enrich.Explanation{Note: "names of " + strconv.Itoa(fit) + " of " + strconv.Itoa(all) + " headers fit the pattern"}
}

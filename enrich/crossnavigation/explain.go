package crossnavigation

import (
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/pageuri"
	"github.com/camonica/camonica/event"
)

// Explain implements enrich.Explainer.
func (Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	x := enrich.Explanation{Reads: []event.Column{event.PageURLQuery}}
	_, there := linker(w.PageQuery)
	c := pageuri.ParseCrossDomain(w.PageQuery)
	_, _, err := c.AppendNavigation(nil)
	switch {
	case len(w.PageQuery) == 0:
		x.Note = "the page has no query"
	case !there:
		x.Note = "the page's query has no _sp"
	case c.UserID == "":
		x.Note = "_sp names no user"
	case !c.Timed:
		x.Note = "_sp has no time"
	case c.TooFar:
		x.Note = "_sp has more parts than its long form"
	case err != nil:
		x.Note = "a part of _sp is not in Base64 for URLs"
	default:
		x.Note = "_sp names a user and a time"
	}
	return x
}

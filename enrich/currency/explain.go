package currency

import (
	"slices"
	"strconv"
	"time"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/event"
)

// Explain implements enrich.Explainer. It sends nothing.
func (e *Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	x := enrich.Explanation{Reads: []event.Column{event.CollectorTstamp}}
	var there, wanted, foreign int
	for i := range amounts {
		c := &amounts[i]
		for _, r := range []event.Column{c.amount, c.currency} {
			if !slices.Contains(x.Reads, r) {
				x.Reads = append(x.Reads, r)
			}
		}
		if w.Event.Get(c.amount) != "" {
			there++
		}
		if c.wanted(w.Event) {
			wanted++
			if w.Event.Get(c.currency) != e.base {
				foreign++
			}
		}
	}
	ms, timed := convert.ParseTimestamp(w.Event.Get(event.CollectorTstamp))
	day, dated := dayOf(time.UnixMilli(ms).UTC())
	switch {
	case !timed:
		x.Note = "the event has no time of the collector"
	case there == 0:
		x.Note = "the event has no amount"
	case wanted == 0:
		x.Note = "the event has no currency of its amount"
	case !dated:
		x.Note = "the provider has no rates of the event's day"
	default:
		x.Note = share(foreign, wanted) + "; for rates of the day the provider is " + e.rates.Explain(day)
	}
	return x
}

// share says how many amounts are not in the base currency.
func share(foreign, all int) string {
	s := strconv.Itoa(all) + " amount"
	if all > 1 {
		s += "s"
	}
	switch foreign {
	case 0:
		return s + " in the base currency itself"
	case all:
		return s + " in another currency than the base currency"
	}
	return s + ", " + strconv.Itoa(foreign) + " of them in another currency than the base currency"
}

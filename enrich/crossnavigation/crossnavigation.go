package crossnavigation

import (
	"context"
	"errors"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/enrich/pageuri"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

// An Enrichment makes cross-navigation entities. It has no state.
type Enrichment struct{}

// Enrich adds the entity if _sp names a user and a time. A part that should be
// Base64 for URLs and is not fails the event.
func (Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	sp, ok := linker(w.PageQuery)
	if !ok {
		return nil
	}
	c := pageuri.ParseCrossDomain(w.PageQuery)
	b, ok, err := c.AppendNavigation(w.Event.Grow(256 + 2*len(sp)))
	if err != nil {
		f := &enrich.Failure{Field: "_sp", Value: payload.Some(sp), Want: "parts in Base64 for URLs"}
		if e := (*convert.Error)(nil); errors.As(err, &e) {
			f.Want = e.Want
		}
		return f
	}
	if ok {
		w.Event.Derived = append(w.Event.Derived, event.Entity{
			Schema: pageuri.NavigationSchema, Data: w.Event.Done(b), Rank: enrich.RankOther,
		})
	}
	return nil
}

func linker(q []payload.Pair) (string, bool) {
	for i := len(q) - 1; i >= 0; i-- {
		if q[i].Name == "_sp" {
			return q[i].Value.Value, true
		}
	}
	return "", false
}

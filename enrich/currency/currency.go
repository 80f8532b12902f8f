package currency

import (
	"context"
	"time"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/enrich/lookup"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

// An Enrichment converts amounts. Make it with New.
type Enrichment struct {
	client *lookup.Client
	base   string
	query  string
	rates  *lookup.Cache[table] // by day
}

// A conversion is a column that is converted, that of its currency and the one
// that it is converted into.
type conversion struct{ amount, currency, base event.Column }

// wanted tells whether there is something to convert.
func (c *conversion) wanted(ev *event.Event) bool {
	return ev.Get(c.amount) != "" && ev.Get(c.currency) != ""
}

// amounts are the columns that are converted.
var amounts = []conversion{
	{event.TRTotal, event.TRCurrency, event.TRTotalBase},
	{event.TRTax, event.TRCurrency, event.TRTaxBase},
	{event.TRShipping, event.TRCurrency, event.TRShippingBase},
	{event.TIPrice, event.TICurrency, event.TIPriceBase},
}

// firstDay is the first that the provider has rates of.
const firstDay = "1999-01-01"

// Enrich sets base_currency, and the amounts in it of those that have a currency.
func (e *Enrichment) Enrich(ctx context.Context, w *enrich.Work) error {
	w.Event.Set(event.BaseCurrency, e.base)
	ms, ok := convert.ParseTimestamp(w.Event.Get(event.CollectorTstamp))
	if !ok {
		return &enrich.Failure{Field: event.CollectorTstamp.String(), Want: "a time to find rates for; collector timestamp missing"}
	}
	asked := false
	for i := range amounts {
		asked = asked || amounts[i].wanted(w.Event)
	}
	if !asked {
		return nil
	}
	t, err := e.table(ctx, time.UnixMilli(ms).UTC())
	if err != nil {
		return err
	}
	for i := range amounts {
		if err := e.convert(w, t, &amounts[i]); err != nil {
			return err
		}
	}
	return nil
}

// dayOf returns the day of a time, and whether the provider can have rates of it.
func dayOf(at time.Time) (string, bool) {
	day := at.Format(time.DateOnly)
	return day, day >= firstDay && !at.After(time.Now())
}

func (e *Enrichment) table(ctx context.Context, at time.Time) (table, error) {
	day, ok := dayOf(at)
	if !ok {
		return nil, &enrich.Failure{
			Field: event.CollectorTstamp.String(), Value: payload.Some(day), Want: "a day from " + firstDay + " to today; there are no rates for that date",
		}
	}
	return e.rates.Get(ctx, day, func(ctx context.Context) (table, int, error) { return e.ask(ctx, day) })
}

// convert sets one amount in the base currency.
func (e *Enrichment) convert(w *enrich.Work, t table, c *conversion) error {
	if !c.wanted(w.Event) {
		return nil
	}
	text, from := w.Event.Get(c.amount), w.Event.Get(c.currency)
	rate, ok := t[from]
	switch {
	case t == nil:
		return &enrich.Failure{Want: "a base currency of ISO 4217 that the provider has a rate of; unknown currency " + e.base}
	case !ok:
		return &enrich.Failure{Field: c.currency.String(), Value: payload.Some(from), Want: "a currency of ISO 4217 that the provider has a rate of; unknown currency"}
	}
	b, ok := appendConverted(w.Event.Grow(len(text)+32), text, rate, places(e.base))
	if !ok {
		return &enrich.Failure{Field: c.amount.String(), Value: payload.Some(text), Want: "a number"}
	}
	w.Event.Set(c.base, w.Event.Done(b))
	return nil
}

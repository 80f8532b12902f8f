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

// amounts are the columns that are converted.
var amounts = []struct{ amount, currency, base event.Column }{
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
	for _, a := range amounts {
		asked = asked || w.Event.Get(a.amount) != "" && w.Event.Get(a.currency) != ""
	}
	if !asked {
		return nil
	}
	t, err := e.table(ctx, time.UnixMilli(ms).UTC())
	if err != nil {
		return err
	}
	for _, a := range amounts {
		if err := e.convert(w, t, a.amount, a.currency, a.base); err != nil {
			return err
		}
	}
	return nil
}

func (e *Enrichment) table(ctx context.Context, at time.Time) (table, error) {
	day := at.Format(time.DateOnly)
	if day < firstDay || at.After(time.Now()) {
		return nil, &enrich.Failure{
			Field: event.CollectorTstamp.String(), Value: payload.Some(day), Want: "a day from " + firstDay + " to today; there are no rates for that date",
		}
	}
	return e.rates.Get(ctx, day, func(ctx context.Context) (table, int, error) { return e.ask(ctx, day) })
}

// convert sets one amount in the base currency.
func (e *Enrichment) convert(w *enrich.Work, t table, amount, currency, base event.Column) error {
	text, from := w.Event.Get(amount), w.Event.Get(currency)
	if text == "" || from == "" {
		return nil
	}
	rate, ok := t[from]
	switch {
	case t == nil:
		return &enrich.Failure{Want: "a base currency of ISO 4217 that the provider has a rate of; unknown currency " + e.base}
	case !ok:
		return &enrich.Failure{Field: currency.String(), Value: payload.Some(from), Want: "a currency of ISO 4217 that the provider has a rate of; unknown currency"}
	}
	b, ok := appendConverted(w.Event.Grow(len(text)+32), text, rate, places(e.base))
	if !ok {
		return &enrich.Failure{Field: amount.String(), Value: payload.Some(text), Want: "a number"}
	}
	w.Event.Set(base, w.Event.Done(b))
	return nil
}

package currency

import (
	"context"
	"errors"
	"math/big"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/lookup"
	"github.com/camonica/camonica/jsondoc"
)

const (
	host    = "https://openexchangerates.org"
	timeout = 10 * time.Second

	// dollar is the currency that rates are given for.
	dollar = "USD"

	// inversePlaces is how exactly the inverse of a rate is taken.
	inversePlaces = 6
)

// A table has a rate for each currency: as it comes, the units for a dollar.
type table map[string]*big.Rat

// ask requests the rates of a day and makes them those toward the base currency.
func (e *Enrichment) ask(ctx context.Context, day string) (table, int, error) {
	a, err := e.client.Do(ctx, &lookup.Request{Method: http.MethodGet, URL: host + "/api/historical/" + day + ".json" + e.query, Timeout: timeout})
	var failed *lookup.RequestError
	switch {
	case errors.As(err, &failed), errors.Is(err, lookup.ErrTooLong):
		return nil, 0, &enrich.Failure{Want: "the provider of rates to answer; " + err.Error()}
	case err != nil:
		return nil, 0, err
	}
	var d jsondoc.Doc
	parsed := d.Parse(a.Body, jsondoc.DefaultDepth) == nil
	rates := d.Root().Get("rates")
	if !a.OK() || !parsed || rates.Kind() != jsondoc.Object {
		want := "the provider to have rates of the day; its answer has status " + strconv.Itoa(a.Status)
		if m := d.Root().Get("message").Text(); parsed && isCode(m) {
			want += ", " + m
		}
		return nil, 0, &enrich.Failure{Want: want}
	}
	t, size := table{}, 0
	for name, n := range rates.Members() {
		if r, ok := new(big.Rat).SetString(n.Number()); ok && r.Sign() > 0 {
			t[strings.Clone(name)] = r
			size += 200
		}
	}
	return t.toward(e.base), size, nil
}

// isCode tells whether the provider's message is one of its codes, such as
// invalid_app_id, and not a text that may repeat what it was asked.
func isCode(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// toward returns what amounts of each currency are multiplied with to give the
// base currency; nil if the base currency is unknown.
func (t table) toward(base string) table {
	target, ok := t.of(base)
	if !ok {
		return nil
	}
	rates := table{dollar: target}
	for name := range t {
		if source, ok := t.of(name); ok && name != dollar {
			rates[name] = new(big.Rat).Mul(round(new(big.Rat).Inv(source), inversePlaces), target)
		}
	}
	rates[base] = one
	return rates
}

var one = big.NewRat(1, 1)

func (t table) of(currency string) (*big.Rat, bool) {
	if !known(currency) {
		return nil, false
	}
	if currency == dollar {
		return one, true
	}
	r, ok := t[currency]
	return r, ok
}

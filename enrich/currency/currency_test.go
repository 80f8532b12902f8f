package currency_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/currency"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/lookup"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/jsondoc"
)

// provider answers requests without a network.
type provider struct {
	status int
	body   string
	calls  atomic.Int32
	asked  atomic.Value
}

func (p *provider) RoundTrip(r *http.Request) (*http.Response, error) {
	p.calls.Add(1)
	p.asked.Store(r.URL.String())
	return &http.Response{StatusCode: p.status, Body: io.NopCloser(strings.NewReader(p.body)), Header: http.Header{}, Request: r}, nil
}

func build(t testing.TB, p *provider, base string) enrich.Enrichment {
	t.Helper()
	var d jsondoc.Doc
	if err := d.Parse([]byte(`{"parameters":{"accountType":"ENTERPRISE","apiKey":"key-of-ours","baseCurrency":"`+base+`","rateAt":"EOD_PRIOR"}}`), 9); err != nil {
		t.Fatal(err)
	}
	s, err := currency.NewWithClient(&settings.Config{Data: d.Root()}, lookup.NewClient(p))
	if err != nil {
		t.Fatal(err)
	}
	return s.Enrichment
}

func order(total, in string) enrichtest.Input {
	return enrichtest.Input{Columns: map[string]string{"collector_tstamp": "2018-07-18 23:59:59.999", "tr_total": total, "tr_currency": in}}
}

func TestSuite(t *testing.T) {
	p := &provider{status: 200, body: `{"base":"USD","rates":{"USD":1,"EUR":0.858955,"GBP":0.765183,"ZZZ":2}}`}
	e := build(t, p, "EUR")
	enrichtest.Run(t, e, []enrichtest.Input{order("11.00", "GBP"), order("7.77", "ZZZ"), order("1.5", "EUR")}, []string{"ZZZ", "7.77", "key-of-ours"}, 60)
	if n := p.calls.Load(); n != 1 {
		t.Errorf("%d requests for one day", n)
	}
	if got := p.asked.Load(); got != "https://openexchangerates.org/api/historical/2018-07-18.json?app_id=key-of-ours&base=USD" {
		t.Errorf("asked %s", got)
	}
}

func TestRounding(t *testing.T) {
	p := &provider{status: 200, body: `{"rates":{"EUR":0.5,"JPY":100,"BHD":0.4}}`}
	f := func(total, from, base, want string) {
		t.Helper()
		in := order(total, from)
		r := enrichtest.NewWork(0).Run(build(t, p, base), &in)
		if r.Err != nil || r.Columns["tr_total_base"] != want || r.Columns["base_currency"] != base {
			t.Errorf("%s %s = %q %s (%v), want %q", total, from, r.Columns["tr_total_base"], base, r.Err, want)
		}
	}
	f("-0.125", "EUR", "EUR", "-0.12")
	f("-0.375", "EUR", "EUR", "-0.38")
	f("0.5", "JPY", "JPY", "0")
	f("1.5", "JPY", "JPY", "2")
	f("1", "USD", "BHD", "0.400")
	f("10", "EUR", "USD", "20.00")
	f("1e3", "USD", "JPY", "100000")
}

func TestRefusals(t *testing.T) {
	f := func(p *provider, in enrichtest.Input, want string) {
		t.Helper()
		var failure *enrich.Failure
		if r := enrichtest.NewWork(0).Run(build(t, p, "EUR"), &in); !errors.As(r.Err, &failure) || !strings.Contains(failure.Want, want) {
			t.Errorf("got %v, want %s", r.Err, want)
		}
	}
	good := &provider{status: 200, body: `{"rates":{"EUR":0.5}}`}
	f(&provider{status: 401, body: `{"error":true,"message":"invalid_app_id"}`}, order("1", "GBP"), "401, invalid_app_id")
	f(&provider{status: 200, body: `rates`}, order("1", "GBP"), "rates of the day")
	f(good, order("1", "GBP"), "unknown currency")
	f(good, order("NaN", "EUR"), "a number")
	old := order("1", "EUR")
	old.Columns["collector_tstamp"] = "1998-12-31 23:59:59.999"
	f(good, old, "no rates")
	future := order("1", "EUR")
	future.Columns["collector_tstamp"] = time.Now().Add(48 * time.Hour).UTC().Format("2006-01-02 15:04:05.000")
	f(good, future, "no rates")
	f(good, enrichtest.Input{}, "collector timestamp missing")
}

func BenchmarkFourAmounts(b *testing.B) {
	p := &provider{status: 200, body: `{"rates":{"EUR":0.858955,"GBP":0.765183}}`}
	e := build(b, p, "EUR")
	in := order("11.00", "GBP")
	in.Columns["tr_tax"], in.Columns["tr_shipping"], in.Columns["ti_price"], in.Columns["ti_currency"] = "2.67", "0.00", "12.99", "GBP"
	w := enrichtest.NewWork(0)
	b.ReportAllocs()
	for b.Loop() {
		w.Set(&in)
		if err := e.Enrich(b.Context(), &w.Work); err != nil {
			b.Fatal(err)
		}
	}
}

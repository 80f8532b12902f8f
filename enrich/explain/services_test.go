package explain_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/apirequest"
	"github.com/camonica/camonica/enrich/currency"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/lookup"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/enrich/sqlquery"
	"github.com/camonica/camonica/enrich/weather"
	"github.com/camonica/camonica/jsondoc"
)

// A service is what an enrichment asks: a server or a database. It has no answer to
// what holds the text "down".
type service struct {
	answer string
	asked  int
}

func (s *service) RoundTrip(r *http.Request) (*http.Response, error) {
	s.asked++
	status := http.StatusOK
	if strings.Contains(r.URL.String(), "down") {
		status = http.StatusNotFound
	}
	return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(s.answer)), Request: r}, nil
}

func (s *service) Query(_ context.Context, args []any) (*sqlquery.Rows, error) {
	s.asked++
	if args[0] == "down" {
		return nil, errors.New("no luck")
	}
	return &sqlquery.Rows{Columns: []string{"a"}, Values: [][]sqlquery.Value{{{}}}}, nil
}

func (s *service) Close() error { return nil }

// client returns a client of the service.
func (s *service) client() *lookup.Client { return lookup.NewClient(s) }

func config(t *testing.T, parameters string) *settings.Config {
	t.Helper()
	var d jsondoc.Doc
	if err := d.Parse([]byte(`{"parameters":`+parameters+`}`), jsondoc.DefaultDepth); err != nil {
		t.Fatal(err)
	}
	return &settings.Config{Data: d.Root()}
}

// asks checks what an enrichment that calls a service says of an event before and
// after it was enriched: of the answer, and that explaining asked nothing.
func (s *service) asks(t *testing.T, e enrich.Enrichment, in enrichtest.Input, reads int, note, after string) {
	t.Helper()
	before := s.asked
	check(t, e, in, reads, note+"asked, as no answer is kept")
	if s.asked != before {
		t.Errorf("%+v: explaining asks the service", in)
	}
	_ = enrichtest.NewWork(0).Run(e, &in)
	if s.asked != before+1 {
		t.Errorf("%+v: asked %d times, want 1", in, s.asked-before)
	}
	check(t, e, in, reads, note+"not asked, as "+after)
	if s.asked != before+1 {
		t.Errorf("%+v: explaining asks the service", in)
	}
}

const (
	kept   = "its answer is kept"
	failed = "it failed a short while ago"
)

const (
	user = `"pojo":{"field":"user_id"}`
	sku  = `"json":{"field":"contexts","schemaCriterion":"iglu:com.acme/item/jsonschema/1-*-*","jsonPath":"$.sku"}`
	shop = `"json":{"field":"derived_contexts","schemaCriterion":"iglu:com.acme/shop/jsonschema/1-0-0","jsonPath":"$.id"}`

	userKey, skuKey, shopKey = `{"key":"user",` + user + `}`, `{"key":"sku",` + sku + `}`, `{"key":"shop",` + shop + `}`
)

func first(input string) string  { return `{"placeholder":1,` + input + `}` }
func second(input string) string { return `{"placeholder":2,` + input + `}` }

func item(user, data string) enrichtest.Input {
	return columns("user_id", user, "contexts", `{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1","data":[`+
		`{"schema":"iglu:com.acme/item/jsonschema/1-0-2","data":`+data+`}]}`)
}

func TestExplainersOfAPIs(t *testing.T) {
	s := &service{answer: `{"r":1}`}
	api := func(inputs, path string) enrich.Enrichment {
		step, err := apirequest.NewWithClient(config(t, `{"inputs":[`+inputs+`],"api":{"http":{"method":"GET","uri":"https://api.acme.com/`+path+
			`","timeout":2000,"authentication":{}}},"outputs":[{"schema":"iglu:com.acme/u/jsonschema/1-0-0","json":{"jsonPath":"$.r"}}],"cache":{"size":100,"ttl":60}}`), s.client())
		if err != nil {
			t.Fatal(err)
		}
		return step.Enrichment
	}
	e := api(userKey+","+skuKey+","+shopKey, "{{user}}/{{sku}}/{{shop}}")
	check(t, e, columns(), 2, "the API is not asked, as no input was found; user: column user_id is empty; "+
		"sku: contexts has no iglu:com.acme/item/jsonschema/1-*-*; shop: derived_contexts has no iglu:com.acme/shop/jsonschema/1-0-0")
	shops := with(item("anna", `{}`), "iglu:com.acme/shop/jsonschema/1-0-0", `{"id":7}`)
	check(t, e, shops, 2, "the API is not asked, as an input is missing; sku: $.sku in iglu:com.acme/item/jsonschema/1-*-* of contexts finds nothing")
	found := "every input was found: the API is "
	s.asks(t, e, with(item("anna", `{"sku":["a","b"]}`), "iglu:com.acme/shop/jsonschema/1-0-0", `{"id":7}`), 2, found, kept)
	s.asks(t, api(userKey, "{{user}}"), columns("user_id", "down"), 1, found, failed)
	check(t, api(userKey, "{{user}}/{{none}}"), columns("user_id", "anna"), 1, "the API is not asked, as its address has braces that no input fills")
	check(t, api(`{"key":"user","pojo":{"field":"user"}}`, "a"), columns(), 0, "an input of the configuration names what cannot be: the API is not asked")
}

func TestExplainersOfDatabases(t *testing.T) {
	s := &service{}
	sql := func(inputs, statement string) enrich.Enrichment {
		step, err := sqlquery.NewWithDatabase(config(t, `{"inputs":[`+inputs+`],"query":{"sql":"`+statement+`"},"output":{"expectedRows":"EXACTLY_ONE",`+
			`"json":{"schema":"iglu:com.acme/u/jsonschema/1-0-0","describes":"ALL_ROWS","propertyNames":"AS_IS"}},"cache":{"size":100,"ttl":60}}`), s)
		if err != nil {
			t.Fatal(err)
		}
		return step.Enrichment
	}
	const two = "SELECT 1 WHERE a = ? AND b = ?"
	e := sql(first(user)+","+second(sku), two)
	check(t, e, columns(), 2, "the database is not asked, as no input was found; placeholder 1: column user_id is empty; "+
		"placeholder 2: contexts has no iglu:com.acme/item/jsonschema/1-*-*")
	check(t, e, item("anna", `{"sku":["a","b"]}`), 2, "the database is not asked, as an input is missing; "+
		"placeholder 2: $.sku in iglu:com.acme/item/jsonschema/1-*-* of contexts finds something that is not one text, number or boolean")
	found := "every placeholder has a value: the database is "
	s.asks(t, e, item("anna", `{"sku":"a"}`), 2, found, kept)
	s.asks(t, e, item("down", `{"sku":"a"}`), 2, found, failed)
	check(t, sql(first(user), two), columns("user_id", "anna"), 1,
		"the database is not asked, as an input is missing; placeholder 2: the configuration has no input for it")
	check(t, sql(first(user)+","+second(user), "SELECT 1 WHERE a = ?"), columns("user_id", "anna"), 1,
		"the database is not asked, as an input is for placeholder 2 and the statement has 1")
	check(t, sql(first(`"pojo":{"field":"user"}`), "SELECT 1"), columns(), 0, "an input of the configuration names what cannot be: the database is not asked")
}

func TestExplainersOfRatesAndWeather(t *testing.T) {
	s := &service{answer: `{"rates":{"EUR":0.9,"GBP":0.8}}`}
	step, err := currency.NewWithClient(config(t, `{"accountType":"DEVELOPER","apiKey":"k","baseCurrency":"EUR","rateAt":"EOD_PRIOR"}`), s.client())
	if err != nil {
		t.Fatal(err)
	}
	at := func(day string, pairs ...string) enrichtest.Input {
		return columns(append(pairs, "collector_tstamp", day+" 07:08:09.000")...)
	}
	check(t, step.Enrichment, columns("tr_total", "1", "tr_currency", "GBP"), 7, "the event has no time of the collector")
	check(t, step.Enrichment, at("2024-05-06"), 7, "the event has no amount")
	check(t, step.Enrichment, at("2024-05-06", "tr_total", "1", "ti_currency", "GBP"), 7, "the event has no currency of its amount")
	check(t, step.Enrichment, at("1998-12-31", "tr_total", "1", "tr_currency", "GBP"), 7, "the provider has no rates of the event's day")
	const provider = "; for rates of the day the provider is "
	s.asks(t, step.Enrichment, at("2024-05-06", "tr_total", "1", "tr_currency", "EUR"), 7, "1 amount in the base currency itself"+provider, kept)
	s.asks(t, step.Enrichment, at("2024-05-07", "tr_total", "1", "tr_tax", "2", "tr_currency", "GBP"), 7, "2 amounts in another currency than the base currency"+provider, kept)
	s.answer = "{}"
	s.asks(t, step.Enrichment, at("2024-05-08", "tr_total", "1", "tr_currency", "GBP", "ti_price", "1", "ti_currency", "EUR"), 7,
		"2 amounts, 1 of them in another currency than the base currency"+provider, failed)

	s.answer = `{"list":[{"dt":1714979289,"main":{},"clouds":{}}]}`
	step, err = weather.NewWithClient(config(t, `{"apiKey":"k","cacheSize":100,"geoPrecision":2,"apiHost":"history.openweathermap.org","timeout":5}`), s.client())
	if err != nil {
		t.Fatal(err)
	}
	place := func(lat, tstamp string) enrichtest.Input {
		return columns("geo_latitude", lat, "geo_longitude", "3.5", "derived_tstamp", tstamp)
	}
	check(t, step.Enrichment, columns("geo_latitude", "1", "derived_tstamp", "2024-05-06 07:08:09.000"), 3, "the event has no latitude and longitude")
	check(t, step.Enrichment, place("north", "2024-05-06 07:08:09.000"), 3, "the event has no latitude and longitude")
	check(t, step.Enrichment, place("1", ""), 3, "the event has no derived_tstamp")
	s.asks(t, step.Enrichment, place("1", "2024-05-06 07:08:09.000"), 3, "for the day and the place the service is ", kept)
	s.answer = "no JSON"
	s.asks(t, step.Enrichment, place("2", "2024-05-06 07:08:09.000"), 3, "for the day and the place the service is ", failed)
}

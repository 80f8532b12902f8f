package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/apirequest"
	"github.com/camonica/camonica/enrich/currency"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/lookup"
	"github.com/camonica/camonica/enrich/sqlquery"
	"github.com/camonica/camonica/enrich/weather"
	"github.com/camonica/camonica/event"
)

func init() {
	register("enrichment-api-request", runAPIRequest)
	register("enrichment-sql-query", runSQLQuery)
	register("enrichment-weather", runWeather)
	register("enrichment-currency-conversion", runCurrency)
}

// transport answers requests without a network and notes them.
type transport struct {
	requests []*http.Request
	bodies   []string
	answer   func(n int, r *http.Request) (status int, body string, err error)
}

func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	t.requests, t.bodies = append(t.requests, r), append(t.bodies, string(body))
	status, text, err := t.answer(len(t.requests), r)
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader([]byte(text))), Request: r}, nil
}

// timeoutError is what a transport gives when the time is over.
type timeoutError struct{ error }

func (timeoutError) Timeout() bool { return true }

// lookupInput is the event that lookups see.
type lookupInput struct {
	Event struct {
		Fields          map[string]any
		Contexts        []selfDescribing
		UnstructEvent   *selfDescribing  `json:"unstruct_event"`
		DerivedContexts []selfDescribing `json:"derived_contexts"`
	}
	Times      int
	APIAnswers []struct {
		Status *int
		Body   string
	} `json:"api_answers"`
	DatabaseAnswer struct {
		Columns []string
		Rows    [][]any
		Error   *string
	} `json:"database_answer"`
}

func (in *lookupInput) event() (*enrichtest.Input, error) {
	out := &enrichtest.Input{Columns: columnTexts(in.Event.Fields)}
	wrap := func(column, schema string, data any) error {
		b, err := json.Marshal(map[string]any{"schema": "iglu:com.snowplowanalytics.snowplow/" + schema, "data": data})
		out.Columns[column] = string(b)
		return err
	}
	if len(in.Event.Contexts) > 0 {
		if err := wrap("contexts", "contexts/jsonschema/1-0-1", in.Event.Contexts); err != nil {
			return nil, err
		}
	}
	if in.Event.UnstructEvent != nil {
		if err := wrap("unstruct_event", "unstruct_event/jsonschema/1-0-0", in.Event.UnstructEvent); err != nil {
			return nil, err
		}
	}
	for _, d := range in.Event.DerivedContexts {
		out.Derived = append(out.Derived, event.Entity{Schema: d.Schema, Data: string(d.Data), Rank: enrich.RankWeather})
	}
	return out, nil
}

// runTimes enriches identical events and compares each with what is wanted.
func runTimes(e enrich.Enrichment, in *lookupInput, contexts []selfDescribing, want *string, phrases map[string]string) error {
	ev, err := in.event()
	if err != nil {
		return err
	}
	w := enrichtest.NewWork(0)
	for range max(in.Times, 1) {
		r := w.Run(e, ev)
		if err := compareFailureKind(want, r.Err, phrases); err != nil {
			return err
		}
		if err := compareEntities(contexts, r.Derived[len(in.Event.DerivedContexts):]); err != nil {
			return err
		}
	}
	return nil
}

func runAPIRequest(_ *testing.T, _ *topicFile, c *testCase) error {
	b, ok := c.want()
	if !ok {
		return errDeviation
	}
	var parameters map[string]any
	var in lookupInput
	var want struct {
		Requests []struct {
			Method, URL string
			BasicAuth   *string `json:"basic_auth"`
			Body        *string
		}
		Contexts []selfDescribing
		Error    *string
	}
	if err := errors.Join(decode(c.Config, &parameters), decode(c.Input, &in), decode(b, &want)); err != nil {
		return err
	}
	delete(parameters, "behaviour")
	s, err := settingsOf(map[string]any{"parameters": parameters})
	if err != nil {
		return err
	}
	t := &transport{answer: func(n int, _ *http.Request) (int, string, error) {
		a := in.APIAnswers[min(n, len(in.APIAnswers))-1]
		if a.Status == nil {
			return 0, "", errors.New("no connection")
		}
		return *a.Status, a.Body, nil
	}}
	step, err := apirequest.NewWithClient(s, lookup.NewClient(t))
	if err != nil {
		return err
	}
	err = runTimes(step.Enrichment, &in, want.Contexts, want.Error, map[string]string{
		"names the JSON path": "does not compile", "names the unknown event field": "unknown event field",
		"names the output path": "something at $", "answer is not JSON": "not JSON", "request failed": "request failed", "names the status": "has status ",
	})
	if err != nil {
		return err
	}
	var got, wanted []string
	for i, r := range t.requests {
		auth := "null"
		if user, password, ok := r.BasicAuth(); ok {
			auth = user + ":" + password
		}
		one := r.Method + " " + r.URL.String() + " " + auth + " " + canonicalOrEmpty(t.bodies[i])
		if len(got) > 0 && got[len(got)-1] == one {
			continue // again, after a failure
		}
		got = append(got, one)
	}
	for _, r := range want.Requests {
		auth, body := "null", ""
		if r.BasicAuth != nil {
			auth = *r.BasicAuth
		}
		if r.Body != nil {
			body = canonicalOrEmpty(*r.Body)
		}
		one := r.Method + " " + r.URL + " " + auth + " " + body
		if len(wanted) > 0 && wanted[len(wanted)-1] == one {
			continue
		}
		wanted = append(wanted, one)
	}
	if fmt.Sprint(got) != fmt.Sprint(wanted) {
		return fmt.Errorf("requests %s, want %s", got, wanted)
	}
	return nil
}

func canonicalOrEmpty(s string) string {
	if s == "" {
		return ""
	}
	return canonicalJSON([]byte(s))
}

// fakeDatabase gives the answer of a case.
type fakeDatabase struct {
	in      *lookupInput
	queries int
	args    []any
}

func (d *fakeDatabase) Close() error { return nil }

func (d *fakeDatabase) Query(_ context.Context, args []any) (*sqlquery.Rows, error) {
	d.queries++
	d.args = append([]any(nil), args...)
	a := &d.in.DatabaseAnswer
	if a.Error != nil {
		return nil, errors.New(*a.Error)
	}
	rows := &sqlquery.Rows{Columns: a.Columns}
	for _, r := range a.Rows {
		var row []sqlquery.Value
		for _, v := range r {
			row = append(row, cell(v))
		}
		rows.Values = append(rows.Values, row)
	}
	return rows, nil
}

func cell(v any) sqlquery.Value {
	switch v := v.(type) {
	case nil:
		return sqlquery.Value{}
	case bool:
		return sqlquery.Value{Kind: sqlquery.Bool, Text: strconv.FormatBool(v)}
	case json.Number:
		return sqlquery.Value{Kind: sqlquery.Number, Text: v.String()}
	case string:
		return sqlquery.Value{Kind: sqlquery.Text, Text: v}
	}
	b, _ := json.Marshal(v) // it was decoded from JSON
	return sqlquery.Value{Kind: sqlquery.Other, Text: string(b)}
}

func runSQLQuery(_ *testing.T, _ *topicFile, c *testCase) error {
	b, ok := c.want()
	if !ok {
		return errDeviation
	}
	var parameters map[string]any
	var in lookupInput
	var want struct {
		Parameters []struct {
			Type  string
			Value any
		}
		Queries  int
		Contexts []selfDescribing
		Error    *string
	}
	if err := errors.Join(decode(c.Config, &parameters), decode(c.Input, &in), decode(b, &want)); err != nil {
		return err
	}
	delete(parameters, "behaviour")
	s, err := settingsOf(map[string]any{"parameters": parameters})
	if err != nil {
		return err
	}
	db := &fakeDatabase{in: &in}
	step, err := sqlquery.NewWithDatabase(s, db)
	if err != nil {
		return err
	}
	err = runTimes(step.Enrichment, &in, want.Contexts, want.Error, map[string]string{
		"names the JSON path": "does not compile", "names the unknown event field": "unknown event field",
		"number of rows": "number of rows", "database error": "database error",
	})
	if err != nil {
		return err
	}
	if db.queries != want.Queries {
		return fmt.Errorf("%d queries, want %d", db.queries, want.Queries)
	}
	if len(db.args) != len(want.Parameters) {
		return fmt.Errorf("bound %v, want %v", db.args, want.Parameters)
	}
	for i, p := range want.Parameters {
		if got := boundText(db.args[i]); got != p.Type+" "+numberText(p.Value) {
			return fmt.Errorf("bound %s, want %s %v", got, p.Type, p.Value)
		}
	}
	return nil
}

// boundText shows a bound value and its type as the cases name them.
func boundText(v any) string {
	types := map[string]string{"int32": "int", "int64": "long", "float32": "float", "float64": "double", "bool": "boolean", "string": "string"}
	name := types[fmt.Sprintf("%T", v)]
	switch v := v.(type) {
	case float32:
		return name + " " + strconv.FormatFloat(float64(v), 'g', -1, 32)
	case float64:
		return name + " " + strconv.FormatFloat(v, 'g', -1, 64)
	}
	return name + " " + fmt.Sprint(v)
}

// numberText writes numbers with a fraction or an exponent in the shortest form.
func numberText(v any) string {
	n, ok := v.(json.Number)
	if !ok || !strings.ContainsAny(n.String(), ".eE") {
		return fmt.Sprint(v)
	}
	f, err := n.Float64()
	if err != nil {
		return n.String()
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

func runWeather(_ *testing.T, _ *topicFile, c *testCase) error {
	b, ok := c.want()
	if !ok {
		return errDeviation
	}
	var parameters map[string]any
	var in struct {
		Events []struct {
			Latitude, Longitude *json.Number
			Timestamp           *int64
		}
		ProviderAnswers []struct {
			DTs   []int64 `json:"dts"`
			Error *string
		} `json:"provider_answers"`
	}
	var want struct {
		Requests []struct {
			Latitude, Longitude string
			Start, End, Cnt     int64
		}
		Results []struct {
			DT    *int64 `json:"dt"`
			Error *string
		}
	}
	if err := errors.Join(decode(c.Config, &parameters), decode(c.Input, &in), decode(b, &want)); err != nil {
		return err
	}
	parameters["apiKey"], parameters["apiHost"] = "KEY", "history.openweathermap.org"
	delete(parameters, "schema")
	s, err := settingsOf(map[string]any{"parameters": parameters})
	if err != nil {
		return err
	}
	t := &transport{answer: func(n int, _ *http.Request) (int, string, error) {
		a := in.ProviderAnswers[min(n, len(in.ProviderAnswers))-1]
		if a.Error != nil {
			return weatherError(*a.Error)
		}
		var list []string
		for _, dt := range a.DTs {
			list = append(list, fmt.Sprintf(`{"dt":%d,"main":{"temp":1,"temp_min":1,"temp_max":1,"humidity":1,"pressure":1},"wind":{"speed":1,"deg":1},"clouds":{"all":1},"weather":[]}`, dt))
		}
		return http.StatusOK, `{"cod":"200","list":[` + strings.Join(list, ",") + `]}`, nil
	}}
	step, err := weather.NewWithClient(s, lookup.NewClient(t))
	if err != nil {
		return err
	}
	w := enrichtest.NewWork(0)
	for i, e := range in.Events {
		columns := map[string]string{}
		for name, v := range map[string]*json.Number{"geo_latitude": e.Latitude, "geo_longitude": e.Longitude} {
			if v != nil {
				columns[name] = v.String()
			}
		}
		if e.Timestamp != nil {
			columns["derived_tstamp"] = time.Unix(*e.Timestamp, 0).UTC().Format("2006-01-02 15:04:05.000")
		}
		r := w.Run(step.Enrichment, &enrichtest.Input{Columns: columns})
		err := compareFailureKind(want.Results[i].Error, r.Err, map[string]string{
			"no weather stamps": "no weather stamps", "timestamp must be positive": "timestamp must be positive", "authorization": "authorization",
			"timeout": "timeout", "parse": "parse error", "HTTP": "has status", "http": "has status",
		})
		if err != nil {
			return fmt.Errorf("event %d: %w", i, err)
		}
		if err := compareStamp(r.Derived, want.Results[i].DT); err != nil {
			return fmt.Errorf("event %d: %w", i, err)
		}
	}
	if len(t.requests) != len(want.Requests) {
		return fmt.Errorf("%d requests, want %d", len(t.requests), len(want.Requests))
	}
	for i, r := range want.Requests {
		q := t.requests[i].URL.Query()
		wanted := url.Values{"lat": {r.Latitude}, "lon": {r.Longitude}, "cnt": {strconv.FormatInt(r.Cnt, 10)}, "appid": {"KEY"},
			"start": {strconv.FormatInt(r.Start, 10)}, "end": {strconv.FormatInt(r.End, 10)}}
		if q.Encode() != wanted.Encode() || t.requests[i].URL.Path != "/data/2.5/history/city" {
			return fmt.Errorf("request %s, want %s", q.Encode(), wanted.Encode())
		}
	}
	return nil
}

func weatherError(kind string) (int, string, error) {
	switch {
	case strings.HasPrefix(kind, "authorization"):
		return http.StatusUnauthorized, `{"cod":401,"message":"Invalid API key"}`, nil
	case strings.HasPrefix(kind, "timeout"):
		return 0, "", timeoutError{errors.New("too late")}
	case strings.Contains(kind, "parse"), strings.Contains(kind, "JSON"):
		return http.StatusOK, "<html>", nil
	}
	return http.StatusInternalServerError, "", nil
}

func compareStamp(got []event.Entity, want *int64) error {
	if want == nil {
		if len(got) > 0 {
			return fmt.Errorf("got %v, want none", got)
		}
		return nil
	}
	at := time.Unix(*want, 0).UTC().Format("2006-01-02T15:04:05.000Z")
	if len(got) != 1 || !strings.HasPrefix(got[0].Data, `{"dt":"`+at+`"`) {
		return fmt.Errorf("got %v, want %s", got, at)
	}
	return nil
}

func runCurrency(_ *testing.T, _ *topicFile, c *testCase) error {
	b, ok := c.want()
	if !ok {
		return errDeviation
	}
	var parameters map[string]any
	var conf struct {
		Rates map[string]map[string]json.Number
	}
	var columns, want map[string]any
	if err := errors.Join(decode(c.Config, &parameters), decode(c.Config, &conf), decode(c.Input, &columns), decode(b, &want)); err != nil {
		return err
	}
	delete(parameters, "rates")
	delete(parameters, "schema")
	s, err := settingsOf(map[string]any{"parameters": parameters})
	if err != nil {
		return err
	}
	t := &transport{answer: func(_ int, r *http.Request) (int, string, error) {
		day := strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/api/historical/"), ".json")
		rates, ok := conf.Rates[day]
		if !ok {
			return http.StatusBadRequest, `{"error":true,"status":400,"message":"not_available"}`, nil
		}
		body, err := json.Marshal(map[string]any{"base": "USD", "rates": rates})
		return http.StatusOK, string(body), err
	}}
	step, err := currency.NewWithClient(s, lookup.NewClient(t))
	if err != nil {
		return err
	}
	r := enrichtest.NewWork(0).Run(step.Enrichment, &enrichtest.Input{Columns: columnTexts(columns)})
	var wantError *string
	if text, ok := want["error"].(string); ok {
		wantError = &text
	}
	err = compareFailureKind(wantError, r.Err, map[string]string{
		"unknown currency": "unknown currency", "collector timestamp missing": "collector timestamp missing", "no rates for that date": "no rates for that date", "provider": "provider",
	})
	if err != nil {
		return err
	}
	for name, v := range want {
		if strings.HasSuffix(name, "_base") || name == "base_currency" {
			if text, _ := v.(string); r.Columns[name] != text {
				return fmt.Errorf("%s = %q, want %q", name, r.Columns[name], text)
			}
		}
	}
	got := ""
	if len(t.requests) > 0 {
		got = t.requests[0].URL.RequestURI()
	}
	if request, _ := want["request"].(string); got != request {
		return fmt.Errorf("request %q, want %q", got, request)
	}
	return nil
}

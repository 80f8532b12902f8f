package sqlquery_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/enrich/sqlquery"
	"github.com/camonica/camonica/jsondoc"
)

// fake is a database of one table that is a function.
type fake func(args []any) (*sqlquery.Rows, error)

func (fake) Close() error { return nil }
func (f fake) Query(_ context.Context, args []any) (*sqlquery.Rows, error) {
	return f(args)
}

func config(t *testing.T, parameters string) *settings.Config {
	t.Helper()
	var d jsondoc.Doc
	if err := d.Parse([]byte(`{"parameters":`+parameters+`}`), jsondoc.DefaultDepth); err != nil {
		t.Fatal(err)
	}
	return &settings.Config{Data: d.Root()}
}

func parameters(more string) string {
	return `{"inputs":[{"placeholder":1,"pojo":{"field":"user_id"}}],"query":{"sql":"SELECT 1 WHERE a = ?"},` + more +
		`"output":{"expectedRows":"EXACTLY_ONE","json":{"schema":"iglu:com.acme/u/jsonschema/1-0-0","describes":"ALL_ROWS","propertyNames":"AS_IS"}},"cache":{"size":100,"ttl":60}}`
}

func build(t *testing.T, more string, f fake) enrich.Enrichment {
	t.Helper()
	s, err := sqlquery.NewWithDatabase(config(t, parameters(more)), f)
	if err != nil {
		t.Fatal(err)
	}
	return s.Enrichment
}

func TestSuite(t *testing.T) {
	e := build(t, "", func(args []any) (*sqlquery.Rows, error) {
		if args[0] == "down-for-anna" {
			return nil, errors.New("no such table for down-for-anna")
		}
		return &sqlquery.Rows{
			Columns: []string{"a", "b", "c", "d", "e", "f"},
			Values: [][]sqlquery.Value{{
				{}, {Kind: sqlquery.Number, Text: "NaN"}, {Kind: sqlquery.Date, Text: "2024-02-29"},
				{Kind: sqlquery.Other, Text: "10.0"}, {Kind: sqlquery.Other, Text: "{1,2}"}, {Kind: sqlquery.Text, Text: "10"},
			}},
		}, nil
	})
	one := enrichtest.Input{Columns: map[string]string{"user_id": "u1"}}
	enrichtest.Run(t, e, []enrichtest.Input{one, {Columns: map[string]string{"user_id": "down-for-anna"}}}, []string{"anna"}, 12)
	r := enrichtest.NewWork(0).Run(e, &one)
	const want = `{"a":null,"b":"NaN","c":"2024-02-29T00:00:00.000Z","d":10.0,"e":"{1,2}","f":"10"}`
	if r.Err != nil || len(r.Derived) != 1 || r.Derived[0].Data != want {
		t.Errorf("%+v", r)
	}
}

func TestEqualPropertiesAreRefused(t *testing.T) {
	e := build(t, "", func([]any) (*sqlquery.Rows, error) {
		return &sqlquery.Rows{Columns: []string{"n", "n"}, Values: [][]sqlquery.Value{{{}, {}}}}, nil
	})
	r := enrichtest.NewWork(0).Run(e, &enrichtest.Input{Columns: map[string]string{"user_id": "u1"}})
	var f *enrich.Failure
	if !errors.As(r.Err, &f) || !strings.Contains(f.Want, "different names") {
		t.Errorf("got %v", r.Err)
	}
}

func TestPlainConnectionsAreRefusedWithEncryption(t *testing.T) {
	f := func(host string, tls, refused bool) {
		t.Helper()
		c := config(t, parameters(fmt.Sprintf(`"database":{"mysql":{"host":"%s","port":3306,"sslMode":%t,"username":"u","password":"p","database":"d"}},`, host, tls)))
		c.TLSOnly = true
		s, err := sqlquery.New(context.Background(), c)
		var p *settings.Problem
		if errors.As(err, &p) != refused {
			t.Errorf("%s, sslMode %t: got %v, want refused %t", host, tls, err, refused)
		}
		if err == nil {
			_ = s.Enrichment.(io.Closer).Close()
		}
	}
	f("db.acme.com", true, false)
	f("db.acme.com", false, true)
	f("127.0.0.1", false, false)
}

func TestErrorsIgnored(t *testing.T) {
	e := build(t, `"ignoreOnError":true,`, func([]any) (*sqlquery.Rows, error) { return nil, errors.New("down") })
	r := enrichtest.NewWork(0).Run(e, &enrichtest.Input{Columns: map[string]string{"user_id": "u1"}})
	if r.Err != nil || len(r.Derived) != 0 {
		t.Errorf("%+v", r)
	}
}

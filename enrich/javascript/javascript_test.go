package javascript_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/javascript"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

func build(t testing.TB, script, config string) (enrich.Step, error) {
	t.Helper()
	text, err := json.Marshal(base64.URLEncoding.EncodeToString([]byte(script)))
	if err != nil {
		t.Fatal(err)
	}
	params := `{"parameters":{"script":` + string(text)
	if config != "" {
		params += `,"config":` + config
	}
	var d jsondoc.Doc
	if err := d.Parse([]byte(params+"}}"), jsondoc.DefaultDepth); err != nil {
		t.Fatal(err)
	}
	return javascript.New(context.Background(), &settings.Config{Data: d.Root()})
}

func mustBuild(t testing.TB, script, config string) enrich.Enrichment {
	t.Helper()
	s, err := build(t, script, config)
	if err != nil {
		t.Fatal(err)
	}
	return s.Enrichment
}

func run(t testing.TB, script string, columns map[string]string) enrichtest.Result {
	t.Helper()
	return enrichtest.NewWork(0).Run(mustBuild(t, "function process(event, params, headers) {"+script+"}", ""), &enrichtest.Input{Columns: columns})
}

func TestSuite(t *testing.T) {
	e := mustBuild(t, `function process(event, params) {
		count = typeof count === 'undefined' ? 1 : count + 1; // not declared: must not live on
		if (event.getUser_id() == 'secret-bob') throw 'no ' + event.getUser_id();
		event.setApp_id(event.getPlatform() + params.suffix + count);
		return [{schema: 'iglu:com.acme/foo/jsonschema/1-0-0', data: {v: event.getBr_viewwidth()}}];
	}`, `{"suffix":"-x"}`)
	enrichtest.Run(t, e, []enrichtest.Input{
		{Columns: map[string]string{"platform": "web", "br_viewwidth": "800"}},
		{Columns: map[string]string{"user_id": "secret-bob"}},
	}, []string{"secret-bob"}, 400)
}

func TestSetters(t *testing.T) {
	f := func(script, column, want string) {
		t.Helper()
		r := run(t, script, nil)
		if r.Err != nil {
			t.Errorf("%s: %v", script, r.Err)
		}
		if got := r.Columns[column]; got != want {
			t.Errorf("%s: %s = %q, want %q", script, column, got, want)
		}
	}
	f("event.setApp_id(42)", "app_id", "42")
	f("event.setApp_id(undefined)", "app_id", "")
	f("event.setBr_viewwidth('800')", "br_viewwidth", "800")
	f("event.setBr_viewwidth(800.7)", "br_viewwidth", "800")
	f("event.setBr_cookies(true)", "br_cookies", "1")
	f("event.setGeo_latitude(1e-5)", "geo_latitude", "0.00001")
	f("event.setTr_total('10.50')", "tr_total", "10.50")
	f("event.setTr_total(1e21)", "tr_total", "1000000000000000000000")
	f("event.setDvce_sent_tstamp('2024-01-31 23:59:59.999')", "dvce_sent_tstamp", "2024-01-31 23:59:59.999")
	f("event.setContexts('{ \"a\": 1 }')", "contexts", `{"a":1}`)
	f("event.setDerived_contexts('x')", "derived_contexts", "")
}

func TestSettersRefuse(t *testing.T) {
	f := func(script, column string) {
		t.Helper()
		var failure *enrich.Failure
		if r := run(t, script, nil); !errors.As(r.Err, &failure) || failure.Field != column {
			t.Errorf("%s: got %v, want a failure of %s", script, r.Err, column)
		}
	}
	f("event.setBr_viewwidth('wide')", "br_viewwidth")
	f("event.setBr_viewwidth(3e10)", "br_viewwidth")
	f("event.setBr_cookies(2)", "br_cookies")
	f("event.setTr_total('much')", "tr_total")
	f("event.setDvce_sent_tstamp('today')", "dvce_sent_tstamp")
	f("event.setUnstruct_event('{')", "unstruct_event")
	f("try { event.setBr_cookies(2) } catch (e) { throw e }", "br_cookies")
	f("event.setNo_such_column(1)", "script")
}

func TestGetters(t *testing.T) {
	r := run(t, `return [{schema: 'iglu:a/b/jsonschema/1-0-0', data: [
		event.getBr_viewwidth() + 1, event.getTr_total(), event.getTxn_id(), event.getUser_id(), event.getBr_cookies(),
		event.getApp_id().equals('x'), event.getApp_id().matches('x'), new String(event.getApp_id().toUpperCase())
	]}]`, map[string]string{"br_viewwidth": "7", "tr_total": "1.50", "txn_id": "3", "br_cookies": "1", "app_id": "x"})
	if r.Err != nil || len(r.Derived) != 1 || r.Derived[0].Data != `[8,"1.50","3",null,1,true,true,"X"]` {
		t.Errorf("%+v", r)
	}
}

func TestEraseDerived(t *testing.T) {
	in := enrichtest.Input{Derived: []event.Entity{
		{Schema: "iglu:a/b/jsonschema/1-0-0", Data: "{}", Rank: enrich.RankIAB},
		{Schema: "iglu:a/info/jsonschema/1-0-0", Data: "{}", Rank: enrich.RankValidationInfo},
	}}
	e := mustBuild(t, `function process(event) {
		var n = JSON.parse(event.getDerived_contexts()).data.length;
		event.eraseDerived_contexts();
		return [{schema: 'iglu:a/c/jsonschema/1-0-0', data: n}];
	}`, "")
	r := enrichtest.NewWork(0).Run(e, &in)
	if r.Err != nil || len(r.Derived) != 2 || r.Derived[0].Schema != "iglu:a/info/jsonschema/1-0-0" || r.Derived[1].Data != "2" {
		t.Errorf("%+v", r)
	}
}

func TestScriptsCannotReachOut(t *testing.T) {
	for _, name := range []string{"require", "Java", "Packages", "fetch", "XMLHttpRequest", "setTimeout", "console", "ArrayBuffer"} {
		if r := run(t, "if (typeof "+name+" !== 'undefined') throw 1", nil); r.Err != nil {
			t.Errorf("%s can be reached", name)
		}
	}
}

func TestLimits(t *testing.T) {
	f := func(script string) {
		t.Helper()
		e := mustBuild(t, "function process(event) { if (event.getApp_id()) {"+script+"} event.setPlatform('ok') }", "")
		w := enrichtest.NewWork(0)
		if r := w.Run(e, &enrichtest.Input{Columns: map[string]string{"app_id": "a"}}); r.Err == nil {
			t.Errorf("%s: no error", script)
		}
		if r := w.Run(e, &enrichtest.Input{}); r.Err != nil || r.Columns["platform"] != "ok" {
			t.Errorf("%s: the event after it: %+v", script, r)
		}
	}
	f("(function f() { f() })()")
	f("'x'.repeat(1e9)")
	f("''.padEnd(1e9)")
	if testing.Short() {
		return
	}
	f("for (;;) {}")
	f("try { for (;;) {} } finally { for (;;) {} }")
	f("var a = []; for (;;) a.push('x'.repeat(1e6) + a.length)")
	f(`/^(a+)+$(?=b)/.test('a'.repeat(40) + '!'); for (;;) {}`)
}

func TestConfigurations(t *testing.T) {
	f := func(script string) {
		t.Helper()
		var p *settings.Problem
		if _, err := build(t, script, ""); !errors.As(err, &p) || p.Pointer != "/data/parameters/script" {
			t.Errorf("%q: got %v, want a problem of the script", script, err)
		}
	}
	f("[")
	f("} function x() {")
	f("return 1")
}

func TestTopLevelForms(t *testing.T) {
	for _, script := range []string{
		"const process = (event) => { event.setApp_id('y') }",
		"process = function(event) { event.setApp_id('y') }",
		"this.process = function(event) { event.setApp_id('y') } // last line",
		"'use strict'; let process = function(event) { event.setApp_id('y') }",
		"function process(event) { helper(event) } function helper(e) { e.setApp_id('y') }",
	} {
		r := enrichtest.NewWork(0).Run(mustBuild(t, script, ""), &enrichtest.Input{})
		if r.Err != nil || r.Columns["app_id"] != "y" {
			t.Errorf("%s: %+v", script, r)
		}
	}
}

func BenchmarkThreeFieldsOneContext(b *testing.B) {
	e := mustBuild(b, `function process(event) {
		event.setApp_id(event.getApp_id() + '-x');
		event.setUser_id('u');
		event.setBr_viewwidth(event.getBr_viewwidth() * 2);
		return [{schema: 'iglu:com.acme/foo/jsonschema/1-0-0', data: {host: event.getPage_urlhost(), n: 1}}];
	}`, "")
	w := enrichtest.NewWork(0)
	in := enrichtest.Input{Columns: map[string]string{"app_id": "a", "br_viewwidth": "800", "page_urlhost": "www.acme.com"}, Headers: strings.Split("Host: a,Accept: b,Cookie: c", ",")}
	b.ReportAllocs()
	for b.Loop() {
		w.Set(&in)
		if err := e.Enrich(context.Background(), &w.Work); err != nil {
			b.Fatal(err)
		}
	}
}

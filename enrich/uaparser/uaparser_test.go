package uaparser_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/payload"
)

const iPhone = "Mozilla/5.0 (iPhone; CPU iPhone OS 5_1_1 like Mac OS X) AppleWebKit/534.46 (KHTML, like Gecko) Version/5.1 Mobile/9B206 Safari/7534.48.3"

func document(parameters string) string {
	return `{"schema":"iglu:com.snowplowanalytics.snowplow/ua_parser_config/jsonschema/1-0-1",
		"data":{"vendor":"com.snowplowanalytics.snowplow","name":"ua_parser_config","enabled":true,"parameters":` + parameters + `}}`
}

func event(agent string) *enrichtest.Input {
	return &enrichtest.Input{Columns: map[string]string{"useragent": agent}}
}

func TestEntity(t *testing.T) {
	step := enrichtest.Load(t, configured.Options{}, document(`{}`))
	f := func(in *enrichtest.Input, want string) {
		t.Helper()
		r := enrichtest.NewWork(0).Run(step.Enrichment, in)
		got := ""
		for _, d := range r.Derived {
			got += d.Data
		}
		if got != want || r.Err != nil {
			t.Errorf("got %s %v, want %s", got, r.Err, want)
		}
	}
	f(&enrichtest.Input{}, "")
	f(event(iPhone), `{"useragentFamily":"Mobile Safari","useragentMajor":"5","useragentMinor":"1","useragentPatch":null,`+
		`"useragentVersion":"Mobile Safari 5.1","osFamily":"iOS","osMajor":"5","osMinor":"1","osPatch":"1","osPatchMinor":null,`+
		`"osVersion":"iOS 5.1.1","deviceFamily":"iPhone"}`)
	nobody := `{"useragentFamily":"Other","useragentMajor":null,"useragentMinor":null,"useragentPatch":null,` +
		`"useragentVersion":"Other","osFamily":"Other","osMajor":null,"osMinor":null,"osPatch":null,"osPatchMinor":null,` +
		`"osVersion":"Other","deviceFamily":"Other"}`
	f(event("\x00\xff\""), nobody)
	f(&enrichtest.Input{Params: []payload.Pair{{Name: "ua", Value: payload.Some("")}}}, nobody)
}

func TestOwnRules(t *testing.T) {
	files := enrichtest.Files{"file:///rules/r.yml": "user_agent_parsers:\n  - regex: '(Shop)App/(\\d+)'\n    family_replacement: '$1'\n"}
	step := enrichtest.Load(t, configured.Options{Files: files}, document(`{"uri":"file:///rules","database":"r.yml"}`))
	r := enrichtest.NewWork(0).Run(step.Enrichment, event("ShopApp/7 iPhone"))
	if len(r.Derived) != 1 || !strings.Contains(r.Derived[0].Data, `"useragentVersion":"Shop 7","osFamily":"Other"`) {
		t.Errorf("got %v", r.Derived)
	}
}

func TestRulesThatCannotBeUsed(t *testing.T) {
	f := func(rules, parameters, pointer string) {
		t.Helper()
		files := enrichtest.Files{}
		if rules != "" {
			files["file:///rules/r.yml"] = rules
		}
		_, err := configured.Load(t.Context(), configured.Options{Schemas: enrichtest.Schemas(), Files: files},
			[]settings.Document{{File: "ua.json", Text: []byte(document(parameters))}})
		var p *settings.Problem
		if !errors.As(err, &p) || p.Pointer != "/data/parameters"+pointer {
			t.Errorf("%s: got %v, want a problem at %s", parameters, err, pointer)
		}
	}
	f("", `{"uri":"file:///rules"}`, "/database")
	f("", `{"database":"r.yml"}`, "/uri")
	f("", `{"uri":"file:///rules","database":"r.yml"}`, "/database")
	f("a: b", `{"uri":"file:///rules","database":"r.yml"}`, "/database")
	f("user_agent_parsers:\n  - regex: '(?=x)'\n", `{"uri":"file:///rules","database":"r.yml"}`, "/database")
	f("device_parsers:\n  - regex: 'x'\n    regex_flag: 'u'\n", `{"uri":"file:///rules","database":"r.yml"}`, "/database")
}

func TestSuite(t *testing.T) {
	step := enrichtest.Load(t, configured.Options{}, document(`{}`))
	if step.Order != enrich.OrderUAParser {
		t.Errorf("order %d", step.Order)
	}
	enrichtest.Run(t, step.Enrichment, []enrichtest.Input{*event(iPhone), *event("x"), *event(strings.Repeat("Mozilla/5.0 ", 100))}, nil, 0)
}

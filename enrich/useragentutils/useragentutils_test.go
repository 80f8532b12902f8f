package useragentutils_test

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

const document = `{"schema":"iglu:com.snowplowanalytics.snowplow/user_agent_utils_config/jsonschema/1-0-0",
	"data":{"vendor":"com.snowplowanalytics.snowplow","name":"user_agent_utils_config","enabled":true}}`

var columns = strings.Fields("br_name br_family br_version br_type br_renderengine os_name os_family os_manufacturer dvce_type dvce_ismobile")

func event(agent string) enrichtest.Input {
	return enrichtest.Input{Columns: map[string]string{"useragent": agent}}
}

func TestColumns(t *testing.T) {
	step := enrichtest.Load(t, configured.Options{}, document)
	f := func(in enrichtest.Input, want string) {
		t.Helper()
		r := enrichtest.NewWork(0).Run(step.Enrichment, &in)
		var got []string
		for _, c := range columns {
			got = append(got, r.Columns[c])
		}
		if s := strings.Join(got, "|"); s != want || r.Err != nil || len(r.Derived) != 0 {
			t.Errorf("got %s, want %s", s, want)
		}
	}
	f(enrichtest.Input{}, "|||||||||")
	unknown := "Unknown|Unknown||unknown|OTHER|Unknown|Unknown|Other|Unknown|0"
	f(event("telnet"), unknown)
	f(enrichtest.Input{Params: []payload.Pair{{Name: "ua", Value: payload.Some("")}}}, unknown)
	f(event("Mozilla/5.0 (Windows NT 6.1; WOW64; rv:12.0) Gecko/20100101 Firefox/12.0"),
		"Firefox 12|Firefox|12.0|Browser|GECKO|Windows 7|Windows|Microsoft Corporation|Computer|0")
	f(event("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"),
		"Chrome 12|Chrome|126.0.0.0|Browser|WEBKIT|Windows 10|Windows|Microsoft Corporation|Computer|0")
	// A robot's operating system is not looked for, and its letters may be any.
	f(event("GOOGLEBOT/2.1 (Windows NT 6.1)"), "Robot/Spider|Robot/Spider||Robot|OTHER|Unknown|Unknown|Other|Unknown|0")
	// Safari tells its version only since 3.0; before, WebKit's tells.
	f(event("Mozilla/5.0 (Macintosh; U; PPC Mac OS X; en) AppleWebKit/312.3 (KHTML, like Gecko) Safari/312.3"),
		"Safari|Safari|1.3.1|Browser|WEBKIT|Mac OS X|Mac OS X|Apple Inc.|Computer|0")
}

func own(parameters string) string {
	return `{"schema":"iglu:com.camonica/user_agent_utils_config/jsonschema/1-0-0",
		"data":{"vendor":"com.camonica","name":"user_agent_utils_config","enabled":true,"parameters":` + parameters + `}}`
}

func TestRulesOfUAParser(t *testing.T) {
	files := enrichtest.Files{"file:///rules/r.yml": "user_agent_parsers:\n  - regex: '(Shop)App/(\\d+)'\n"}
	f := func(parameters, agent, want string) {
		t.Helper()
		in := event(agent)
		r := enrichtest.NewWork(0).Run(enrichtest.Load(t, configured.Options{Files: files}, own(parameters)).Enrichment, &in)
		var got []string
		for _, c := range columns {
			got = append(got, r.Columns[c])
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("got %s, want %s", s, want)
		}
	}
	chrome := "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
	f(`{"rules":"user-agent-utils"}`, chrome, "Chrome 12|Chrome|126.0.0.0|Browser|WEBKIT|Windows 10|Windows|Microsoft Corporation|Computer|0")
	f(`{"rules":"ua-parser"}`, chrome, "Chrome 126|Chrome|126.0.0|Browser|BLINK|Windows 10|Windows|Microsoft Corporation|Computer|0")
	f(`{"rules":"ua-parser"}`, "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1",
		"Mobile Safari 17|Mobile Safari|17.1|Browser (mobile)|WEBKIT|iOS 17|iOS|Apple Inc.|Mobile|1")
	f(`{"rules":"ua-parser"}`, "Mozilla/5.0 (Linux; Android 9; SM-T510) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/91.0.4472.77 Safari/537.36",
		"Chrome 91|Chrome|91.0.4472|Browser (mobile)|BLINK|Android 9|Android|Google Inc.|Tablet|0")
	f(`{"rules":"ua-parser"}`, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
		"Googlebot 2|Googlebot|2.1|Robot|OTHER|Unknown|Unknown|Other|Unknown|0")
	f(`{"rules":"ua-parser"}`, "x", "Unknown|Unknown||unknown|OTHER|Unknown|Unknown|Other|Unknown|0")
	f(`{"rules":"ua-parser","uri":"file:///rules","database":"r.yml"}`, "ShopApp/7", "Shop 7|Shop|7|Browser|OTHER|Unknown|Unknown|Other|Unknown|0")
}

func TestRulesThatNameNoFile(t *testing.T) {
	_, err := configured.Load(t.Context(), configured.Options{Schemas: enrichtest.Schemas()},
		[]settings.Document{{File: "a.json", Text: []byte(own(`{"rules":"user-agent-utils","uri":"file:///rules","database":"r.yml"}`))}})
	var p *settings.Problem
	if !errors.As(err, &p) || p.Pointer != "/data/parameters/uri" {
		t.Errorf("got %v", err)
	}
}

func TestSuite(t *testing.T) {
	step := enrichtest.Load(t, configured.Options{}, document)
	if step.Order != enrich.OrderUserAgentUtils {
		t.Errorf("order %d", step.Order)
	}
	enrichtest.Run(t, step.Enrichment, []enrichtest.Input{
		event("Mozilla/5.0 (iPhone; CPU iPhone OS 5_1_1 like Mac OS X) AppleWebKit/534.46 (KHTML, like Gecko) Version/5.1 Mobile/9B206 Safari/7534.48.3"),
		event("x"), event("\xff\xfe É"),
	}, nil, 0)
}

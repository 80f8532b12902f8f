package useragentutils_test

import (
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
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

package yauaa_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
)

func document(parameters string) string {
	return `{"schema":"iglu:com.snowplowanalytics.snowplow.enrichments/yauaa_enrichment_config/jsonschema/1-0-0",
		"data":{"vendor":"com.snowplowanalytics.snowplow.enrichments","name":"yauaa_enrichment_config","enabled":true,"parameters":` + parameters + `}}`
}

func event(agent string, headers ...string) enrichtest.Input {
	return enrichtest.Input{Columns: map[string]string{"useragent": agent}, Headers: headers}
}

// agents are user agents with some of what is to be found.
var agents = []struct {
	in   enrichtest.Input
	want map[string]string
}{
	{event(""), map[string]string{"deviceClass": "Unknown", "agentName": ""}},
	{event("", "User-Agent: curl/7.54"), map[string]string{"agentClass": "Special", "agentNameVersion": "Curl 7.54"}},
	{
		event("Mozilla/5.0 (Linux; Android 9; SM-T510) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/91.0.4472.77 Safari/537.36"),
		map[string]string{"deviceClass": "Tablet", "deviceName": "Samsung SM-T510", "operatingSystemNameVersion": "Android 9", "layoutEngineNameVersion": "Blink 91.0"},
	},
	{
		event("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Mobile Safari/537.36"),
		map[string]string{"deviceClass": "Phone", "deviceName": "", "agentVersion": "114"},
	},
	{
		event("Mozilla/5.0 (PlayStation 4 5.55) AppleWebKit/601.2 (KHTML, like Gecko)"),
		map[string]string{"deviceClass": "Game Console", "deviceBrand": "Sony"},
	},
	{
		event("Mozilla/5.0 (SMART-TV; Linux; Tizen 5.0) AppleWebKit/538.1 (KHTML, like Gecko) Version/5.0 NativeTVAds Safari/538.1"),
		map[string]string{"deviceClass": "TV", "operatingSystemClass": "Embedded"},
	},
	{
		event("Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/41.0.2272.96 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
		map[string]string{"deviceClass": "Robot Mobile", "agentClass": "Robot Mobile", "agentName": "Googlebot", "agentInformationUrl": "http://www.google.com/bot.html"},
	},
	{
		event("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.5 Safari/605.1.15"),
		map[string]string{"deviceClass": "Desktop", "deviceName": "Apple Macintosh", "operatingSystemNameVersion": "Mac OS 10.15.7", "agentNameVersion": "Safari 16.5", "layoutEngineName": "AppleWebKit"},
	},
	{
		event("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/106.0.0.0 Safari/537.36",
			`Sec-CH-UA: "Chromium";v="106", "Google Chrome";v="106"`,
			`sec-ch-ua-full-version-list: "Chromium";v="106.0.5249.119", "Google Chrome";v="106.0.5249.119", "Not;A=Brand";v="99.0.0.0"`,
			`Sec-CH-UA-Platform: "Windows"`, `Sec-CH-UA-Platform-Version: "15.0.0"`),
		map[string]string{"agentNameVersion": "Chrome 106.0.5249.119", "operatingSystemName": "Windows NT", "operatingSystemNameVersion": "Windows 11"},
	},
	{
		event("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Mobile Safari/537.36",
			`Sec-CH-UA-Model: "Pixel 7"`, `Sec-CH-UA-Mobile: ?1`, `Sec-CH-UA-Platform: "Android"`, `Sec-CH-UA-Platform-Version: "13.0.0"`),
		map[string]string{"deviceName": "Google Pixel 7", "operatingSystemVersion": "13.0.0"},
	},
	{
		event("Mozilla/5.0 (Linux; Android 10; " + strings.Repeat("x", 300) + " Build/" + strings.Repeat("9", 300) + ") Chrome/" + strings.Repeat("1", 300)),
		map[string]string{"deviceName": "", "operatingSystemVersionBuild": "", "layoutEngineVersion": ""},
	},
	{event("ſKſ İ Chrome/\xff rv:"), nil},
}

func TestFacts(t *testing.T) {
	step := enrichtest.Load(t, configured.Options{}, document(`{}`))
	schema, err := enrichtest.Schemas().ByURI(t.Context(), "iglu:nl.basjes/yauaa_context/jsonschema/1-0-5")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range agents {
		r := enrichtest.NewWork(0).Run(step.Enrichment, &a.in)
		if len(r.Derived) != 1 {
			t.Fatalf("got %v", r.Derived)
		}
		var got map[string]string
		if err := json.Unmarshal([]byte(r.Derived[0].Data), &got); err != nil {
			t.Fatalf("%s: %v", r.Derived[0].Data, err)
		}
		for name, want := range a.want {
			if got[name] != want {
				t.Errorf("%s: %s: got %q, want %q", a.in.Columns["useragent"], name, got[name], want)
			}
		}
		valid(t, schema, r.Derived[0].Data)
	}
}

func valid(t *testing.T, schema *iglu.Schema, data string) {
	t.Helper()
	var d jsondoc.Doc
	if err := d.Parse([]byte(data), jsondoc.DefaultDepth); err != nil {
		t.Fatal(err)
	}
	for _, r := range schema.Validate(d.Root()) {
		t.Errorf("%s: %s", data, r.Message)
	}
}

func TestSuite(t *testing.T) {
	step := enrichtest.Load(t, configured.Options{}, document(`{"cacheSize":1000}`))
	if step.Order != enrich.OrderYauaa {
		t.Errorf("order %d", step.Order)
	}
	var inputs []enrichtest.Input
	for _, a := range agents {
		inputs = append(inputs, a.in)
	}
	enrichtest.Run(t, step.Enrichment, inputs, nil, 1) // the key of an agent with client hints
}

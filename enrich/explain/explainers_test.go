package explain_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

// columns is an event of names and values of columns.
func columns(pairs ...string) enrichtest.Input {
	in := enrichtest.Input{Columns: map[string]string{}}
	for i := 0; i < len(pairs); i += 2 {
		in.Columns[pairs[i]] = pairs[i+1]
	}
	return in
}

// page is an event with that page.
func page(address string) enrichtest.Input {
	in := columns("page_url", address)
	in.Page = address
	return in
}

// headers is an event of a record with headers.
func headers(all ...string) enrichtest.Input { return enrichtest.Input{Headers: all} }

// with is an event with derived entities, each a schema and its data.
func with(in enrichtest.Input, pairs ...string) enrichtest.Input {
	for i := 0; i < len(pairs); i += 2 {
		in.Derived = append(in.Derived, event.Entity{Schema: pairs[i], Data: pairs[i+1]})
	}
	return in
}

// check compares what an enrichment says of an event.
func check(t *testing.T, e enrich.Enrichment, in enrichtest.Input, reads int, note string) {
	t.Helper()
	w := enrichtest.NewWork(0)
	w.Set(&in)
	got := e.(enrich.Explainer).Explain(&w.Work)
	if len(got.Reads) != reads || got.Note != note {
		t.Errorf("%+v: reads %v, note %q, want %d and %q", in, got.Reads, got.Note, reads, note)
	}
}

// files are the data files of the enrichments that are explained.
var files = enrichtest.Files{
	"file:///f/ip_exclude_current_cidr.txt": "192.0.2.0/24\n",
	"file:///f/include_current.txt":         "Mozilla|1|1\nOld|0|0|03/30/2017\n",
	"file:///f/exclude_current.txt":         "bot|1||0|0|0\ncrawl|0|||2|0|12/20/2011\n",
	"file:///f/specs": `{"eventSpecs":[
		{"id":"s","name":"Sale","schemaKey":"iglu:com.acme/sale/jsonschema/1-0-0","constraint":{"properties":{"total":{"minimum":10}}}},
		{"id":"b","schemaKey":"iglu:com.acme/sale/jsonschema/1-0-0","entities":[
			{"schemaKey":"iglu:com.acme/item/jsonschema/1-0-0","minCardinality":1,"maxCardinality":1,"constraint":{"required":["sku"]}}]}]}`,
}

// says returns a function that checks what an enrichment of that
// configuration says: how many columns it reads, and its note.
func says(t *testing.T, schema, parameters string) func(in enrichtest.Input, reads int, note string) {
	t.Helper()
	name := strings.Split(schema, "/")[1]
	e := enrichtest.Load(t, configured.Options{Files: files}, `{"schema":"iglu:`+schema+`","data":{"vendor":"v","name":"`+name+`","enabled":true`+parameters+`}}`).Enrichment
	return func(in enrichtest.Input, reads int, note string) {
		t.Helper()
		check(t, e, in, reads, note)
	}
}

const (
	snowplow    = "com.snowplowanalytics.snowplow/"
	enrichments = "com.snowplowanalytics.snowplow.enrichments/"
)

// TestExplainers asks enrichments why they do what they do. Notes are in words of
// the program and never hold what the event does.
func TestExplainers(t *testing.T) {
	f := says(t, snowplow+"anon_ip/jsonschema/1-0-0", `,"parameters":{"anonOctets":2}`)
	f(columns(), 1, "the event has no address")
	f(columns("user_ipaddress", "192.0.2.1"), 1, "an IPv4 address")
	f(columns("user_ipaddress", "2001:db8::1"), 1, "an IPv6 address")
	f(columns("user_ipaddress", "secret"), 1, "not an address: hidden at the places where one would be")

	f = says(t, snowplow+"referer_parser/jsonschema/1-0-0", `,"parameters":{"internalDomains":["shop.example"]}`)
	referrer := func(uri string) enrichtest.Input {
		in := columns("page_referrer", uri, "page_urlhost", "www.shop.example")
		in.Referrer = uri
		return in
	}
	f(columns(), 2, "the event has no referrer")
	f(referrer("nothing"), 2, "the referrer is not an address with a host")
	f(referrer("ftp://x.example/"), 2, "the scheme of the referrer is none of those that are looked up")
	f(referrer("https://www.shop.example/"), 2, "the host of the page itself")
	f(referrer("https://shop.example/"), 2, "a host of parameter internalDomains")
	f(referrer("https://nobody.example/"), 2, "the database does not have the host")
	f(referrer("https://www.google.com/search?q=x"), 2, "found in the database")

	config := `,"emitEvent":false,"anonymousOnly":%,"parameters":{"pii":[{"pojo":{"field":"user_id"}},{"pojo":{"field":"user_ipaddress"}}],` +
		`"strategy":{"pseudonymize":{"hashFunction":"SHA-1","salt":"s"}}}`
	pii := enrichments + "pii_enrichment_config/jsonschema/2-0-1"
	f = says(t, pii, strings.ReplaceAll(config, "%", "false"))
	f(columns("user_id", "u"), 2, "1 of 2 entries name a column that is empty")
	f = says(t, pii, strings.ReplaceAll(config, "%", "true"))
	f(columns("user_id", "u"), 2, "only events of anonymous tracking are changed, and this is none")
}

const (
	ipad    = "Mozilla/5.0 (iPad; CPU OS 16_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.1 Mobile/15E148 Safari/604.1"
	desktop = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
	robot   = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
)

func TestExplainersOfUserAgents(t *testing.T) {
	f := says(t, snowplow+"ua_parser_config/jsonschema/1-0-0", `,"parameters":{}`)
	f(columns(), 1, "the event has no user agent")
	f(columns("useragent", "?"), 1, "no rule for the browser, no rule for the operating system, no rule for the device")
	f(columns("useragent", ipad), 1, "")

	f = says(t, snowplow+"user_agent_utils_config/jsonschema/1-0-0", `,"parameters":{}`)
	f(columns(), 1, "the event has no user agent")
	f(columns("useragent", desktop), 1, "rules for the browser and the operating system")
	f(columns("useragent", "?"), 1, "no rule for the browser, no rule for the operating system")
	f(columns("useragent", "? Linux"), 1, "no rule for the browser")
	f(columns("useragent", "Firefox/128.0"), 1, "no rule for the operating system")
	f(columns("useragent", robot), 1, "a robot, whose operating system is not looked for")

	f = says(t, enrichments+"yauaa_enrichment_config/jsonschema/1-0-0", `,"parameters":{}`)
	f(columns(), 1, "neither the event nor the record's headers have a user agent")
	f(columns("useragent", ipad), 1, "no client hints")
	f(columns("useragent", robot), 1, "no client hints, a robot, no rule for the operating system")
	f(columns("useragent", strings.Repeat("?", 100000)), 1,
		"only the start of the user agent is looked at, no client hints, no rule for the browser, no rule for the operating system, no rule for the device")
	f(headers("User-Agent: "+ipad, `Sec-CH-UA-Model: "m"`), 1, "the user agent of the record's headers, client hints")

	f = says(t, enrichments+"iab_spiders_and_robots_enrichment/jsonschema/1-0-1", `,"parameters":{`+
		`"ipFile":{"uri":"file:///f","database":"ip_exclude_current_cidr.txt"},"includeUseragentFile":{"uri":"file:///f","database":"include_current.txt"},`+
		`"excludeUseragentFile":{"uri":"file:///f","database":"exclude_current.txt"},"includeUseragents":["monitor"],"excludeUseragents":["loadtest"]}`)
	iab := func(agent, address string) enrichtest.Input {
		return columns("useragent", agent, "user_ipaddress", address, "derived_tstamp", "2018-07-18 12:00:00.000")
	}
	f(columns("useragent", desktop, "user_ipaddress", "192.0.2.1"), 3, "no derived_tstamp")
	f(iab("", "x"), 3, "no user agent; no address")
	f(iab("", "192.0.2.1"), 3, "no user agent; the list of addresses has the address")
	f(iab("", "198.51.100.1"), 3, "no user agent; the list of addresses does not have the address")
	f(iab("monitor", "192.0.2.1"), 3, "parameter includeUseragents has the user agent")
	f(iab("loadtest", ""), 3, "no address; parameter excludeUseragents has the user agent")
	f(iab("?", "198.51.100.1"), 3, "the list of browsers does not have the user agent")
	f(iab("old", "198.51.100.1"), 3, "the list of browsers does not have the user agent")
	f(iab("Mozilla", "198.51.100.1"), 3, "the list of browsers has the user agent and no list of robots does")
	f(iab("Mozilla bot", "198.51.100.1"), 3, "the list of robots has the user agent")
	f(iab("Mozilla crawl", "198.51.100.1"), 3, "the list of robots had the user agent, before the time of the event")

	const asn, yauaa = "iglu:com.snowplowanalytics.snowplow/asn/jsonschema/1-0-1", "iglu:nl.basjes/yauaa_context/jsonschema/1-0-5"
	f = says(t, enrichments+"asn_lookups/jsonschema/1-0-0", `,"parameters":{"botAsns":[{"asn":64496}],"bypassPlatforms":["srv"]}`)
	f(with(columns("platform", "srv"), asn, `{"number":64496}`), 1, "a platform of parameter bypassPlatforms")
	f(columns("platform", "web"), 1, "ip_lookups added no entity asn")
	f(with(columns(), asn, `{}`), 1, "the entity asn has no number")
	f(with(columns(), asn, `{"number":64496}`), 1, "the configuration lists the system as one of bots")
	f(with(columns(), asn, `{"number":64497}`), 1, "the configuration does not list the system")

	bots := enrichments + "bot_detection_enrichment_config/jsonschema/1-0-1"
	f = says(t, bots, `,"parameters":{"useYauaa":false,"useIab":false,"useAsnLookups":false,"useClientSideDetection":false}`)
	f(with(columns(), asn, `{"likelyBot":true}`), 0, "the configuration uses no indicator")
	f = says(t, bots, `,"parameters":{"useYauaa":true,"useIab":false,"useAsnLookups":true,"useClientSideDetection":true}`)
	f(columns(), 1, "useClientSideDetection: no entity, useYauaa: no entity, useAsnLookups: no entity")
	client := func(bot string) enrichtest.Input {
		return columns("contexts", `{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1","data":[`+
			`{"schema":"iglu:com.snowplowanalytics.snowplow/client_side_bot_detection/jsonschema/1-0-0","data":{"bot":`+bot+`}}]}`)
	}
	f(with(client("true"), yauaa, `{"deviceClass":"Robot"}`, asn, `{"number":7}`), 1, "useClientSideDetection: a robot, useYauaa: a robot, useAsnLookups: no robot")
	f(client("false"), 1, "useClientSideDetection: no robot, useYauaa: no entity, useAsnLookups: no entity")
}

func TestExplainersOfPages(t *testing.T) {
	f := says(t, snowplow+"campaign_attribution/jsonschema/1-0-1", `,"parameters":{"mapping":"static","fields":{"mktMedium":["utm_medium"],`+
		`"mktSource":["utm_source","src"],"mktTerm":["utm_term"],"mktContent":[],"mktCampaign":["utm_campaign"],"mktClickId":{"fbclid":"F"}}}`)
	f(columns(), 1, "the event has no page")
	f(page("http://"), 1, "the page's address cannot be taken apart")
	f(page("https://shop.example/"), 1, "the page has no query")
	f(page("https://shop.example/?q=x"), 1, "no parameter of the configuration names the medium, the source, the term, the content, the campaign; no parameter names a click")
	f(page("https://shop.example/?src=x&utm_medium=y&utm_term=&utm_campaign=z&fbclid=1"), 1,
		"utm_medium names the medium; src names the source; utm_term names the term and is empty; utm_campaign names the campaign; "+
			"no parameter of the configuration names the content; fbclid names the click")
	f(page("https://shop.example/?src=x&utm_source=y"), 1,
		"utm_source names the source; no parameter of the configuration names the medium, the term, the content, the campaign; no parameter names a click")

	f = says(t, enrichments+"cross_navigation_config/jsonschema/1-0-0", "")
	f(columns(), 1, "the page has no query")
	f(page("https://shop.example/?q=x"), 1, "the page's query has no _sp")
	f(page("https://shop.example/?_sp=.1600000000000"), 1, "_sp names no user")
	f(page("https://shop.example/?_sp=user.soon"), 1, "_sp has no time")
	f(page("https://shop.example/?_sp=user.1600000000000.a.b.c.d.e.f"), 1, "_sp has more parts than its long form")
	f(page("https://shop.example/?_sp=user.1600000000000.session.*"), 1, "a part of _sp is not in Base64 for URLs")
	f(page("https://shop.example/?_sp=user.1600000000000"), 1, "_sp names a user and a time")
}

func TestExplainersOfRecords(t *testing.T) {
	f := says(t, snowplow+"cookie_extractor_config/jsonschema/1-0-0", `,"parameters":{"cookies":["sp","uid"]}`)
	f(headers("Host: x", "Cookie"), 0, "the record has no cookies")
	f(headers("Cookie: "), 0, "the record has no cookies")
	f(headers("Cookie: a=1; b=2"), 0, "the record has none of the cookies sp, uid")
	f(headers("Cookie: a=1", "cookie: uid=7; c=2"), 0, "the record has the cookies uid and not sp")
	f(headers("Cookie: uid; sp=1"), 0, "the record has the cookies sp, uid")
	f = says(t, snowplow+"cookie_extractor_config/jsonschema/1-0-0", `,"parameters":{"cookies":[]}`)
	f(headers("Cookie: a=1"), 0, "the configuration names no cookie")

	f = says(t, enrichments+"http_header_extractor_config/jsonschema/1-0-0", `,"parameters":{"headersPattern":"X-.*"}`)
	f(headers("no header"), 0, "the record has no headers")
	f(headers("Host: x", "X-A: 1", "X-B: 2"), 0, "names of 2 of 3 headers fit the pattern")

	f = says(t, snowplow+"event_fingerprint_config/jsonschema/1-0-0", `,"parameters":{"excludeParameters":["eid","stm","cv"],"hashAlgorithm":"MD5"}`)
	sent := func(names ...string) (in enrichtest.Input) {
		for _, n := range names {
			in.Params = append(in.Params, payload.Pair{Name: n, Value: payload.Some("v")})
		}
		return in
	}
	f(sent("e", "p"), 0, "2 of 2 parameters count")
	f(sent("e", "stm", "p", "eid", "stm"), 0, "2 of 5 parameters count; parameter excludeParameters leaves out stm, eid")

	script := func(source string) string {
		return `,"parameters":{"script":"` + base64.StdEncoding.EncodeToString([]byte(source)) + `"}`
	}
	const scripts = snowplow + "javascript_script_config/jsonschema/1-0-0"
	f = says(t, scripts, script("function process(event) {}"))
	f(columns(), 0, "process is called; the record has no headers")
	f(headers("Host: x"), 0, "process is called, with headers of the record")
	f = says(t, scripts, script("var proces = 1"))
	f(columns(), 0, "the script has no function process, which would be called")
	f = says(t, scripts, script("throw 'no luck'; function process(event) {}"))
	f(columns(), 0, "the script ends before its function process is called")

	f = says(t, enrichments+"event_spec_enrichment_config/jsonschema/1-0-0", `,"parameters":{"uri":"file:///f","database":"specs"}`)
	sale := func(total, contexts string) enrichtest.Input {
		return columns("event_name", "sale", "contexts", contexts, "unstruct_event",
			`{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":{"schema":"iglu:com.acme/sale/jsonschema/1-0-0","data":{"total":`+total+`}}}`)
	}
	contexts := func(items ...string) string {
		return `{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1","data":[` + strings.Join(items, ",") + `]}`
	}
	const item = `{"schema":"iglu:com.acme/item/jsonschema/1-0-0","data":{"sku":"a"}}`
	f(columns("event_name", "event"), 3, "specifications are of self-describing events, page views and page pings")
	f(columns("event_name", "page_view"), 3, "no specification is of the event's schema")
	f(sale("10", contexts(item)), 3, "Sale is followed; b is followed")
	f(sale("9", ""), 3, "Sale is not followed: the event breaks its constraint; b is not followed: iglu:com.acme/item/jsonschema/1-0-0 comes too seldom")
	f(sale("10", contexts(item, item)), 3, "Sale is followed; b is not followed: iglu:com.acme/item/jsonschema/1-0-0 comes too often")
	f(sale("10", contexts(`{"schema":"iglu:com.acme/item/jsonschema/1-0-0","data":{}}`)), 3,
		"Sale is followed; b is not followed: iglu:com.acme/item/jsonschema/1-0-0 breaks its constraint")
	f(sale("10", contexts(`{"schema":"iglu:com.snowplowanalytics.snowplow/event_specification/jsonschema/1-0-2","data":{"id":"x"}}`)), 3,
		"the tracker names the specification itself")
}

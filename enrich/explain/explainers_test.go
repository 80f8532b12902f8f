package explain_test

import (
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
)

// TestExplainers asks enrichments why they do what they do. Notes are in words of
// the program and never hold what the event does.
func TestExplainers(t *testing.T) {
	f := func(schema, parameters string, in enrichtest.Input, reads int, note string) {
		t.Helper()
		name := strings.Split(schema, "/")[1]
		step := enrichtest.Load(t, configured.Options{}, `{"schema":"iglu:`+schema+`","data":{"vendor":"v","name":"`+name+`","enabled":true,`+parameters+`}}`)
		w := enrichtest.NewWork(0)
		w.Set(&in)
		got := step.Enrichment.(enrich.Explainer).Explain(&w.Work)
		if len(got.Reads) != reads || got.Note != note {
			t.Errorf("%s of %v: reads %v, note %q, want %d and %q", name, in.Columns, got.Reads, got.Note, reads, note)
		}
	}
	columns := func(pairs ...string) enrichtest.Input {
		in := enrichtest.Input{Columns: map[string]string{}}
		for i := 0; i < len(pairs); i += 2 {
			in.Columns[pairs[i]] = pairs[i+1]
		}
		return in
	}
	const snowplow = "com.snowplowanalytics.snowplow/"

	anon, octets := snowplow+"anon_ip/jsonschema/1-0-0", `"parameters":{"anonOctets":2}`
	f(anon, octets, columns(), 1, "the event has no address")
	f(anon, octets, columns("user_ipaddress", "192.0.2.1"), 1, "an IPv4 address")
	f(anon, octets, columns("user_ipaddress", "2001:db8::1"), 1, "an IPv6 address")
	f(anon, octets, columns("user_ipaddress", "secret"), 1, "not an address: hidden at the places where one would be")

	refs := snowplow + "referer_parser/jsonschema/1-0-0"
	internal := `"parameters":{"internalDomains":["shop.example"]}`
	referrer := func(uri string) enrichtest.Input {
		in := columns("page_referrer", uri, "page_urlhost", "www.shop.example")
		in.Referrer = uri
		return in
	}
	f(refs, internal, columns(), 2, "the event has no referrer")
	f(refs, internal, referrer("nothing"), 2, "the referrer is not an address with a host")
	f(refs, internal, referrer("ftp://x.example/"), 2, "the scheme of the referrer is none of those that are looked up")
	f(refs, internal, referrer("https://www.shop.example/"), 2, "the host of the page itself")
	f(refs, internal, referrer("https://shop.example/"), 2, "a host of parameter internalDomains")
	f(refs, internal, referrer("https://nobody.example/"), 2, "the database does not have the host")
	f(refs, internal, referrer("https://www.google.com/search?q=x"), 2, "found in the database")

	agents := snowplow + "ua_parser_config/jsonschema/1-0-0"
	f(agents, `"parameters":{}`, columns("useragent", "?"), 1, "no rule for the browser, no rule for the operating system, no rule for the device")
	f(agents, `"parameters":{}`, columns("useragent", "Mozilla/5.0 (iPad; CPU OS 16_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.1 Mobile/15E148 Safari/604.1"), 1, "")

	pii := snowplow[:len(snowplow)-1] + ".enrichments/pii_enrichment_config/jsonschema/2-0-1"
	config := `"emitEvent":false,"anonymousOnly":%,"parameters":{"pii":[{"pojo":{"field":"user_id"}},{"pojo":{"field":"user_ipaddress"}}],` +
		`"strategy":{"pseudonymize":{"hashFunction":"SHA-1","salt":"s"}}}`
	f(pii, strings.ReplaceAll(config, "%", "false"), columns("user_id", "u"), 2, "1 of 2 entries name a column that is empty")
	f(pii, strings.ReplaceAll(config, "%", "true"), columns("user_id", "u"), 2, "only events of anonymous tracking are changed, and this is none")
}

package configured_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

// pageFiles are the data files that examples of the documentation name, by the last
// part of their addresses.
type pageFiles map[string]string

func (f pageFiles) Open(ctx context.Context, uri string) (settings.File, error) {
	return enrichtest.Files{uri: f[path.Base(uri)]}.Open(ctx, uri)
}

func database(t *testing.T, kind string) string {
	t.Helper()
	tree, err := mmdbwriter.New(mmdbwriter.Options{DatabaseType: kind, IncludeReservedNetworks: true, RecordSize: 24})
	if err != nil {
		t.Fatal(err)
	}
	_, network, err := net.ParseCIDR("192.0.2.0/24")
	if err != nil {
		t.Fatal(err)
	}
	if err := tree.Insert(network, mmdbtype.Map{"autonomous_system_number": mmdbtype.Uint32(64496)}); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := tree.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// examples makes a step of every configuration that the documentation shows. The
// names are those of their schemas, without versions.
func examples(t *testing.T) (names []string, steps []enrich.Step) {
	t.Helper()
	t.Setenv("PII_KEY", "a key of sixteen bytes")
	files := pageFiles{
		"GeoLite2-City.mmdb": database(t, "GeoLite2-City"), "GeoLite2-ASN.mmdb": database(t, "GeoLite2-ASN"),
		"referers-latest.json": "{}", "referers.yml": "search: {}",
		"ip_exclude_current_cidr.txt": "192.0.2.0/24\n", "exclude_current.txt": "bot|1||0|0|0\n", "include_current.txt": "Mozilla|1|1\n",
		"event-specs.json": `{"eventSpecs":[{"id":"s","name":"Sale","schemaKey":"iglu:com.acme/sale/jsonschema/1-0-0","constraint":{"required":["total"]}}]}`,
		"regexes.yaml":     "user_agent_parsers: [{regex: '(Firefox)/(\\d+)'}]\nos_parsers: [{regex: '(Linux)'}]\ndevice_parsers: [{regex: '(Phone)'}]",
	}
	pages, err := filepath.Glob("../../docs/enrichments/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(string(text), "```json\n")[1:] {
			document, _, _ := strings.Cut(part, "```")
			if !strings.Contains(document, `"enabled": true`) || filepath.Base(page) == "README.md" {
				continue
			}
			step := enrichtest.Load(t, configured.Options{Files: files}, document)
			names, steps = append(names, step.Schema.Vendor+"/"+step.Schema.Name), append(steps, step)
		}
	}
	return names, steps
}

// TestEveryEnrichmentExplains demands an explanation of every enrichment that can
// be configured.
func TestEveryEnrichmentExplains(t *testing.T) {
	names, steps := examples(t)
	for _, kind := range configured.Kinds() {
		if !slices.ContainsFunc(kind, func(name string) bool { return slices.Contains(names, name) }) {
			t.Errorf("the documentation has no example of %s", kind[0])
		}
	}
	for i := range steps {
		if _, ok := steps[i].Enrichment.(enrich.Explainer); !ok {
			t.Errorf("%s does not explain", names[i])
		}
	}
}

// canary is what no note may tell.
const canary = "kanari7f3a"

// canaries are events with the canary wherever it can be: as texts that are of no
// use anywhere, and within what enrichments look for.
func canaries() []enrichtest.Input {
	plain := map[string]string{}
	for c := range event.Table {
		plain[event.Column(c).String()] = canary
	}
	useful := map[string]string{}
	for name := range plain {
		useful[name] = canary
	}
	data := `{"` + canary + `":"` + canary + `","emailAddress":"` + canary + `","sku":["` + canary + `"]}`
	for name, text := range map[string]string{
		"useragent": "Mozilla/5.0 (" + canary + ") Firefox/128.0 " + canary + "/7", "user_ipaddress": "192.0.2.1",
		"collector_tstamp": "2024-05-06 07:08:09.000", "derived_tstamp": "2024-05-06 07:08:09.000",
		"geo_latitude": "51.5", "geo_longitude": "-0.1", "tr_total": "10.5", "ti_price": "7", "event_name": "page_view",
		"contexts":       `{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1","data":[{"schema":"iglu:com.acme/email_sent/jsonschema/1-0-0","data":` + data + `}]}`,
		"unstruct_event": `{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":{"schema":"iglu:com.acme/sale/jsonschema/1-0-0","data":` + data + `}}`,
		"page_url":       "https://" + canary + ".example/", "page_referrer": "https://" + canary + ".example/" + canary,
	} {
		useful[name] = text
	}
	query := "?utm_source=" + canary + "&utm_term=&gclid=" + canary + "&" + canary + "=" + canary + "&_sp=" + canary
	all := []enrichtest.Input{{Columns: plain}, {Columns: useful}, {Columns: useful}}
	for i, sp := range []string{"", ".1600000000000", ".1600000000000." + canary + ".%" + canary} {
		in := &all[i]
		in.Page, in.Referrer = "https://"+canary+".example/"+canary+query+sp, "https://"+canary+".example/"+canary
		in.Params = []payload.Pair{{Name: "eid", Value: payload.Some(canary)}, {Name: canary, Value: payload.Some(canary)}, {Name: "e", Value: payload.Some("pv")}}
		in.Headers = []string{"Cookie: sp=" + canary + "; " + canary + "=" + canary, "X-" + canary + ": " + canary, canary, "User-Agent: " + canary, `Sec-CH-UA-Model: "` + canary + `"`}
		in.Derived = []event.Entity{
			{Schema: "iglu:com.snowplowanalytics.snowplow/asn/jsonschema/1-0-1", Data: `{"number":64496,"organization":"` + canary + `"}`},
			{Schema: "iglu:nl.basjes/yauaa_context/jsonschema/1-0-5", Data: `{"deviceClass":"Robot","agentName":"` + canary + `"}`},
			{Schema: "iglu:com.acme/" + canary + "/jsonschema/1-0-0", Data: canary},
		}
	}
	return append(all, enrichtest.Input{})
}

// TestExplanationsTellNoValues asks every enrichment about events with a canary.
func TestExplanationsTellNoValues(t *testing.T) {
	names, steps := examples(t)
	for i, in := range canaries() {
		w := enrichtest.NewWork(0)
		w.Set(&in)
		before := all(w)
		for s := range steps {
			x, ok := steps[s].Enrichment.(enrich.Explainer)
			if !ok {
				continue
			}
			note := x.Explain(&w.Work).Note
			if strings.Contains(strings.ToLower(note), canary) {
				t.Errorf("%s tells what event %d holds: %s", names[s], i, note)
			}
			if note == "" && steps[s].Name != "ua_parser_config" {
				t.Errorf("%s says nothing of event %d", names[s], i)
			}
			if all(w) != before {
				t.Fatalf("%s changes event %d by explaining", names[s], i)
			}
		}
	}
}

// all is everything of an event that enrichments see.
func all(w *enrichtest.Work) string {
	var b strings.Builder
	for c := range event.Table {
		fmt.Fprintf(&b, "%q ", w.Event.Get(event.Column(c)))
	}
	fmt.Fprintf(&b, "%+v %+v %q %v %v %+v %v", w.Event.Derived, w.Raw.Params, w.Raw.Payload.Headers, w.Page, w.Referrer, w.PageQuery, w.Drop)
	return b.String()
}

// TestExplainingChangesNothing enriches events that were explained before, twice,
// and events that were not.
func TestExplainingChangesNothing(t *testing.T) {
	names, steps := examples(t)
	_, others := examples(t)
	for i, in := range canaries() {
		for s := range steps {
			if steps[s].Calls {
				continue
			}
			explained, plain := enrichtest.NewWork(0), enrichtest.NewWork(0)
			explained.Set(&in)
			plain.Set(&in)
			for range 2 {
				steps[s].Enrichment.(enrich.Explainer).Explain(&explained.Work)
			}
			got, want := steps[s].Enrichment.Enrich(t.Context(), &explained.Work), others[s].Enrichment.Enrich(t.Context(), &plain.Work)
			if all(explained) != all(plain) || fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s makes another event of event %d once it has explained it: %v, want %v", names[s], i, got, want)
			}
		}
	}
}

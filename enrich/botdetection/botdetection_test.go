package botdetection_test

import (
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/event"
)

// document is of version 1-0-1, or of 1-0-0 where the fourth indicator is not known.
func document(parameters string) string {
	version := "1-0-0"
	if strings.Contains(parameters, "useClientSideDetection") {
		version = "1-0-1"
	}
	return `{"schema":"iglu:com.snowplowanalytics.snowplow.enrichments/bot_detection_enrichment_config/jsonschema/` + version + `",
		"data":{"vendor":"com.snowplowanalytics.snowplow.enrichments","name":"bot_detection_enrichment_config","enabled":true,
		"parameters":` + parameters + `}}`
}

const (
	all    = `{"useYauaa":true,"useIab":true,"useAsnLookups":true,"useClientSideDetection":true}`
	yauaa  = "iglu:nl.basjes/yauaa_context/jsonschema/1-0-5"
	iab    = "iglu:com.iab.snowplow/spiders_and_robots/jsonschema/1-0-0"
	asn    = "iglu:com.snowplowanalytics.snowplow/asn/jsonschema/1-0-1"
	client = `{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1","data":[{"schema":"iglu:com.acme/a/jsonschema/1-0-0","data":{"bot":true}},` +
		`{"schema":"iglu:com.snowplowanalytics.snowplow/client_side_bot_detection/jsonschema/1-0-0","data":{"bot":true}}]}`
)

func input(contexts string, schemaAndData ...string) enrichtest.Input {
	in := enrichtest.Input{Columns: map[string]string{"contexts": contexts}}
	for i := 0; i < len(schemaAndData); i += 2 {
		in.Derived = append(in.Derived, event.Entity{Schema: schemaAndData[i], Data: schemaAndData[i+1]})
	}
	return in
}

func TestIndicators(t *testing.T) {
	f := func(parameters string, in enrichtest.Input, want string) {
		t.Helper()
		step := enrichtest.Load(t, configured.Options{}, document(parameters))
		r := enrichtest.NewWork(0).Run(step.Enrichment, &in)
		if len(r.Derived) != len(in.Derived)+1 {
			t.Fatalf("got %v", r.Derived)
		}
		if got := r.Derived[len(in.Derived)].Data; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	nobody := `{"bot":false,"indicators":[]}`
	f(all, enrichtest.Input{}, nobody)
	f(all, input("", yauaa, `{"deviceClass":"Robot Imitator"}`), `{"bot":true,"indicators":["yauaa"]}`)
	f(all, input("", yauaa, `{"deviceClass":"Phone","agentClass":"Robot Mobile"}`), `{"bot":true,"indicators":["yauaa"]}`)
	f(all, input("", strings.Replace(yauaa, "1-0-5", "1-0-4", 1), `{"deviceClass":"Robot"}`), nobody)
	f(all, input(client, iab, `{"spiderOrRobot":true}`, asn, `{"likelyBot":true}`),
		`{"bot":true,"indicators":["clientSideDetection","asnLookups","iab"]}`)
	f(all, input("", iab, `{"spiderOrRobot":false}`, asn, `{}`), nobody)
	f(`{"useYauaa":false,"useIab":false,"useAsnLookups":false}`,
		input(client, iab, `{"spiderOrRobot":true}`, asn, `{"likelyBot":true}`, yauaa, `{"deviceClass":"Robot"}`), nobody)
	f(all, input("client_side_bot_detection", iab, "broken"), nobody)
}

func TestSuite(t *testing.T) {
	step := enrichtest.Load(t, configured.Options{}, document(all))
	if step.Order <= enrich.OrderYauaa {
		t.Errorf("order %d is not behind that of what it sums up", step.Order)
	}
	enrichtest.Run(t, step.Enrichment, []enrichtest.Input{
		input(client, iab, `{"spiderOrRobot":true}`, yauaa, `{"deviceClass":"Robot"}`), input("", asn, `{"likelyBot":true}`),
	}, nil, 0)
}

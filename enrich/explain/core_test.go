package explain_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/explain"
	"github.com/camonica/camonica/event"
)

// request is a record of the tracker's parameters and a referer, "-" for none.
func request(referer string, parameters ...string) string {
	q := url.Values{"e": {"pv"}, "p": {"web"}, "tv": {"js-3"}, "eid": {"c6ef3124-b53a-4b13-a233-000000000001"}}
	for i := 0; i < len(parameters); i += 2 {
		q.Set(parameters[i], parameters[i+1])
	}
	return "2024-05-06\t07:08:09\t-\t43\t192.0.2.1\tGET\t192.0.2.7\t/i\t200\t" + referer + "\tagent\t" + q.Encode()
}

// TestCoreExplains asks the core steps why they do what they do.
func TestCoreExplains(t *testing.T) {
	f := func(record, step, note string) *explain.Step {
		t.Helper()
		got := record1(t, record)
		s := find(t, got, step)
		if s.Note != note {
			t.Errorf("%s: %s says %q, want %q", record, step, s.Note, note)
		}
		return s
	}
	const site = "https://shop.example/"
	f(request("-"), enrich.StepPage, "neither the tracker nor a referer of the request names a page")
	f(request("https://shop.example/r"), enrich.StepPage, "the referer of the request, as the tracker sent no address")
	f(request("-", "url", site), enrich.StepPage, "the address that the tracker sent")
	f(request("-", "url", site+"a|b"), enrich.StepPage, "the address that the tracker sent; it is encoded anew to be taken apart")
	f(request("-", "url", "http://"), enrich.StepPage, "the address that the tracker sent; it cannot be taken apart")

	f(request("-"), enrich.StepReferrer, "the event has no referrer")
	f(request("-", "refr", site), enrich.StepReferrer, "the address that the tracker sent")
	f(request("-", "refr", "http://"), enrich.StepReferrer, "the address that the tracker sent; it cannot be taken apart")

	const plain = "collector_tstamp as it is, as "
	f(request("-"), enrich.StepDerivedTstamp, plain+"the event has no dvce_created_tstamp")
	f(request("-", "dtm", "1714979289000"), enrich.StepDerivedTstamp, plain+"the event has no dvce_sent_tstamp")
	f(request("-", "dtm", "1714979289000", "stm", "1714979289000"), enrich.StepDerivedTstamp, plain+"the device sent the event when it created it")
	f(request("-", "dtm", "1714979289001", "stm", "1714979289000"), enrich.StepDerivedTstamp, plain+"dvce_sent_tstamp is not after dvce_created_tstamp, or too far from it")
	f(request("-", "dtm", "1714979288000", "stm", "1714979289000"), enrich.StepDerivedTstamp, "collector_tstamp less the time between dvce_created_tstamp and dvce_sent_tstamp")
	f(request("-", "ttm", "1714979288000"), enrich.StepDerivedTstamp, "true_tstamp, which the tracker sent")

	f(request("-", "url", site), enrich.StepPageQuery, "the page has no query")
	f(request("-", "url", site+"?a=1&b=2"), enrich.StepPageQuery, "parameters: 2")
	f(request("-"), enrich.StepCrossDomain, "the page has no query")
	f(request("-", "url", site+"?a=1"), enrich.StepCrossDomain, "the page's query has no _sp")
	f(request("-", "url", site+"?_sp="), enrich.StepCrossDomain, "_sp names no user and has no time")
	f(request("-", "url", site+"?_sp=.1714979288000"), enrich.StepCrossDomain, "_sp names no user")
	f(request("-", "url", site+"?_sp=user"), enrich.StepCrossDomain, "_sp has no time")
	if s := f(request("-", "url", site+"?_sp=user.1714979288000"), enrich.StepCrossDomain, "_sp names a user and a time"); len(s.Changes) != 2 || len(s.Reads) != 1 {
		t.Errorf("step %+v", s)
	}

	f(request("-"), enrich.StepEventSchema, "the schema that stands for the event's type")
	f(request("-", "e", "ad"), enrich.StepEventSchema, "no schema stands for the event's type")
	f(request("-", "e", "none"), enrich.StepEventSchema, "the event has no type")
	f(request("-", "e", "ue"), enrich.StepEventSchema, "the schema of the self-describing event, which is missing or invalid")
	f(request("-", "e", "ue", "ue_pr", `{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":`+
		`{"schema":"iglu:com.snowplowanalytics.snowplow/web_page/jsonschema/1-0-0","data":{"id":"0c4a8bb0-5ff1-4ec8-8b4c-5e2d4c8f6b3a"}}}`),
		enrich.StepEventSchema, "the schema of the self-describing event")
	f(request("-"), enrich.StepDerivedContexts, "no step derived an entity")
}

func record1(t *testing.T, text string) *explain.Event {
	t.Helper()
	got := record(t, text)
	if len(got) != 1 {
		t.Fatalf("%d events", len(got))
	}
	return got[0]
}

// TestDerivedContextsBeforeOthers has a step behind derived_contexts, which has no
// end of its own.
func TestDerivedContextsBeforeOthers(t *testing.T) {
	adds := step("adds", stepFunc(func(w *enrich.Work) error {
		w.Event.Derived = append(w.Event.Derived, event.Entity{
			Schema: "iglu:com.snowplowanalytics.snowplow/web_page/jsonschema/1-0-0", Data: `{"id":"0c4a8bb0-5ff1-4ec8-8b4c-5e2d4c8f6b3a"}`})
		return nil
	}))
	last := step("last", stepFunc(func(w *enrich.Work) error { w.Event.Set(event.UserID, "hidden"); return nil }))
	last.Order = enrich.OrderPII
	got := record(t, line, adds, last)
	s := find(t, got[0], enrich.StepDerivedContexts)
	if len(s.Changes) != 1 || s.Changes[0].Column != "derived_contexts" || s.Note != "derived entities: 1" {
		t.Errorf("step %+v", s)
	}
	if s := find(t, got[0], "last"); len(s.Changes) != 1 || s.Changes[0].Column != "user_id" {
		t.Errorf("step %+v", s)
	}
}

// TestCoreTellsNoValues has a canary in all that core steps look at.
func TestCoreTellsNoValues(t *testing.T) {
	const canary = "kanari7f3a"
	for _, at := range []string{"https://" + canary + ".example/?_sp=" + canary + ".1714979288000&" + canary, canary, "http://"} {
		got := record1(t, request("https://"+canary+".example/", "url", at, "refr", at, "uid", canary, "se_la", canary))
		steps := 0
		for _, s := range got.Steps {
			if s.Note != "" {
				steps++
			}
			if strings.Contains(s.Note, canary) {
				t.Errorf("%s tells what the event holds: %s", s.Name, s.Note)
			}
		}
		if steps != 7 {
			t.Errorf("%d steps say why, want 7", steps)
		}
	}
}

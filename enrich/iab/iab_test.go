package iab_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/settings"
)

const document = `{"schema":"iglu:com.snowplowanalytics.snowplow.enrichments/iab_spiders_and_robots_enrichment/jsonschema/1-0-1",
	"data":{"vendor":"com.snowplowanalytics.snowplow.enrichments","name":"iab_spiders_and_robots_enrichment","enabled":true,"parameters":{
	"ipFile":{"uri":"file:///iab","database":"ip_exclude_current_cidr.txt"},
	"excludeUseragentFile":{"uri":"file:///iab","database":"exclude_current.txt"},
	"includeUseragentFile":{"uri":"file:///iab","database":"include_current.txt"},
	"includeUseragents":["House Monitor"],"excludeUseragents":["loadtest"]}}}`

func files(addresses, includes, excludes string) enrichtest.Files {
	return enrichtest.Files{
		"file:///iab/ip_exclude_current_cidr.txt": addresses,
		"file:///iab/include_current.txt":         includes,
		"file:///iab/exclude_current.txt":         excludes,
	}
}

var lists = files(
	"# robots\n192.0.2.7\n198.51.100.77/24\n198.51.101.0/24\n2001:db8::/32\n\nnot an address\n",
	"Mozilla|1|1\nshop app|1|0\nOld|0|0|03/30/2017\nNever|0|0\nCaf\xe9|1|0\n",
	"bot|1|cubot, robotics||0|0\ncrawl|0|||2|0|12/20/2011\nmozilla spider|1|||1|1\n7|7|7|7|7|7|7\n")

func event(agent, address, tstamp string) enrichtest.Input {
	return enrichtest.Input{Columns: map[string]string{"useragent": agent, "user_ipaddress": address, "derived_tstamp": tstamp}}
}

const now = "2018-07-18 12:00:00.000"

func TestVerdicts(t *testing.T) {
	step := enrichtest.Load(t, configured.Options{Files: lists}, document)
	f := func(agent, address, tstamp, want string) {
		t.Helper()
		in := event(agent, address, tstamp)
		r := enrichtest.NewWork(0).Run(step.Enrichment, &in)
		got := ""
		for _, d := range r.Derived {
			got += strings.NewReplacer(`{"spiderOrRobot":`, "", `,"category":"`, " ", `","reason":"`, " ", `","primaryImpact":"`, " ", `"}`, "").Replace(d.Data)
		}
		if got != want || r.Err != nil {
			t.Errorf("%s %s %s: got %s, want %s", agent, address, tstamp, got, want)
		}
	}
	const (
		person   = "false BROWSER PASSED_ALL NONE"
		address  = "true SPIDER_OR_ROBOT FAILED_IP_EXCLUDE UNKNOWN"
		included = "true SPIDER_OR_ROBOT FAILED_UA_INCLUDE UNKNOWN"
	)
	f("Mozilla", "192.0.2.1", now, person)
	f("mozilla", "", now, person)
	f("x Mozilla", "192.0.2.1", now, included)
	f("A SHOP APP", "192.0.2.1", now, person)
	f("CAFÉ", "192.0.2.1", now, person)
	f("old", "192.0.2.1", "2017-03-29 23:59:59.999", person)
	f("old", "192.0.2.1", "2017-03-30 00:00:00.000", included)
	f("never", "192.0.2.1", "1999-01-01 00:00:00.000", included)

	f("Mozilla", "192.0.2.7", now, address)
	f("Mozilla", "::ffff:192.0.2.7", now, address)
	f("", "198.51.101.255", now, address)
	f("", "198.51.102.0", now, person)
	f("Mozilla", "198.51.100.0", now, address)
	f("Mozilla", "2001:db8:1::1", now, address)
	f("Mozilla", "2001:db9::", now, person)

	f("Mozilla Bot", "192.0.2.1", now, "true ACTIVE_SPIDER_OR_ROBOT FAILED_UA_EXCLUDE PAGE_IMPRESSIONS")
	f("Mozilla CUBOT", "192.0.2.1", now, person)
	f("Mozilla Spider", "192.0.2.1", now, "true ACTIVE_SPIDER_OR_ROBOT FAILED_UA_EXCLUDE AD_IMPRESSIONS")
	f("Mozilla crawl", "192.0.2.1", now, "true INACTIVE_SPIDER_OR_ROBOT FAILED_UA_EXCLUDE PAGE_AND_AD_IMPRESSIONS")
	f("Mozilla crawl", "192.0.2.1", "2011-12-19 00:00:00.000", "true ACTIVE_SPIDER_OR_ROBOT FAILED_UA_EXCLUDE PAGE_AND_AD_IMPRESSIONS")

	f("house monitor loadtest", "192.0.2.7", now, person)
	f("Mozilla LoadTest", "192.0.2.1", now, "true SPIDER_OR_ROBOT FAILED_UA_EXCLUDE UNKNOWN")

	f("Mozilla", "192.0.2.7", "", "")
	f("", "", now, "")
	f("", "host.example", now, "")
	f("Mozilla", "host.example", now, person)
}

func TestListsThatCannotBeUsed(t *testing.T) {
	f := func(files enrichtest.Files, pointers ...string) {
		t.Helper()
		_, err := configured.Load(t.Context(), configured.Options{Schemas: enrichtest.Schemas(), Files: files},
			[]settings.Document{{File: "iab.json", Text: []byte(document)}})
		var ps settings.Problems
		errors.As(err, &ps)
		var got []string
		for _, p := range ps {
			got = append(got, strings.TrimPrefix(p.Pointer, "/data/parameters/"))
		}
		if strings.Join(got, " ") != strings.Join(pointers, " ") {
			t.Errorf("problems at %q, want %q: %v", got, pointers, err)
		}
	}
	f(enrichtest.Files{}, "ipFile", "includeUseragentFile", "excludeUseragentFile")
	f(files("192.0.2.0/33", "a|1|0", "a|1||0|0|0"), "ipFile")
	f(files("", "a|1", "a|1||0|3|0"), "includeUseragentFile", "excludeUseragentFile")
	f(files("", "", "a|1||0"), "excludeUseragentFile")
}

func TestSuite(t *testing.T) {
	step := enrichtest.Load(t, configured.Options{Files: lists}, document)
	if step.Order >= enrich.OrderAnonIP {
		t.Errorf("order %d is not before addresses are anonymised", step.Order)
	}
	enrichtest.Run(t, step.Enrichment, []enrichtest.Input{
		event("Mozilla", "192.0.2.7", now), event("Mozilla bot", "2001:db8::1", now), event("old", "", "2017-03-29 00:00:00.000"),
		event("", "192.0.2.1", now), event("x", "192.0.2.1", ""),
	}, nil, 0)
}

package configured_test

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"testing"

	"github.com/camonica/camonica/demo"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/payload"
)

// agentSteps makes the steps of all enrichments that look at the user agent.
func agentSteps(tb testing.TB) []enrich.Step {
	tb.Helper()
	const file = `{"uri":"file:///iab","database":"%s"}`
	var docs []settings.Document
	for schema, parameters := range map[string]string{
		"com.snowplowanalytics.snowplow/user_agent_utils_config/jsonschema/1-0-0":             `{}`,
		"com.snowplowanalytics.snowplow/ua_parser_config/jsonschema/1-0-1":                    `{}`,
		"com.snowplowanalytics.snowplow.enrichments/yauaa_enrichment_config/jsonschema/1-0-0": `{}`,
		"com.snowplowanalytics.snowplow.enrichments/iab_spiders_and_robots_enrichment/jsonschema/1-0-1": `{"ipFile":` + fmt.Sprintf(file, "ip_exclude_current_cidr.txt") +
			`,"excludeUseragentFile":` + fmt.Sprintf(file, "exclude_current.txt") + `,"includeUseragentFile":` + fmt.Sprintf(file, "include_current.txt") + `}`,
	} {
		docs = append(docs, settings.Document{File: schema, Text: []byte(`{"schema":"iglu:` + schema + `","data":{"vendor":"v","name":"n","enabled":true,"parameters":` + parameters + `}}`)})
	}
	set, err := configured.Load(context.Background(), configured.Options{Schemas: enrichtest.Schemas(), Files: iabLists()}, docs)
	if err != nil {
		tb.Fatal(err)
	}
	return set.Steps
}

// iabLists are lists of about the size of the real ones.
func iabLists() enrichtest.Files {
	var addresses, includes, excludes bytes.Buffer
	for i := range 500 {
		fmt.Fprintf(&addresses, "%d.%d.%d.0/24\n", 11+i%200, i%251, i%13)
		fmt.Fprintf(&excludes, "robot %d/|1|robot %d/x, robot %d/y|0|%d|0|\n", i, i, i, i%3)
	}
	for i := range 200 {
		fmt.Fprintf(&includes, "browser %d/|1|0|\n", i)
	}
	includes.WriteString("Mozilla|1|1|\n")
	return enrichtest.Files{
		"file:///iab/ip_exclude_current_cidr.txt": addresses.String(),
		"file:///iab/exclude_current.txt":         excludes.String(),
		"file:///iab/include_current.txt":         includes.String(),
	}
}

// newAgents returns n user agents of sample data, each another.
func newAgents(tb testing.TB, n int) []string {
	tb.Helper()
	var log bytes.Buffer
	if _, err := demo.Generate(&log, demo.Options{Events: 2 * n, Format: "cloudfront", Agents: -1}); err != nil {
		tb.Fatal(err)
	}
	format, err := payload.ByName("cloudfront")
	if err != nil {
		tb.Fatal(err)
	}
	var agents []string
	seen := map[string]bool{}
	var p payload.Payload
	for line := range bytes.Lines(log.Bytes()) {
		if format.Parse(bytes.TrimSuffix(line, []byte("\n")), &p) == nil && p.UserAgent.Set && !seen[p.UserAgent.Value] && len(agents) < n {
			agent := string([]byte(p.UserAgent.Value))
			seen[agent] = true
			agents = append(agents, agent)
		}
	}
	if len(agents) < n {
		tb.Fatalf("%d different agents of %d", len(agents), n)
	}
	return agents
}

const (
	distinctAgents = 4000
	address        = "198.51.100.7"
	tstamp         = "2024-05-06 07:08:09.000"
)

func agentEvent(agent string) *enrichtest.Input {
	return &enrichtest.Input{Columns: map[string]string{"useragent": agent, "user_ipaddress": address, "derived_tstamp": tstamp}}
}

func enrichAll(b *testing.B, steps []enrich.Step, w *enrichtest.Work) {
	for i := range steps {
		if err := steps[i].Enrichment.Enrich(context.Background(), &w.Work); err != nil {
			b.Fatal(err)
		}
	}
	w.Event.Derived = w.Event.Derived[:0]
}

// BenchmarkKnownAgent is an event with a user agent that was seen before.
func BenchmarkKnownAgent(b *testing.B) {
	steps := agentSteps(b)
	var works []*enrichtest.Work
	for _, agent := range newAgents(b, 64) {
		w := enrichtest.NewWork(0)
		w.Set(agentEvent(agent))
		enrichAll(b, steps, w)
		works = append(works, w)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		enrichAll(b, steps, works[i%len(works)])
	}
}

// BenchmarkNewAgent is an event with a user agent that was never seen before. It
// also tells the memory of the enrichments when they have seen them all.
func BenchmarkNewAgent(b *testing.B) {
	agents := newAgents(b, distinctAgents)
	before := heap()
	var steps []enrich.Step
	w := enrichtest.NewWork(0)
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		b.StopTimer()
		if i%len(agents) == 0 {
			steps = agentSteps(b)
		}
		w.Set(agentEvent(agents[i%len(agents)]))
		b.StartTimer()
		enrichAll(b, steps, w)
	}
	b.StopTimer()
	b.ReportMetric(float64(heap()-before)/(1<<20), "MiB")
	runtime.KeepAlive(steps)
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

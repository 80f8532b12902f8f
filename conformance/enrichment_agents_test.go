package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/uap"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/payload"
)

func init() {
	register("enrichment-user-agent-utils", runUserAgentUtils)
	register("enrichment-ua-parser", runUAParser)
	register("enrichment-yauaa", runYauaa)
	register("enrichment-bot-detection", runBotDetection)
	register("enrichment-iab-spiders-and-robots", runIAB)
	register("ua-parser-useragent", runUAP(func(a *uap.Agent) map[string]string {
		b := a.Browser
		return map[string]string{"family": b.Family, "major": b.Major, "minor": b.Minor, "patch": b.Patch}
	}))
	register("ua-parser-os", runUAP(func(a *uap.Agent) map[string]string {
		o := a.OS
		return map[string]string{"family": o.Family, "major": o.Major, "minor": o.Minor, "patch": o.Patch, "patch_minor": o.PatchMinor}
	}))
	register("ua-parser-device", runUAP(func(a *uap.Agent) map[string]string {
		return map[string]string{"family": a.Device.Family, "brand": a.Device.Brand, "model": a.Device.Model}
	}))
}

// runUAP compares what the rules of the program make of a user agent.
func runUAP(fields func(*uap.Agent) map[string]string) runner {
	return func(_ *testing.T, _ *topicFile, c *testCase) error {
		raw, ok := c.want()
		if !ok {
			return errDeviation
		}
		var in struct{ UserAgent string }
		var want map[string]*string
		if err := decode(c.Input, &in); err != nil {
			return err
		}
		if err := decode(raw, &want); err != nil {
			return err
		}
		got := fields(uap.Default().Parse(in.UserAgent))
		for name, w := range want {
			text := ""
			if w != nil {
				text = *w
			}
			if got[name] != text {
				return fmt.Errorf("%s: got %q, want %q", name, got[name], text)
			}
		}
		return nil
	}
}

// agentInput is the input of an enrichment that looks at the user agent.
type agentInput struct{ UserAgent *string }

func (in *agentInput) event() *enrichtest.Input {
	if in.UserAgent == nil {
		return &enrichtest.Input{}
	}
	return &enrichtest.Input{
		Columns: map[string]string{"useragent": *in.UserAgent},
		Params:  []payload.Pair{{Name: "ua", Value: payload.Some(*in.UserAgent)}},
	}
}

func runUserAgentUtils(t *testing.T, _ *topicFile, c *testCase) error {
	raw, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in agentInput
	var want map[string]any
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	if err := decode(raw, &want); err != nil {
		return err
	}
	step := agentStep(t, "com.snowplowanalytics.snowplow/user_agent_utils_config/jsonschema/1-0-0", nil, nil)
	got := enrichtest.NewWork(0).Run(step, in.event())
	for name, w := range want {
		text := ""
		if w != nil {
			text = fmt.Sprint(w)
		}
		if got.Columns[name] != text {
			return fmt.Errorf("%s: got %q, want %q", name, got.Columns[name], text)
		}
	}
	return got.Err
}

func runUAParser(t *testing.T, _ *topicFile, c *testCase) error {
	var in agentInput
	var config struct{ Rules string }
	if err := errors.Join(decode(c.Input, &in), decode(c.Config, &config)); err != nil {
		return err
	}
	rules := config.Rules
	if !strings.Contains(rules, "\n") {
		b, err := os.ReadFile(filepath.Join(dataDir(), rules))
		if err != nil {
			return err
		}
		rules = string(b)
	}
	step := agentStep(t, "com.snowplowanalytics.snowplow/ua_parser_config/jsonschema/1-0-1",
		map[string]any{"uri": "http://127.0.0.1/rules", "database": "r.yml"}, enrichtest.Files{"http://127.0.0.1/rules/r.yml": rules})
	return c.compareEntity(enrichtest.NewWork(0).Run(step, in.event()))
}

func runIAB(t *testing.T, _ *topicFile, c *testCase) error {
	var in struct {
		UserAgent     string
		UserIPAddress string `json:"user_ipaddress"`
		DerivedTstamp string `json:"derived_tstamp"`
	}
	var config struct {
		IPExclude         string `json:"ip_exclude"`
		UAExclude         string `json:"ua_exclude"`
		UAInclude         string `json:"ua_include"`
		IncludeUseragents []string
		ExcludeUseragents []string
	}
	if err := errors.Join(decode(c.Input, &in), decode(c.Config, &config)); err != nil {
		return err
	}
	const folder = "http://127.0.0.1/iab"
	file := func(name string) map[string]string { return map[string]string{"uri": folder, "database": name} }
	step := agentStep(t, "com.snowplowanalytics.snowplow.enrichments/iab_spiders_and_robots_enrichment/jsonschema/1-0-1",
		map[string]any{
			"ipFile":               file("ip_exclude_current_cidr.txt"),
			"excludeUseragentFile": file("exclude_current.txt"),
			"includeUseragentFile": file("include_current.txt"),
			"includeUseragents":    config.IncludeUseragents,
			"excludeUseragents":    config.ExcludeUseragents,
		},
		enrichtest.Files{
			folder + "/ip_exclude_current_cidr.txt": config.IPExclude,
			folder + "/exclude_current.txt":         config.UAExclude,
			folder + "/include_current.txt":         config.UAInclude,
		})
	return c.compareEntity(enrichtest.NewWork(0).Run(step, &enrichtest.Input{Columns: map[string]string{
		"useragent": in.UserAgent, "user_ipaddress": in.UserIPAddress, "derived_tstamp": in.DerivedTstamp,
	}}))
}

func runBotDetection(t *testing.T, _ *topicFile, c *testCase) error {
	type entity struct {
		Schema string          `json:"schema"`
		Data   json.RawMessage `json:"data"`
	}
	var in struct {
		DerivedContexts []entity `json:"derived_contexts"`
		Contexts        []entity
	}
	var config map[string]bool
	if err := errors.Join(decode(c.Input, &in), decode(c.Config, &config)); err != nil {
		return err
	}
	step := agentStep(t, "com.snowplowanalytics.snowplow.enrichments/bot_detection_enrichment_config/jsonschema/1-0-1", config, nil)
	var ev enrichtest.Input
	for _, d := range in.DerivedContexts {
		ev.Derived = append(ev.Derived, event.Entity{Schema: d.Schema, Data: string(d.Data)})
	}
	if len(in.Contexts) > 0 {
		contexts, err := json.Marshal(map[string]any{"schema": "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1", "data": in.Contexts})
		if err != nil {
			return err
		}
		ev.Columns = map[string]string{"contexts": string(contexts)}
	}
	got := enrichtest.NewWork(0).Run(step, &ev)
	got.Derived = got.Derived[len(ev.Derived):]
	return c.compareEntity(got)
}

func runYauaa(t *testing.T, _ *topicFile, c *testCase) error {
	raw, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in struct {
		agentInput
		Headers []string
	}
	var want struct {
		Fields   map[string]string
		Complete bool
	}
	if err := errors.Join(decode(c.Input, &in), decode(raw, &want)); err != nil {
		return err
	}
	step := agentStep(t, "com.snowplowanalytics.snowplow.enrichments/yauaa_enrichment_config/jsonschema/1-0-0", nil, nil)
	ev := in.event()
	ev.Headers = in.Headers
	r := enrichtest.NewWork(0).Run(step, ev)
	if len(r.Derived) != 1 {
		return fmt.Errorf("%d entities", len(r.Derived))
	}
	var got map[string]string
	if err := decode(json.RawMessage(r.Derived[0].Data), &got); err != nil {
		return err
	}
	var err error
	for name, w := range want.Fields {
		if got[name] != w {
			err = errors.Join(err, fmt.Errorf("%s: got %q, want %q", name, got[name], w))
		}
	}
	for name, g := range got {
		if _, ok := want.Fields[name]; want.Complete && !ok {
			err = errors.Join(err, fmt.Errorf("%s: got %q, want none", name, g))
		}
	}
	return err
}

// compareEntity compares the one entity that an enrichment derived, or none,
// with the member context of what is wanted.
func (c *testCase) compareEntity(got enrichtest.Result) error {
	raw, ok := c.want()
	if !ok {
		return errDeviation
	}
	var want struct{ Context json.RawMessage }
	if err := decode(raw, &want); err != nil {
		return err
	}
	if got.Err != nil {
		return got.Err
	}
	text := "null"
	if len(got.Derived) == 1 {
		text = `{"schema":"` + got.Derived[0].Schema + `","data":` + got.Derived[0].Data + "}"
	}
	if len(got.Derived) > 1 || !equalJSON(text, string(want.Context)) {
		return fmt.Errorf("got %v, want %s", got.Derived, want.Context)
	}
	return nil
}

// agentSchemas are shared: they keep what they have compiled.
var agentSchemas = sync.OnceValue(enrichtest.Schemas)

// agentSteps are the steps that were made, by all that they were made of.
var agentSteps = map[string]enrich.Enrichment{}

// agentStep makes the step of a configuration as a run does.
func agentStep(t *testing.T, schema string, parameters any, files enrichtest.Files) enrich.Enrichment {
	t.Helper()
	key, err := iglu.ParseKey("iglu:" + schema)
	if err != nil {
		t.Fatal(err)
	}
	if parameters == nil {
		parameters = struct{}{}
	}
	document, err := json.Marshal(map[string]any{"schema": "iglu:" + schema, "data": map[string]any{
		"vendor": key.Vendor, "name": key.Name, "enabled": true, "parameters": parameters,
	}})
	if err != nil {
		t.Fatal(err)
	}
	made := string(document) + fmt.Sprint(files)
	step, ok := agentSteps[made]
	if !ok {
		step = enrichtest.Load(t, configured.Options{Schemas: agentSchemas(), Files: files}, string(document)).Enrichment
		agentSteps[made] = step
	}
	return step
}

package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

const v = "iglu:com.snowplowanalytics.snowplow/"

func init() {
	register("enrichment-referer-parser", runReferer)
	register("referer-parser-database", runReferer)
	register("enrichment-campaign-attribution", runCampaign)
	register("enrichment-cross-navigation", runCrossNavigation)
	register("enrichment-event-fingerprint", runFingerprint)
	register("enrichment-cookie-extractor", runHeaders)
	register("enrichment-http-header-extractor", runHeaders)
	register("enrichment-event-spec", runEventSpec)
}

func compactJSON(b []byte) string {
	var out bytes.Buffer
	if err := json.Compact(&out, b); err != nil {
		return string(b)
	}
	return out.String()
}

// compareEntities compares data as values, in order.
func compareEntities(want []selfDescribing, got []event.Entity) error {
	if len(want) != len(got) {
		return fmt.Errorf("got entities %v, want %d", got, len(want))
	}
	for i, w := range want {
		if got[i].Schema != w.Schema || !equalJSON(got[i].Data, string(w.Data)) {
			return fmt.Errorf("got entity %s %s, want %s %s", got[i].Schema, got[i].Data, w.Schema, w.Data)
		}
	}
	return nil
}

// runReferer runs cases with a configuration and cases that only name a database:
// these hold for both sets of rules.
func runReferer(_ *testing.T, _ *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in struct {
		Referrer *string `json:"page_referrer"`
		Host     *string `json:"page_urlhost"`
	}
	var config struct {
		Schema, Database string
		InternalDomains  []string
		Referrers        any
	}
	var want map[string]any
	if err := errors.Join(decode(c.Input, &in), decode(c.Config, &config), decode(wanted, &want)); err != nil {
		return err
	}
	schemas := []string{config.Schema}
	if config.Schema == "" {
		schemas = []string{v + "referer_parser/jsonschema/1-0-0", v + "referer_parser/jsonschema/2-0-0"}
	}
	for _, schema := range schemas {
		for _, ext := range []string{".json", ".yml"} {
			parameters := map[string]any{"internalDomains": config.InternalDomains, "database": config.Database + ext, "uri": "http://data.example"}
			if config.Referrers != nil {
				parameters["referrers"] = config.Referrers
			}
			if strings.Contains(schema, "/1-") {
				// Version 1 cannot name a database; ours can, with the same rules.
				schema, parameters["rules"] = ownReferers, "r108"
			}
			s, err := refererStep(schema, parameters)
			if err != nil {
				return err
			}
			ev := enrichtest.Input{Columns: map[string]string{}}
			if in.Referrer != nil {
				ev.Referrer = *in.Referrer
			}
			if in.Host != nil {
				ev.Columns["page_urlhost"] = *in.Host
			}
			if err := compareColumns(want, enrichtest.NewWork(0).Run(s.Enrichment, &ev).Columns); err != nil {
				return fmt.Errorf("%s%s: %w", schema, ext, err)
			}
		}
	}
	return nil
}

const ownReferers = "iglu:com.camonica/referer_parser/jsonschema/1-0-0"

// refererSteps are kept: reading a database for each case takes most of the time.
var refererSteps = map[string]*enrich.Step{}

func refererStep(schema string, parameters map[string]any) (*enrich.Step, error) {
	key := fmt.Sprint(schema, parameters)
	if s := refererSteps[key]; s != nil {
		return s, nil
	}
	s, err := step(configured.Options{}, schema, parameters)
	refererSteps[key] = s
	return s, err
}

func runCampaign(_ *testing.T, _ *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in struct {
		Query *string `json:"page_querystring"`
	}
	var config struct {
		Schema, Mapping string
		Fields          json.RawMessage
	}
	var want map[string]any
	if err := errors.Join(decode(c.Input, &in), decode(c.Config, &config), decode(wanted, &want)); err != nil {
		return err
	}
	s, err := step(configured.Options{}, config.Schema, map[string]any{"mapping": config.Mapping, "fields": config.Fields})
	if err != nil {
		return err
	}
	page := "https://shop.example/"
	if in.Query != nil {
		page += "?" + *in.Query
	}
	ec := enrichCase{steps: []enrich.Step{*s}, params: []payload.Pair{
		{Name: "url", Value: payload.Some(page)}, {Name: "e", Value: payload.Some("pv")}, {Name: "p", Value: payload.Some("web")}, {Name: "tv", Value: payload.Some("t")},
	}}
	got, err := ec.run()
	if err != nil {
		return err
	}
	return compareColumns(want, got.columns)
}

func runCrossNavigation(_ *testing.T, _ *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in struct {
		SP *string `json:"_sp"`
	}
	var config struct {
		Enabled bool `json:"cross_navigation_enabled"`
	}
	var want struct {
		UserID   any `json:"refr_domain_userid"`
		Time     any `json:"refr_dvce_tstamp"`
		Contexts []selfDescribing
		Error    *string
	}
	if err := errors.Join(decode(c.Input, &in), decode(c.Config, &config), decode(wanted, &want)); err != nil {
		return err
	}
	ec := enrichCase{params: pairs(map[string]*string{"e": ptr("pv"), "p": ptr("web"), "tv": ptr("t"), "url": ptr("https://shop.example/")})}
	ec.options = func(o *enrich.Options) { o.Derived = enrich.KeepDerived }
	if in.SP != nil {
		ec.params = append(ec.params, payload.Pair{Name: "url", Value: payload.Some("https://shop.example/?_sp=" + url.QueryEscape(*in.SP))})
		ec.params = slices.DeleteFunc(ec.params, func(p payload.Pair) bool { return p.Value.Value == "https://shop.example/" })
	}
	if config.Enabled {
		document := `{"schema":"iglu:com.snowplowanalytics.snowplow.enrichments/cross_navigation_config/jsonschema/1-0-0",
			"data":{"vendor":"com.snowplowanalytics.snowplow.enrichments","name":"cross_navigation_config","enabled":true}}`
		set, err := steps(configured.Options{}, json.RawMessage(document))
		if err != nil {
			return err
		}
		ec.steps = set.Steps
	}
	got, err := ec.run()
	if err != nil {
		return err
	}
	if want.Error != nil {
		if got.good || len(got.messages) != 1 {
			return fmt.Errorf("got %+v, want %s", got, *want.Error)
		}
		return nil
	}
	if !got.good {
		return fmt.Errorf("event failed: %+v", got.messages)
	}
	if err := compareColumns(map[string]any{"refr_domain_userid": want.UserID, "refr_dvce_tstamp": want.Time}, got.columns); err != nil {
		return err
	}
	return compareDerivedColumn(want.Contexts, got.columns["derived_contexts"])
}

func ptr[T any](v T) *T { return &v }

// compareDerivedColumn compares the column derived_contexts.
func compareDerivedColumn(want []selfDescribing, column string) error {
	var got struct{ Data []selfDescribing }
	if column != "" {
		if err := json.Unmarshal([]byte(column), &got); err != nil {
			return err
		}
	}
	var entities []event.Entity
	for _, g := range got.Data {
		entities = append(entities, event.Entity{Schema: g.Schema, Data: string(g.Data)})
	}
	return compareEntities(want, entities)
}

func runFingerprint(_ *testing.T, _ *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in struct{ Params map[string]*string }
	var config struct {
		Schema            string
		HashAlgorithm     string
		ExcludeParameters []string
	}
	var want map[string]any
	if err := errors.Join(decode(c.Input, &in), decode(c.Config, &config), decode(wanted, &want)); err != nil {
		return err
	}
	s, err := step(configured.Options{}, config.Schema, map[string]any{
		"hashAlgorithm": config.HashAlgorithm, "excludeParameters": config.ExcludeParameters,
	})
	if err != nil {
		return err
	}
	got := enrichtest.NewWork(0).Run(s.Enrichment, &enrichtest.Input{Params: pairs(in.Params)})
	return compareColumns(map[string]any{"event_fingerprint": want["event_fingerprint"]}, got.Columns)
}

// runHeaders runs the extractors of cookies and headers.
func runHeaders(_ *testing.T, _ *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in struct{ Headers []string }
	var want struct {
		Contexts []selfDescribing
		Error    *string
	}
	config := map[string]any{}
	if err := errors.Join(decode(c.Input, &in), decode(c.Config, &config), decode(wanted, &want)); err != nil {
		return err
	}
	schema, _ := config["schema"].(string)
	maps.DeleteFunc(config, func(name string, _ any) bool { return name == "schema" || name == "behaviour" })
	s, err := step(configured.Options{}, schema, config)
	if want.Error != nil {
		kind, _, _ := strings.Cut(*want.Error, ":")
		var p *settings.Problem
		if !errors.As(err, &p) || string(p.Kind) != kind {
			return fmt.Errorf("got %w, want %s", err, *want.Error)
		}
		return nil
	}
	if err != nil {
		return err
	}
	return compareEntities(want.Contexts, enrichtest.NewWork(0).Run(s.Enrichment, &enrichtest.Input{Headers: in.Headers}).Derived)
}

func runEventSpec(_ *testing.T, _ *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in struct {
		EventName     string           `json:"event_name"`
		UnstructEvent *json.RawMessage `json:"unstruct_event"`
		Contexts      []json.RawMessage
		Fields        map[string]any
	}
	var want struct{ Contexts []selfDescribing }
	if err := errors.Join(decode(c.Input, &in), decode(wanted, &want)); err != nil {
		return err
	}
	ev := enrichtest.Input{Columns: map[string]string{"event_name": in.EventName}}
	for name, value := range in.Fields {
		if value != nil {
			ev.Columns[name] = fmt.Sprint(value)
		}
	}
	if in.UnstructEvent != nil && string(*in.UnstructEvent) != "null" {
		ev.Columns["unstruct_event"] = `{"schema":"` + v + `unstruct_event/jsonschema/1-0-0","data":` + string(*in.UnstructEvent) + `}`
	}
	if len(in.Contexts) > 0 {
		list, err := json.Marshal(in.Contexts)
		if err != nil {
			return err
		}
		ev.Columns["contexts"] = `{"schema":"` + v + `contexts/jsonschema/1-0-1","data":` + string(list) + `}`
	}
	files := enrichtest.Files{"http://data.example/specs.json": string(c.Config)}
	s, err := step(configured.Options{Files: files}, "iglu:com.snowplowanalytics.snowplow.enrichments/event_spec_enrichment_config/jsonschema/1-0-0",
		map[string]string{"uri": "http://data.example", "database": "specs.json"})
	if err != nil {
		return err
	}
	got := enrichtest.NewWork(0).Run(s.Enrichment, &ev).Derived
	byData := func(a, b event.Entity) int { return strings.Compare(a.Data, b.Data) }
	slices.SortFunc(got, byData)
	slices.SortFunc(want.Contexts, func(a, b selfDescribing) int { return strings.Compare(compactJSON(a.Data), compactJSON(b.Data)) })
	return compareEntities(want.Contexts, got)
}

package conformance

import (
	"errors"
	"fmt"
	"strconv"
	"testing"

	"github.com/camonica/camonica/enrich/anonip"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/iplookups"
	"github.com/camonica/camonica/event"
)

func init() {
	register("enrichment-anon-ip", runAnonIP)
	register("enrichment-ip-lookups", runIPLookups)
	register("enrichment-asn-lookups", runASNLookups)
}

type addressInput struct {
	Address *string `json:"user_ipaddress"`
}

func (in *addressInput) event() *enrichtest.Input {
	if in.Address == nil {
		return &enrichtest.Input{}
	}
	return &enrichtest.Input{Columns: map[string]string{"user_ipaddress": *in.Address}}
}

func runAnonIP(_ *testing.T, _ *topicFile, c *testCase) error {
	var in addressInput
	var config struct {
		Schema       string
		AnonOctets   int
		AnonSegments *int
	}
	if err := errors.Join(decode(c.Input, &in), decode(c.Config, &config)); err != nil {
		return err
	}
	parameters := map[string]any{"anonOctets": config.AnonOctets}
	if config.AnonSegments != nil {
		parameters["anonSegments"] = *config.AnonSegments
	}
	s, err := step(configured.Options{}, config.Schema, parameters)
	if err != nil {
		return err
	}
	got := enrichtest.NewWork(0).Run(s.Enrichment, in.event())
	if in.Address != nil && *in.Address == "" {
		// A column cannot tell an empty text from none.
		got.Columns["user_ipaddress"] = string(s.Enrichment.(*anonip.Enrichment).Append(nil, ""))
	}
	wanted, ok := c.want()
	if !ok {
		// Ours is only forbidden to be the text itself.
		if got.Columns["user_ipaddress"] == *in.Address {
			return fmt.Errorf("%q is unchanged", *in.Address)
		}
		return errDeviation
	}
	var want map[string]any
	if err := decode(wanted, &want); err != nil {
		return err
	}
	return compareColumns(want, got.Columns)
}

func runIPLookups(_ *testing.T, _ *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in addressInput
	var config struct {
		Schema    string
		Databases map[string]string
	}
	var want map[string]any
	if err := errors.Join(decode(c.Input, &in), decode(c.Config, &config), decode(wanted, &want)); err != nil {
		return err
	}
	parameters := map[string]any{}
	for slot, database := range config.Databases {
		parameters[slot] = map[string]string{"database": database, "uri": "http://data.example/maxmind"}
	}
	s, err := step(configured.Options{}, config.Schema, parameters)
	if err != nil {
		return err
	}
	got := enrichtest.NewWork(0).Run(s.Enrichment, in.event())
	for _, name := range []string{"geo_latitude", "geo_longitude"} {
		if err := compareDegrees(name, want[name], got.Columns[name]); err != nil {
			return err
		}
		delete(want, name)
	}
	if want["contexts"] != nil || want["derived_contexts"] != nil || want["asn_context"] != nil {
		return errors.New("case wants contexts, which this runner does not compare")
	}
	return compareColumns(want, got.Columns)
}

func compareDegrees(name string, want any, got string) error {
	if want == nil || got == "" {
		return compareColumns(map[string]any{name: want}, map[string]string{name: got})
	}
	w, err := strconv.ParseFloat(fmt.Sprint(want), 32)
	g, err2 := strconv.ParseFloat(got, 32)
	if w != g || err != nil || err2 != nil {
		return fmt.Errorf("%s = %q, want %v", name, got, want)
	}
	return nil
}

func runASNLookups(_ *testing.T, _ *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in struct {
		Context  *selfDescribing `json:"asn_context"`
		Platform *string
	}
	var config struct {
		File            *string `json:"bot_asns_file"`
		BotAsns         any
		BypassPlatforms any
	}
	var want struct {
		Context *selfDescribing `json:"asn_context"`
	}
	if err := errors.Join(decode(c.Input, &in), decode(c.Config, &config), decode(wanted, &want)); err != nil {
		return err
	}
	parameters := map[string]any{"botAsns": config.BotAsns, "bypassPlatforms": config.BypassPlatforms}
	files := enrichtest.Files{}
	if config.File != nil {
		parameters["botAsnsFile"] = map[string]string{"uri": "http://data.example", "database": "bots.csv"}
		files["http://data.example/bots.csv"] = *config.File
	}
	s, err := step(configured.Options{Files: files}, "iglu:com.snowplowanalytics.snowplow.enrichments/asn_lookups/jsonschema/1-0-0", parameters)
	if err != nil {
		return err
	}
	ev := enrichtest.Input{Columns: map[string]string{}}
	if in.Platform != nil {
		ev.Columns["platform"] = *in.Platform
	}
	if in.Context != nil {
		if in.Context.Schema != iplookups.SchemaASN {
			return fmt.Errorf("schema %s is not the one that we derive", in.Context.Schema)
		}
		ev.Derived = append(ev.Derived, event.Entity{Schema: in.Context.Schema, Data: compactJSON(in.Context.Data)})
	}
	got := enrichtest.NewWork(0).Run(s.Enrichment, &ev)
	if want.Context == nil {
		return compareEntities(nil, got.Derived)
	}
	return compareEntities([]selfDescribing{*want.Context}, got.Derived)
}

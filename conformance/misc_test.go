package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/payload"
)

func init() { register("misc-enrichments", runMiscEnrichment) }

// miscInput is the input of any function of the topic.
type miscInput struct {
	Function string
	Value    json.RawMessage
	Headers  []string
	Default  json.RawMessage
	Header   string
	Encoded  bool `json:"header_url_encoded"`
	UA       json.RawMessage
	Contexts []struct {
		Schema string
		Data   json.RawMessage
	}
}

func runMiscEnrichment(_ *testing.T, _ *topicFile, c *testCase) error {
	o, err := c.valueOutcome()
	if err != nil {
		return err
	}
	var in miscInput
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	if in.Function == "etl-version" {
		return in.versionMatches(c)
	}
	got, err := in.run()
	return o.check(got, err)
}

func (in *miscInput) run() (any, error) {
	v, err := paramValue(in.Value)
	if err != nil {
		return nil, err
	}
	switch in.Function {
	case "event-type":
		return convertText(convert.EventType, v)
	case "platform":
		return convertText(convert.Platform, v)
	case "view-dimensions":
		w, h, err := convert.Dimensions(v)
		return [2]int32{w, h}, err
	case "client-ip-from-headers":
		fallback, err := paramValue(in.Default)
		if err != nil {
			return nil, err
		}
		return columnValue(payload.ClientAddress(in.Headers, fallback).Value), nil
	case "is-ice-request":
		vendor, version, ok := payload.APIPath(v.Value)
		return ok && vendor == "com.snowplowanalytics.snowplow" && version == "tp1", nil
	case "collector-version-set":
		return true, convert.CollectorVersion(v.Value)
	case "useragent":
		return in.userAgent()
	case "format-derived-contexts":
		return in.derivedContexts()
	}
	return nil, fmt.Errorf("unknown function %s", in.Function)
}

// userAgent takes the header and the parameter through enrich.
func (in *miscInput) userAgent() (any, error) {
	ua, err := paramValue(in.UA)
	if err != nil {
		return nil, err
	}
	one := oneEvent{payload: payload.Payload{UserAgent: payload.Some(in.Header), UserAgentEncoded: in.Encoded}}
	if ua.Set {
		one.params = []payload.Pair{{Name: "ua", Value: ua}}
	}
	if err := one.enrich(); err != nil {
		return nil, err
	}
	return columnValue(one.got[event.UserAgent]), nil
}

// derivedContexts takes an event through an enrichment that derives the entities.
func (in *miscInput) derivedContexts() (any, error) {
	var entities []event.Entity
	for _, c := range in.Contexts {
		var data bytes.Buffer
		if err := json.Compact(&data, c.Data); err != nil {
			return nil, err
		}
		entities = append(entities, event.Entity{Schema: c.Schema, Data: data.String()})
	}
	one := oneEvent{derived: entities}
	if err := one.enrich(); err != nil {
		return nil, err
	}
	return columnValue(one.got[event.DerivedContexts]), nil
}

func (in *miscInput) versionMatches(c *testCase) error {
	raw, ok := c.want()
	if !ok {
		return errDeviation
	}
	var want struct{ Matches string }
	if err := decode(raw, &want); err != nil {
		return err
	}
	pattern, err := regexp.Compile(want.Matches)
	if err != nil {
		return err
	}
	var one oneEvent
	if err := one.enrich(); err != nil {
		return err
	}
	if got := one.got[event.VETL]; !pattern.MatchString(got) {
		return fmt.Errorf("v_etl %q does not match %s", got, want.Matches)
	}
	return nil
}

// A oneEvent is enrich of a single event: a format, adapter, schemas, step and
// output in one.
type oneEvent struct {
	payload payload.Payload
	params  []payload.Pair
	derived []event.Entity // of its one enrichment
	got     []string       // columns
}

func (o *oneEvent) enrich() error {
	options := enrich.DefaultOptions()
	options.Format, options.Adapter, options.Schemas = (*oneEventFormat)(o), o, o
	options.Steps = []enrich.Step{{Name: "derive", Order: enrich.OrderUAParser, Enrichment: (*oneEventStep)(o)}}
	options.Derived, options.Version = enrich.KeepDerived, "1.2.3"
	e, err := enrich.New(options)
	if err != nil {
		return err
	}
	_, err = e.NewWorker(0).Record(context.Background(), []byte("record"), 0, o)
	return err
}

func (o *oneEvent) Adapt(_ context.Context, p *payload.Payload, _ *adapter.Scratch, emit func(*adapter.Raw) error) error {
	params := append([]payload.Pair{{Name: "e", Value: payload.Some("pv")}, {Name: "p", Value: payload.Some("web")}}, o.params...)
	return emit(&adapter.Raw{Params: params, Payload: p})
}

func (o *oneEvent) ByURI(_ context.Context, uri string) (*iglu.Schema, error) {
	k, err := iglu.ParseKey(uri)
	if err != nil {
		return nil, err
	}
	return iglu.Compile(k, []byte(`{}`))
}

func (o *oneEvent) Good(e *event.Event) error {
	o.got = strings.Split(string(e.AppendTSV(nil)), "\t")
	return nil
}

func (o *oneEvent) Bad(r *badrow.Row) error {
	return errors.New("event failed: " + string(r.Family))
}

type oneEventFormat oneEvent

func (f *oneEventFormat) Name() string   { return "thrift" }
func (f *oneEventFormat) Loader() string { return "thrift" }
func (f *oneEventFormat) Binary() bool   { return true }

func (f *oneEventFormat) Parse(_ []byte, p *payload.Payload) error {
	*p = f.payload
	p.Vendor, p.Version, p.Source, p.Encoding = "com.snowplowanalytics.snowplow", "tp1", "ssc", "UTF-8"
	p.Timestamp, p.HasTimestamp = 1700000000000, true
	return nil
}

type oneEventStep oneEvent

func (s *oneEventStep) Enrich(_ context.Context, w *enrich.Work) error {
	w.Event.Derived = append(w.Event.Derived, s.derived...)
	return nil
}

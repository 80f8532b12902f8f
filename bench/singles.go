package bench

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/demo"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

// How many events a measurement of one enrichment takes.
const (
	newAgents    = 2_000
	scriptEvents = 20_000
	piiEvents    = 50_000
)

// The configurations that are measured.
const (
	agentDocument = `{"schema":"iglu:%[1]s/%[2]s/jsonschema/1-0-0","data":{"vendor":"%[1]s","name":"%[2]s","enabled":true,"parameters":{}}}`

	scriptDocument = `{"schema":"iglu:com.snowplowanalytics.snowplow/javascript_script_config/jsonschema/1-0-0","data":{"vendor":"com.snowplowanalytics.snowplow",
"name":"javascript_script_config","enabled":true,"parameters":{"script":"%s"}}}`
	script = `function process(event) {
  event.setApp_id(event.getApp_id() + '-x');
  event.setUser_id('u');
  event.setBr_viewwidth(event.getBr_viewwidth() * 2);
  return [{schema: 'iglu:com.acme/foo/jsonschema/1-0-0', data: {host: event.getPage_urlhost(), n: 1}}];
}`

	piiDocument = `{"schema":"iglu:com.snowplowanalytics.snowplow.enrichments/pii_enrichment_config/jsonschema/2-0-1","data":{
"vendor":"com.snowplowanalytics.snowplow.enrichments","name":"pii_enrichment_config","enabled":true,"emitEvent":false,"parameters":{"pii":[
{"pojo":{"field":"user_id"}},{"pojo":{"field":"user_ipaddress"}},{"pojo":{"field":"domain_userid"}},{"pojo":{"field":"network_userid"}},
{"json":{"field":"contexts","schemaCriterion":"iglu:com.acme/email_sent/jsonschema/1-*-*","jsonPath":"$.emailAddress"}},
{"json":{"field":"unstruct_event","schemaCriterion":"iglu:com.acme/order/jsonschema/1-0-0","jsonPath":"$.customer.phone"}}],
"strategy":{"pseudonymize":{"hashFunction":"SHA-256","salt":"pepper"}}}}}`
	piiContexts = `{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1","data":[` +
		`{"schema":"iglu:com.snowplowanalytics.snowplow/web_page/jsonschema/1-0-0","data":{"id":"0c4a8bb0-5ff1-4ec8-8b4c-5e2d4c8f6b3a"}},` +
		`{"schema":"iglu:com.acme/email_sent/jsonschema/1-0-1","data":{"emailAddress":"someone@acme.example","subject":"Your order"}}]}`
	piiUnstruct = `{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":` +
		`{"schema":"iglu:com.acme/order/jsonschema/1-0-0","data":{"id":17,"customer":{"name":"Someone","phone":"+1 555 0100"},"total":12.5}}}`
)

const snowplow = "com.snowplowanalytics.snowplow"

// singles measures enrichments by themselves.
type singles struct {
	schemas     enrich.Schemas
	agents      []string
	scripts     enrich.Step
	pseudonyms  enrich.Step
	work        enrich.Work
	event       event.Event
	raw         adapter.Raw
	payload     payload.Payload
	agentLooked []settings.Document
}

func newSingles(ctx context.Context, schemas enrich.Schemas, seed uint64) (*singles, error) {
	s := &singles{schemas: schemas}
	s.work.Event, s.work.Raw, s.raw.Payload = &s.event, &s.raw, &s.payload
	for _, k := range [][2]string{{snowplow, "user_agent_utils_config"}, {snowplow, "ua_parser_config"}, {snowplow + ".enrichments", "yauaa_enrichment_config"}} {
		s.agentLooked = append(s.agentLooked, settings.Document{File: k[1], Text: fmt.Appendf(nil, agentDocument, k[0], k[1])})
	}
	var err error
	if s.scripts, err = s.load(ctx, fmt.Sprintf(scriptDocument, base64.StdEncoding.EncodeToString([]byte(script)))); err != nil {
		return nil, err
	}
	if s.pseudonyms, err = s.load(ctx, piiDocument); err != nil {
		return nil, err
	}
	s.agents, err = distinctAgents(newAgents, seed)
	return s, err
}

func (s *singles) load(ctx context.Context, document string) (enrich.Step, error) {
	set, err := configured.Load(ctx, configured.Options{Schemas: s.schemas}, []settings.Document{{File: "bench", Text: []byte(document)}})
	if err != nil {
		return enrich.Step{}, err
	}
	return set.Steps[0], nil
}

// distinctAgents are user agents of sample data, each another.
func distinctAgents(n int, seed uint64) ([]string, error) {
	var log bytes.Buffer
	if _, err := demo.Generate(&log, demo.Options{Events: 2 * n, Seed: seed, Format: "cloudfront", Agents: -1}); err != nil {
		return nil, err
	}
	format, err := payload.ByName("cloudfront")
	if err != nil {
		return nil, err
	}
	var agents []string
	seen := map[string]bool{}
	var p payload.Payload
	for line := range bytes.Lines(log.Bytes()) {
		if format.Parse(bytes.TrimSuffix(line, []byte("\n")), &p) != nil || seen[p.UserAgent.Value] {
			continue
		}
		agent := string([]byte(p.UserAgent.Value))
		seen[agent] = true
		agents = append(agents, agent)
	}
	return agents, nil
}

// agent is the time of an event with a new user agent, in microseconds. The
// enrichments are made anew, so that they know none.
func (s *singles) agent(ctx context.Context) (float64, error) {
	set, err := configured.Load(ctx, configured.Options{Schemas: s.schemas}, s.agentLooked)
	if err != nil {
		return 0, err
	}
	d, err := perEvent(len(s.agents), func() error {
		for _, agent := range s.agents {
			s.event.Reset()
			s.event.Set(event.UserAgent, agent)
			for i := range set.Steps {
				if err := set.Steps[i].Enrichment.Enrich(ctx, &s.work); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return micros(d), err
}

// script is how many events a script does per second.
func (s *singles) script(ctx context.Context) (float64, error) {
	d, err := s.repeat(ctx, scriptEvents, s.scripts.Enrichment, func(e *event.Event) {
		e.Set(event.AppID, "shop")
		e.Set(event.BRViewWidth, "800")
		e.Set(event.PageURLHost, "www.acme.example")
	})
	return float64(time.Second) / float64(d), err
}

// pii is the time of an event, in microseconds.
func (s *singles) pii(ctx context.Context) (float64, error) {
	d, err := s.repeat(ctx, piiEvents, s.pseudonyms.Enrichment, func(e *event.Event) {
		e.Set(event.UserID, "someone@acme.example")
		e.Set(event.UserIPAddress, "198.51.100.7")
		e.Set(event.DomainUserID, "8e3a5a4e-2f1d-4a1e-b7a5-6e2f4d8c9b10")
		e.Set(event.NetworkUserID, "d573d071-ab28-4090-ac5b-9833bb7466c4")
		e.Set(event.Contexts, piiContexts)
		e.Set(event.UnstructEvent, piiUnstruct)
	})
	return micros(d), err
}

func (s *singles) repeat(ctx context.Context, n int, e enrich.Enrichment, fill func(*event.Event)) (time.Duration, error) {
	return perEvent(n, func() error {
		for range n {
			s.event.Reset()
			fill(&s.event)
			if err := e.Enrich(ctx, &s.work); err != nil {
				return err
			}
		}
		return nil
	})
}

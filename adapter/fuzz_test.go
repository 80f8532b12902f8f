package adapter_test

import (
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/payload"
)

// FuzzAdapt holds for every adapter: Errors and nothing else, one entry per name,
// and JSON where an adapter writes JSON.
func FuzzAdapt(f *testing.F) {
	const (
		schema   = "schema=iglu:com.acme/x/jsonschema/1-0-0&"
		typeJSON = "application/json"
		form     = "application/x-www-form-urlencoded"
	)
	f.Add("e=pv&e=se&u=http%3A%2F%2Fx.example%2F&cx=eyJkYXRhIjpbXX0", "", typeJSON)
	f.Add("u=x&e=pv&co=%7B%22data%22:[1],%22a%22:%22%22%7D", `{"schema":"iglu:com.acme/x/jsonschema/1-0-0","data":{"a":1}}`, typeJSON)
	f.Add(schema, `[{"a":1},{"b":"\u0000"}]`, typeJSON)
	f.Add(schema+"p=srv", "a=1&b&c=", form)
	f.Add("uid=1", post(event).Body.Value, typeJSON)
	f.Add("", "t=transaction&ti=1&tr=1.005&cu=EUR&pr1id=a&pr2cd3=b&il1pi2cm3=4&cm1=-.5e1\r\nt=item&ip=9\ft=event&ev=1", "")
	f.Add("first_call=true&duration=+07&datetime=2020-1-2+3:4:5&answered", "2020-01-02\t03:04:05\tX\t1\t::1\tGET\th\t/\t200\t-\ta%2520b\tq", "")
	f.Add("aid=a&p=mob", "type=subscribe&fired_at=2020-01-02+03%3A04%3A05&data%5Bmerges%5D%5BA%5D=1&data%5Bmerges%5D=2&x%5B%5D", form)
	f.Add("", "event=opened&timestamp=1&token=t&signature=s&body-plain=&attachment-count=2&X-Mailgun-Sid=x", form)
	f.Add("", "--b\r\nContent-Disposition: form-data; name=\"event\"\r\n\r\nopened\r\n--b--", "multipart/form-data; boundary=b")
	f.Add("", `{"signature":{"timestamp":"1","token":"t","signature":"s"},"event-data":{"event":"opened","body-plain":"","a-b":{"c_d":1}}}`, typeJSON)
	f.Add("", "mandrill_events=%5B%7B%22event%22%3A%22open%22%2C%22ts%22%3A1%7D%5D", form)
	f.Add("", `{"type":"user_created","user_created_at":1,"_tags":{},"triggered_at":2,"datetime":"2020-01-02 03:04:05"}`, typeJSON)
	f.Add("", "data=%7B%22operators%22%3A%7B%7D%2C%22items%22%3A%5B%7B%22timestamp%22%3A%221.5%22%7D%5D%7D", form)
	f.Add("", `{"messages":[{"type":"incident.trigger","created_on":"2020-01-02T03:04:05 00:00","x":"null"}]}`, typeJSON)
	f.Add("message=%7B%22action%22:%22assign%22%7D&x=(u'a',)", "", "")
	f.Add("", `[{"event":"open","timestamp":1,"sg_event_id":"a"},{"event":"click","sg_event_id":"a"}]`, typeJSON+"; charset=utf-8")
	f.Add("", "page_id=1&page_name=n&variant=a&page_url=u&data.json=%7B%22a_b%22%3A1%7D&data.xml=x", form)
	f.Add("", `{"type":"OPEN","id":"1","occurred":"2020-01-02T03:04:05Z","processed":"2020-01-02"}`, "")
	f.Add("", `[{"subscriptionType":"deal.creation","occurredAt":1539145399845}]`, typeJSON)
	registry := adapter.NewRegistry(newSchemas(f))
	newest := adapter.NewRegistry(newSchemas(f), adapter.WithSchemas(
		iglu.Key{Vendor: "com.sendgrid", Name: "open", Format: "jsonschema", Version: iglu.Version{Model: 3}},
		iglu.Key{Vendor: "com.marketo", Name: "event", Format: "jsonschema", Version: iglu.Version{Model: 2}}))
	f.Fuzz(func(t *testing.T, query, body, contentType string) {
		if !utf8.ValidString(query + body + contentType) {
			return
		}
		var s adapter.Scratch
		for _, api := range registry.APIs() {
			for _, r := range []*adapter.Registry{registry, newest} {
				p := &payload.Payload{Vendor: api.Vendor, Version: api.Version}
				p.Query, _, _ = payload.ParseQuery(nil, nil, query)
				if contentType != "" {
					p.ContentType = payload.Some(contentType)
				}
				if contentType != "" || body != "" {
					p.Body = payload.Some(body)
				}
				err := r.Adapt(t.Context(), p, &s, func(r *adapter.Raw) error {
					checkEvent(t, api.Name, r)
					return nil
				})
				var errs adapter.Errors
				if err != nil && !errors.As(err, &errs) {
					t.Errorf("%s: got %v", api.Name, err)
				}
			}
		}
	})
}

func checkEvent(t *testing.T, name string, r *adapter.Raw) {
	seen := map[string]bool{}
	for _, p := range r.Params {
		if seen[p.Name] {
			t.Errorf("%s: parameter %q is there twice", name, p.Name)
		}
		seen[p.Name] = true
		written := p.Name == "ue_pr" || p.Name == "co"
		if name == "tp1" || name == "tp2" || name == "redirect" && (p.Name == "co" || sent(r, "ue_pr")) {
			written = false
		}
		if written && !json.Valid([]byte(p.Value.Value)) {
			t.Errorf("%s: %s is no JSON: %q", name, p.Name, p.Value.Value)
		}
	}
}

// sent tells whether the parameter was in the querystring.
func sent(r *adapter.Raw, name string) bool {
	for _, q := range r.Payload.Query {
		if q.Name == name {
			return true
		}
	}
	return false
}

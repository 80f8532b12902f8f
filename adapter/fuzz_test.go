package adapter_test

import (
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/payload"
)

// FuzzAdapt holds for every adapter: Errors and nothing else, one entry per name,
// and JSON where an adapter writes JSON.
func FuzzAdapt(f *testing.F) {
	const schema = "schema=iglu:com.acme/x/jsonschema/1-0-0&"
	f.Add("e=pv&e=se&u=http%3A%2F%2Fx.example%2F&cx=eyJkYXRhIjpbXX0", "", "application/json")
	f.Add("u=x&e=pv&co=%7B%22data%22:[1],%22a%22:%22%22%7D", `{"schema":"iglu:com.acme/x/jsonschema/1-0-0","data":{"a":1}}`, "application/json")
	f.Add(schema, `[{"a":1},{"b":"\u0000"}]`, "application/json")
	f.Add(schema+"p=srv", "a=1&b&c=", "application/x-www-form-urlencoded")
	f.Add("uid=1", post(event).Body.Value, "application/json")
	registry := adapter.NewRegistry(newSchemas(f))
	f.Fuzz(func(t *testing.T, query, body, contentType string) {
		if !utf8.ValidString(query + body + contentType) {
			return
		}
		var s adapter.Scratch
		for _, api := range [][2]string{
			{"com.snowplowanalytics.snowplow", "tp1"}, {"com.snowplowanalytics.snowplow", "tp2"}, {"r", "tp2"}, {"com.snowplowanalytics.iglu", "v1"},
		} {
			p := &payload.Payload{Vendor: api[0], Version: api[1]}
			p.Query, _, _ = payload.ParseQuery(nil, nil, query)
			if contentType != "" {
				p.ContentType, p.Body = payload.Some(contentType), payload.Some(body)
			}
			err := registry.Adapt(t.Context(), p, &s, func(r *adapter.Raw) error {
				checkEvent(t, api, r)
				return nil
			})
			var errs adapter.Errors
			if err != nil && !errors.As(err, &errs) {
				t.Errorf("%v: got %v", api, err)
			}
		}
	})
}

func checkEvent(t *testing.T, api [2]string, r *adapter.Raw) {
	seen := map[string]bool{}
	for _, p := range r.Params {
		if seen[p.Name] {
			t.Errorf("%v: parameter %q is there twice", api, p.Name)
		}
		seen[p.Name] = true
		written := p.Name == "ue_pr" && (api[0] == "com.snowplowanalytics.iglu" || api[0] == "r" && !sent(r, "ue_pr"))
		if written && !json.Valid([]byte(p.Value.Value)) {
			t.Errorf("%v: %s is no JSON: %q", api, p.Name, p.Value.Value)
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

package adapter

import (
	"slices"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// Schemas of the envelopes that adapters write.
const (
	unstructSchema = "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0"
	contextsSchema = "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1"
)

// Content types as senders spell them.
const (
	typeJSON     = "application/json"
	typeJSONutf8 = "application/json; charset=utf-8"
	typeJSONUTF8 = "application/json; charset=UTF-8"
	typeForm     = "application/x-www-form-urlencoded"
)

// A Webhook is what the events of one vendor's webhook have in common.
type Webhook struct {
	Vendor   string // in errors
	Tracker  string // tv
	Platform string // p, unless the querystring has one

	versions versions // of schemas, where others than the adapter's own are wanted
}

// carried are the parameters that a webhook's event takes from the querystring.
var carried = [...]string{"nuid", "aid", "cv", "eid", "ttm", "url"}

// Event makes s.Raw an unstructured event with data, which is JSON, under that
// schema, in the version that is configured. The query is a map: it gives the
// platform and what an event carries beside its data. The data may lie in s.Buf.
func (w Webhook) Event(s *Scratch, p *payload.Payload, query []payload.Pair, schema string, data []byte) {
	from := len(s.Buf)
	b := append(s.Buf, `{"schema":"`+unstructSchema+`","data":{"schema":`...)
	b = jsondoc.AppendString(b, w.versions.of(schema))
	b = append(b, `,"data":`...)
	b = append(b, data...)
	s.Buf = append(b, "}}"...)

	platform, ok := lookup(query, "p")
	if !ok {
		platform = payload.Some(w.Platform)
	}
	s.Raw.Payload = p
	s.Raw.Params = append(s.Raw.Params[:0],
		payload.Pair{Name: "tv", Value: payload.Some(w.Tracker)},
		payload.Pair{Name: "e", Value: payload.Some("ue")},
		payload.Pair{Name: "p", Value: platform},
		payload.Pair{Name: "ue_pr", Value: payload.Some(s.since(from))})
	for _, name := range carried {
		if v, ok := lookup(query, name); ok {
			s.Raw.Params = append(s.Raw.Params, payload.Pair{Name: name, Value: v})
		}
	}
}

// fail returns one error in this vendor's name.
func (w Webhook) fail(e Error) error {
	e.Vendor = w.Vendor
	return fail(e)
}

func (w Webhook) emptyQuerystring() error {
	return w.fail(Error{Kind: EmptyQuerystring, Field: "querystring", Want: "at least one parameter"})
}

// needBody tests that there is a body.
func (w Webhook) needBody(p *payload.Payload) error {
	if !p.Body.Set {
		return w.fail(Error{Kind: EmptyBody, Field: "Body", Want: "a body"})
	}
	return nil
}

// checkBody tests that there is a body and that its content type is exactly one
// of those.
func (w Webhook) checkBody(p *payload.Payload, types ...string) error {
	if err := w.needBody(p); err != nil {
		return err
	}
	return w.checkType(p, types...)
}

// checkType tests that the content type is exactly one of those.
func (w Webhook) checkType(p *payload.Payload, types ...string) error {
	if !p.ContentType.Set {
		return w.fail(Error{Kind: MissingContentType, Field: "content type", Want: oneOf(types)})
	}
	if !slices.Contains(types, p.ContentType.Value) {
		return w.fail(Error{Kind: UnsupportedContentType, Field: "content type", Value: p.ContentType, Want: oneOf(types)})
	}
	return nil
}

func oneOf(texts []string) string {
	var b []byte
	for i, t := range texts {
		if i > 0 {
			b = append(b, " or "...)
		}
		b = append(b, t...)
	}
	return string(b)
}

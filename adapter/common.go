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
}

// carried are the parameters that a webhook's event takes from the querystring.
var carried = [...]string{"nuid", "aid", "cv", "eid", "ttm", "url"}

// Event makes s.Raw an unstructured event with data, which is JSON, under that
// schema. The query is a map: it gives the platform and what an event carries
// beside its data. The data may lie in s.Buf.
func (w Webhook) Event(s *Scratch, p *payload.Payload, query []payload.Pair, schema string, data []byte) {
	from := len(s.Buf)
	b := append(s.Buf, `{"schema":"`+unstructSchema+`","data":{"schema":`...)
	b = jsondoc.AppendString(b, schema)
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

// parseForm reads a form body as a map into s.form.
func (w Webhook) parseForm(s *Scratch, body string) error {
	pairs, buf, ok := payload.ParseQuery(nil, s.Buf, body)
	if s.Buf = buf; !ok {
		return w.fail(Error{Kind: UnparseableBody, Field: "Body", Value: payload.Some(body), Want: "a form-encoded body"})
	}
	s.form = appendMap(s.form[:0], pairs)
	return nil
}

// parseJSON reads the first JSON value of the body into s.Doc; what follows it
// is not looked at.
func (w Webhook) parseJSON(s *Scratch, body string) (jsondoc.Node, error) {
	if _, err := s.Doc.ParsePrefix(bytesOf(body), jsondoc.DefaultDepth); err != nil {
		return jsondoc.Node{}, w.fail(Error{Kind: InvalidJSON, Field: "Body", Value: payload.Some(body), Want: "a JSON body"})
	}
	return s.Doc.Root(), nil
}

// appendTexts appends a map as a JSON object of texts; what has no value is null.
func appendTexts(dst []byte, pairs []payload.Pair) []byte {
	dst = append(dst, '{')
	for i := range pairs {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(jsondoc.AppendString(dst, pairs[i].Name), ':')
		if !pairs[i].Value.Set {
			dst = append(dst, "null"...)
			continue
		}
		dst = jsondoc.AppendString(dst, pairs[i].Value.Value)
	}
	return append(dst, '}')
}

package adapter

import (
	"context"
	"encoding/base64"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// redirect is a click that the collector answered with a redirect to u. A click
// without an event type becomes an event of its own; one with a type takes the
// target along as an entity.
type redirect struct{}

const redirectSchema = "iglu:com.snowplowanalytics.snowplow/uri_redirect/jsonschema/1-0-0"

func (redirect) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	if len(p.Query) == 0 {
		return fail(Error{Kind: EmptyQuerystring, Vendor: "Snowplow", Field: "querystring", Want: "at least one parameter"})
	}
	s.Reset()
	s.query = appendMap(s.query, p.Query)
	u, _ := lookup(s.query, "u")
	if !u.Set {
		return fail(Error{Kind: MissingParameter, Vendor: "Snowplow", Field: "u", Want: "parameter u, the target of the redirect"})
	}
	for _, q := range s.query {
		if q.Name != "u" {
			s.Raw.Params = append(s.Raw.Params, q)
		}
	}
	name, value, err := redirected(s, u.Value)
	if err != nil {
		return err
	}
	s.Raw.Payload = p
	s.Raw.Params = set(s.Raw.Params, name, payload.Some(value))
	s.Raw.Params = set(s.Raw.Params, "tv", payload.Some("r-tp2"))
	if _, ok := lookup(s.query, "p"); !ok {
		s.Raw.Params = set(s.Raw.Params, "p", payload.Some("web"))
	}
	return emit(&s.Raw)
}

// redirected returns the parameter that tells of the target, and for a click of
// its own sets the event type.
func redirected(s *Scratch, u string) (name, value string, err error) {
	_, typed := lookup(s.query, "e")
	if !typed {
		s.Raw.Params = set(s.Raw.Params, "e", payload.Some("ue"))
		from := len(s.Buf)
		s.Buf = append(s.Buf, `{"schema":"`+unstructSchema+`","data":`...)
		s.Buf = append(appendRedirect(s.Buf, u), '}')
		return "ue_pr", s.since(from), nil
	}
	if cx, _ := lookup(s.query, "cx"); cx.Set {
		from := len(s.Buf)
		s.Buf = payload.AppendBase64(s.Buf, cx.Value)
		merged, err := addRedirect(s, s.since(from), u)
		if err != nil {
			return "", "", err
		}
		from = len(s.Buf)
		s.Buf = base64.RawURLEncoding.AppendEncode(s.Buf, bytesOf(merged))
		return "cx", s.since(from), nil
	}
	if co, _ := lookup(s.query, "co"); co.Value != "" {
		merged, err := addRedirect(s, co.Value, u)
		return "co", merged, err
	}
	from := len(s.Buf)
	s.Buf = append(s.Buf, `{"schema":"`+contextsSchema+`","data":[`...)
	s.Buf = append(appendRedirect(s.Buf, u), "]}"...)
	return "co", s.since(from), nil
}

func appendRedirect(dst []byte, u string) []byte {
	dst = append(dst, `{"schema":"`+redirectSchema+`","data":{"uri":`...)
	return append(jsondoc.AppendString(dst, u), "}}"...)
}

// addRedirect returns the contexts with the entity as last element of data,
// unless they have it. Contexts that are no object, and data that is no array,
// are replaced, as in R108.
func addRedirect(s *Scratch, contexts, u string) (string, error) {
	if _, err := s.Doc.ParsePrefix(bytesOf(contexts), jsondoc.DefaultDepth); err != nil {
		return "", fail(Error{Kind: InvalidJSON, Vendor: "Snowplow", Field: "co|cx", Value: payload.Some(contexts), Want: "JSON"})
	}
	root := s.Doc.Root()
	from := len(s.Buf)
	b := append(s.Buf, '{')
	for m := root.First(); root.Kind() == jsondoc.Object && m.Exists(); m = m.Next() {
		b = append(jsondoc.AppendString(b, m.Name()), ':')
		if m.Name() == "data" {
			b = appendWithRedirect(b, m.Value(), u)
		} else {
			b = m.Value().AppendCompact(b)
		}
		b = append(b, ',')
	}
	if root.Get("data").Exists() {
		b[len(b)-1] = '}'
	} else {
		b = append(b, `"data":`...)
		b = append(appendWithRedirect(b, jsondoc.Node{}, u), '}')
	}
	s.Buf = b
	return s.since(from), nil
}

func appendWithRedirect(dst []byte, data jsondoc.Node, u string) []byte {
	dst = append(dst, '[')
	there := false
	if data.Kind() == jsondoc.Array {
		for m := data.First(); m.Exists(); m = m.Next() {
			dst = append(m.Value().AppendCompact(dst), ',')
			there = there || isRedirect(m.Value(), u)
		}
	}
	if !there {
		return append(appendRedirect(dst, u), ']')
	}
	dst[len(dst)-1] = ']'
	return dst
}

func isRedirect(n jsondoc.Node, u string) bool {
	data := n.Get("data")
	return n.Len() == 2 && n.Get("schema").Text() == redirectSchema &&
		data.Len() == 1 && data.Get("uri").Kind() == jsondoc.String && data.Get("uri").Text() == u
}

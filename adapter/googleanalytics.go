package adapter

import (
	"context"
	"strings"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// googleAnalytics takes hits of Google's Measurement Protocol: each line of the
// body is one, in the syntax of a querystring. The payload's own querystring does
// not count.
type googleAnalytics struct{ hook Webhook }

func newGoogleAnalytics(v versions) Adapter {
	return googleAnalytics{Webhook{
		Vendor: "GoogleAnalytics", Tracker: "com.google.analytics.measurement-protocol-v1", Platform: "srv", versions: v,
	}}
}

func (a googleAnalytics) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	if p.Body.Value == "" {
		return a.hook.fail(Error{Kind: EmptyBody, Field: "Body", Want: "a body"})
	}
	s.Reset()
	hits := splitHits(p.Body.Value)
	var errs Errors
	for i, hit := range hits {
		errs = append(errs, a.hit(p, s, hit, i)...)
	}
	if errs != nil {
		return errs
	}
	for i, hit := range hits {
		if len(hits) > 1 { // else s.Raw has it already
			if errs := a.hit(p, s, hit, i); errs != nil {
				return errs
			}
		}
		if err := emit(&s.Raw); err != nil {
			return err
		}
	}
	return nil
}

// splitHits splits a body into lines; what ends a line is in none of them.
func splitHits(body string) []string {
	var lines []string
	for body != "" {
		i := strings.IndexAny(body, "\n\f")
		if i < 0 {
			return append(lines, body)
		}
		lines = append(lines, strings.TrimSuffix(body[:i], "\r"))
		body = body[i+1:]
	}
	return lines
}

// hit makes s.Raw the event of a hit. It keeps nothing of earlier hits.
func (a googleAnalytics) hit(p *payload.Payload, s *Scratch, hit string, index int) Errors {
	s.Buf = s.Buf[:0]
	if err := a.hook.parseForm(s, hit); err != nil {
		return a.at(index, err)
	}
	hitType, _ := lookup(s.form, "t")
	if !hitType.Set {
		return a.at(index, a.hook.fail(Error{Kind: MissingEventType, Field: "t", Want: "parameter t, the type of the hit"}))
	}
	event, known := gaEvents[hitType.Value]
	var errs Errors
	if !known {
		errs = append(errs, a.at(index, a.unknown(hitType))...)
	}
	entities, wrong := a.appendEntities(nil, s.form, hitType.Value)
	if errs = append(errs, wrong.at(index)...); errs != nil {
		return errs
	}
	data, _, wrong := a.appendData(nil, event, s.form)
	if wrong != nil {
		return wrong.at(index)
	}
	a.hook.Event(s, p, nil, event.uri, data)
	s.Raw.Params = append(s.Raw.Params, payload.Pair{Name: "co", Value: payload.Some(share(entities))})
	for _, c := range gaCopied {
		name := c.other
		if hitType.Value == "transaction" {
			name = c.name
		}
		if v, ok := lookup(s.form, c.param); ok {
			s.Raw.Params = append(s.Raw.Params, payload.Pair{Name: name, Value: v})
		}
	}
	return nil
}

// unknown reports a type twice, as a hit's type and as an event's: R108 does.
func (a googleAnalytics) unknown(hitType payload.Text) error {
	_, err := EventSchemas{}.Lookup(a.hook, hitType, -1)
	first := a.hook.fail(Error{Kind: UnknownEventType, Field: "t", Value: hitType, Want: "a hit type of the Measurement Protocol"})
	return Errors(nil).with(first).with(err)
}

func (a googleAnalytics) at(index int, err error) Errors { return Errors(nil).with(err).at(index) }

// appendEntities appends the contexts of a hit. Each of its entities may have
// errors.
func (a googleAnalytics) appendEntities(dst []byte, hit []payload.Pair, hitType string) ([]byte, Errors) {
	dst = append(dst, `{"schema":"`+contextsSchema+`","data":[`...)
	var errs Errors
	add := func(e gaSchema) {
		from := len(dst)
		dst = a.appendSchema(dst, e.uri)
		out, found, wrong := a.appendData(dst, e, hit)
		if errs = append(errs, wrong...); !found {
			dst = dst[:from]
			return
		}
		dst = append(out, "},"...)
	}
	if hitType != "pageview" {
		add(gaPageView)
	}
	for _, e := range gaEntities {
		add(e)
	}
	dst, wrong := a.appendComposites(dst, hit)
	if dst[len(dst)-1] == ',' {
		dst = dst[:len(dst)-1]
	}
	return append(dst, "]}"...), append(errs, wrong...)
}

// appendSchema appends the start of an entity up to its data.
func (a googleAnalytics) appendSchema(dst []byte, uri string) []byte {
	dst = append(dst, `{"schema":`...)
	return append(jsondoc.AppendString(dst, a.hook.versions.of(uri)), `,"data":`...)
}

// appendData appends the properties of a schema that the hit has parameters for,
// and tells whether there are any.
func (a googleAnalytics) appendData(dst []byte, schema gaSchema, hit []payload.Pair) (out []byte, found bool, errs Errors) {
	dst = append(dst, '{')
	for _, f := range schema.fields {
		v, ok := lookup(hit, f.param)
		if !ok {
			continue
		}
		if found {
			dst = append(dst, ',')
		}
		found = true
		var err error
		if dst, err = a.appendProperty(dst, f.property, f.kind, v); err != nil {
			errs = errs.with(err)
		}
	}
	return append(dst, '}'), found, errs
}

func (a googleAnalytics) appendProperty(dst []byte, name string, kind gaKind, v payload.Text) ([]byte, error) {
	dst = append(jsondoc.AppendString(dst, name), ':')
	out, wrong, want := kind.append(dst, v)
	if wrong != "" {
		return dst, a.hook.fail(Error{Kind: wrong, Field: name, Value: v, Want: want})
	}
	return out, nil
}

// A gaKind is what a parameter's text becomes.
type gaKind uint8

const (
	gaText gaKind = iota
	gaInt
	gaCents // a number with two decimals
	gaDouble
	gaBool // 1 or 0
)

func (k gaKind) append(dst []byte, v payload.Text) (out []byte, wrong ErrorKind, want string) {
	switch k {
	case gaInt:
		if !isInt32(v.Value) {
			return dst, InvalidNumber, "an integer of 32 bits (int)"
		}
		return appendInt32(dst, v.Value), "", ""
	case gaCents, gaDouble:
		convert := double
		if k == gaCents {
			convert = cents
		}
		n, ok := convert(v.Value)
		if !ok {
			return dst, InvalidNumber, "a number (double)"
		}
		return append(dst, n...), "", ""
	case gaBool:
		switch v.Value {
		case "1":
			return append(dst, "true"...), "", ""
		case "0":
			return append(dst, "false"...), "", ""
		}
		return dst, InvalidBoolean, "1 or 0"
	}
	return appendText(dst, v), "", ""
}

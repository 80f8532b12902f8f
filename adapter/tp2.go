package adapter

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// Schemas finds the schema that a body says it follows. An error that is
// iglu.ErrNotFound, or an *iglu.SchemaError, is an answer; any other is an outage.
type Schemas interface {
	ByURI(ctx context.Context, uri string) (*iglu.Schema, error)
}

var _ Schemas = (*iglu.Set)(nil)

// tp2 is version 2 of the Snowplow tracker protocol: a querystring, as tp1, or a
// body with any number of events, on each of which the querystring is laid.
type tp2 struct{ schemas Schemas }

var snowplowHook = Webhook{Vendor: "Snowplow"}

var tp2Types = []string{typeJSON, typeJSONutf8, typeJSONUTF8}

// payloadData is the schema of bodies, of any version 1-0-*.
const (
	payloadData       = payloadDataPrefix + "*"
	payloadDataPrefix = "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-"
)

func (a tp2) Adapt(ctx context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	if err := tp2Request(p); err != nil {
		return err
	}
	s.Reset()
	s.Raw.Payload = p
	s.query = appendMap(s.query, p.Query)
	if !p.Body.Set {
		s.Raw.Params = append(s.Raw.Params, s.query...)
		return emit(&s.Raw)
	}
	root, err := snowplowHook.parseJSON(s, p.Body.Value)
	if err != nil {
		return err
	}
	data, err := a.events(ctx, root)
	if err != nil {
		return err
	}
	for m := data.First(); m.Exists(); m = m.Next() {
		s.Raw.Params, s.Raw.Shape = overlay(s.Raw.Params[:0], m.Value(), s.query)
		if err := emit(&s.Raw); err != nil {
			return err
		}
	}
	return nil
}

// tp2Request tests what can be said without a look into the body.
func tp2Request(p *payload.Payload) error {
	switch {
	case len(p.Query) == 0 && !p.Body.Set:
		return snowplowHook.fail(Error{Kind: EmptyBodyAndQuerystring, Field: "Body", Want: "a querystring or a body"})
	case p.Body.Set || p.ContentType.Set:
		if err := snowplowHook.checkType(p, tp2Types...); err != nil {
			return err
		}
	}
	if p.ContentType.Set && !p.Body.Set {
		return snowplowHook.fail(Error{Kind: EmptyBody, Field: "Body", Value: p.ContentType, Want: "a body with that content type"})
	}
	return nil
}

// events returns the array of events in a body, which is valid.
func (a tp2) events(ctx context.Context, root jsondoc.Node) (jsondoc.Node, error) {
	if errs := checkEnvelope(root); errs != nil {
		return jsondoc.Node{}, errs
	}
	schema := root.Get("schema")
	if !strings.HasPrefix(schema.Text(), payloadDataPrefix) {
		kind := SchemaMismatch
		if _, err := iglu.ParseKey(schema.Text()); err != nil {
			kind = InvalidSchemaURI
		}
		return jsondoc.Node{}, snowplowHook.fail(Error{Kind: kind, Field: "schema", Value: payload.Some(schema.Text()), Want: payloadData})
	}
	found, err := a.schemas.ByURI(ctx, schema.Text())
	if err != nil {
		return jsondoc.Node{}, schemaError(err, schema.Text())
	}
	data := root.Get("data")
	if reports := found.Validate(data); reports != nil {
		return jsondoc.Node{}, validationErrors(reports)
	}
	return data, nil
}

// schemaError tells the answer that there is no such schema from an outage.
func schemaError(err error, uri string) error {
	var broken *iglu.SchemaError
	var invalid *iglu.URIError
	if errors.As(err, &invalid) {
		return snowplowHook.fail(Error{Kind: InvalidSchemaURI, Field: "schema", Value: payload.Some(uri), Want: payloadData})
	}
	if errors.Is(err, iglu.ErrNotFound) || errors.As(err, &broken) {
		return snowplowHook.fail(Error{
			Kind: SchemaNotFound, Field: "schema", Value: payload.Some(uri), Want: "a schema that a registry has",
		})
	}
	return fmt.Errorf("find schema of the body: %w", err)
}

// checkEnvelope tests a body as self-describing JSON: nothing but a text schema
// and data.
func checkEnvelope(root jsondoc.Node) error {
	if root.Kind() != jsondoc.Object {
		return invalid("", "type", "object")
	}
	var errs Errors
	var unwanted, missing []string
	for m := root.First(); m.Exists(); m = m.Next() {
		if n := m.Name(); n != "schema" && n != "data" {
			unwanted = append(unwanted, strings.Clone(n))
		}
	}
	for _, n := range [...]string{"data", "schema"} {
		if !root.Get(n).Exists() {
			missing = append(missing, n)
		}
	}
	if unwanted != nil {
		errs = append(errs, invalid("", "additionalProperties", unwanted...)...)
	}
	if missing != nil {
		errs = append(errs, invalid("", "required", missing...)...)
	}
	if schema := root.Get("schema"); schema.Exists() && schema.Kind() != jsondoc.String {
		errs = append(errs, invalid("/schema", "type", "string")...)
	}
	if errs == nil {
		return nil
	}
	return errs
}

func invalid(pointer, keyword string, names ...string) Errors {
	return Errors{{
		Kind: SchemaValidation, Vendor: snowplowHook.Vendor, Field: pointer, Keyword: keyword, Names: names,
		Want: "data as the schema demands: " + keyword, Index: -1,
	}}
}

// overlay appends the members of an event, then lays the querystring on top. The
// shape is that of the event if its parameters come first and stay as they are.
func overlay(dst []payload.Pair, event jsondoc.Node, query []payload.Pair) ([]payload.Pair, *jsondoc.Shape) {
	dst = slices.Grow(dst, event.Len()+len(query))
	for m := event.First(); m.Exists(); m = m.Next() {
		// In place: a pair made elsewhere would have to be copied.
		dst = dst[:len(dst)+1]
		p := &dst[len(dst)-1]
		p.Name, p.Value.Value, p.Value.Set = m.Name(), m.Value().Text(), true
	}
	shape := event.Shape()
	if !meet(dst, shape, query) { // the usual: the collector's own parameters
		return append(dst, query...), shape
	}
	for _, q := range query {
		dst = set(dst, q.Name, q.Value)
	}
	return dst, nil
}

// meet tells whether a member, of an object of that shape, is in the query too.
func meet(members []payload.Pair, shape *jsondoc.Shape, query []payload.Pair) bool {
	if names := namesOf(shape); names != nil {
		return slices.ContainsFunc(query, func(q payload.Pair) bool { return names[q.Name] })
	}
	var queried nameSet
	for i := range query {
		queried.add(query[i].Name)
	}
	for i := range members {
		if queried.has(members[i].Name) {
			if _, ok := lookup(query, members[i].Name); ok {
				return true
			}
		}
	}
	return false
}

// shapeNames owns the notes that namesOf makes.
var shapeNames = new(byte)

// namesOf returns the names of a shape, noted once for all events of that shape; nil
// where nothing can be noted.
func namesOf(s *jsondoc.Shape) map[string]bool {
	all, _ := jsondoc.Noted(s, shapeNames, func(names []string) map[string]bool {
		all := make(map[string]bool, len(names))
		for _, name := range names {
			all[name] = true
		}
		return all
	})
	return all
}

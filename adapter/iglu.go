package adapter

import (
	"context"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// igluWebhook takes any event whose sender names its schema: in the querystring,
// with the data in the rest of it or in the body, or in a self-describing body.
type igluWebhook struct{}

var igluHook = Webhook{Vendor: "Iglu", Tracker: "com.snowplowanalytics.iglu-v1", Platform: "app"}

func (igluWebhook) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	s.Reset()
	s.query = appendMap(s.query, p.Query)
	schema, named := lookup(s.query, "schema")
	if p.Body.Set && !p.ContentType.Set {
		return igluHook.checkType(p, igluTypes(named)...)
	}
	if !named {
		if !p.Body.Set {
			return igluHook.fail(Error{Kind: UnsupportedRequest, Want: "a parameter schema or a body"})
		}
		return igluSelfDescribing(p, s, emit)
	}
	if err := checkSchema(schema); err != nil {
		return err
	}
	if !p.Body.Set {
		from := len(s.Buf)
		s.Buf = formatter{}.append(s.Buf, s.query, "schema")
		igluHook.Event(s, p, s.query, schema.Value, s.Buf[from:])
		return emit(&s.Raw)
	}
	if err := igluHook.checkType(p, igluTypes(true)...); err != nil {
		return err
	}
	if p.ContentType.Value == typeForm {
		return igluForm(p, s, schema.Value, emit)
	}
	return igluJSON(p, s, schema.Value, emit)
}

func igluTypes(form bool) []string {
	types := []string{typeJSON, typeJSONutf8, typeForm}
	if form {
		return types
	}
	return types[:2]
}

func checkSchema(uri payload.Text) error {
	if _, err := iglu.ParseKey(uri.Value); err != nil {
		return igluHook.fail(Error{
			Kind: InvalidSchemaURI, Field: "schema", Value: uri,
			Want: "iglu:vendor/name/format/model-revision-addition",
		})
	}
	return nil
}

// igluSelfDescribing reads a body that is an object with schema and data.
func igluSelfDescribing(p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	if err := igluHook.checkType(p, igluTypes(false)...); err != nil {
		return err
	}
	root, err := igluHook.parseJSON(s, p.Body.Value)
	if err != nil {
		return err
	}
	schema, data := root.Get("schema"), root.Get("data")
	if schema.Kind() != jsondoc.String {
		return igluHook.fail(Error{Kind: MissingField, Field: "schema", Want: "a self-describing body with a text schema"})
	}
	if data.Kind() != jsondoc.Object {
		return igluHook.fail(Error{Kind: MissingField, Field: "data", Want: "a self-describing body with an object data"})
	}
	if err := checkSchema(payload.Some(schema.Text())); err != nil {
		return err
	}
	return igluHook.emitJSON(p, s, schema.Text(), Cleaner{}, data, emit)
}

// igluJSON reads a body that is the data, or an array with the data of several
// events.
func igluJSON(p *payload.Payload, s *Scratch, schema string, emit func(*Raw) error) error {
	root, err := igluHook.parseJSON(s, p.Body.Value)
	if err != nil {
		return err
	}
	if root.Kind() == jsondoc.Array {
		if root.Len() == 0 {
			return igluHook.fail(Error{Kind: NoEvents, Field: "Body", Want: "an array of at least one event"})
		}
		for m := root.First(); m.Exists(); m = m.Next() {
			if err := igluHook.emitJSON(p, s, schema, Cleaner{}, m.Value(), emit); err != nil {
				return err
			}
		}
		return nil
	}
	if root.Kind() != jsondoc.Object || root.Len() == 0 {
		return igluHook.fail(Error{Kind: EmptyEvent, Field: "Body", Want: "an object with at least one member"})
	}
	return igluHook.emitJSON(p, s, schema, Cleaner{}, root, emit)
}

// igluForm reads a form body: a server sent it, if nobody says otherwise.
func igluForm(p *payload.Payload, s *Scratch, schema string, emit func(*Raw) error) error {
	if err := igluHook.parseForm(s, p.Body.Value); err != nil {
		return err
	}
	hook := igluHook
	hook.Platform = "srv"
	from := len(s.Buf)
	s.Buf = appendTexts(s.Buf, s.form)
	hook.Event(s, p, s.query, schema, s.Buf[from:])
	return emit(&s.Raw)
}

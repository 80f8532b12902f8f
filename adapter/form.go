package adapter

import (
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// parseForm reads a form body as a map into s.form.
func (w Webhook) parseForm(s *Scratch, body string) error {
	pairs, buf, ok := payload.ParseQuery(nil, s.Buf, body)
	if s.Buf = buf; !ok {
		return w.fail(Error{Kind: UnparseableBody, Field: "Body", Value: payload.Some(body), Want: "a form-encoded body"})
	}
	s.form = appendMap(s.form[:0], pairs)
	return nil
}

// formBody checks a form body that must not be empty, and reads it as parseForm
// does.
func (w Webhook) formBody(p *payload.Payload, s *Scratch) error {
	if err := w.checkBody(p, typeForm); err != nil {
		return err
	}
	if p.Body.Value == "" {
		return w.emptyEvent("Body")
	}
	return w.parseForm(s, p.Body.Value)
}

func (w Webhook) emptyEvent(field string) error {
	return w.fail(Error{Kind: EmptyEvent, Field: field, Want: "an event"})
}

func (w Webhook) missingField(field string) error {
	return w.fail(Error{Kind: MissingField, Field: field, Want: "a body with that field"})
}

// appendTexts appends a map as a JSON object of texts; what has no value is null.
func appendTexts(dst []byte, pairs []payload.Pair) []byte {
	dst = append(dst, '{')
	for i := range pairs {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(jsondoc.AppendString(dst, pairs[i].Name), ':')
		dst = appendText(dst, pairs[i].Value)
	}
	return append(dst, '}')
}

func appendText(dst []byte, t payload.Text) []byte {
	if !t.Set {
		return append(dst, "null"...)
	}
	return jsondoc.AppendString(dst, t.Value)
}

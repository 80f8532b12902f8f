package adapter

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"strings"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// mailgun takes message events from Mailgun: a form, or a multipart form where
// there are attachments. The newer webhooks send JSON (mailgunjson.go).
type mailgun struct{ hook Webhook }

var mailgunSchemas = EventSchemas{
	"bounced":      "iglu:com.mailgun/message_bounced/jsonschema/1-0-0",
	"clicked":      "iglu:com.mailgun/message_clicked/jsonschema/1-0-0",
	"complained":   "iglu:com.mailgun/message_complained/jsonschema/1-0-0",
	"delivered":    "iglu:com.mailgun/message_delivered/jsonschema/1-0-0",
	"dropped":      "iglu:com.mailgun/message_dropped/jsonschema/1-0-0",
	"opened":       "iglu:com.mailgun/message_opened/jsonschema/1-0-0",
	"unsubscribed": "iglu:com.mailgun/recipient_unsubscribed/jsonschema/1-0-0",
}

const typeMultipart = "multipart/form-data"

// mailgunSigned are the fields that prove where an event comes from.
var mailgunSigned = [...]string{"timestamp", "token", "signature"}

func newMailgun(v versions) Adapter {
	return mailgun{Webhook{Vendor: "Mailgun", Tracker: "com.mailgun-v1", Platform: "srv", versions: v}}
}

func (a mailgun) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	if err := a.hook.needBody(p); err != nil {
		return err
	}
	s.Reset()
	s.query = appendMap(s.query, p.Query)
	contentType := p.ContentType.Value
	if contentType == typeJSON {
		return a.adaptJSON(p, s, emit)
	}
	if !strings.HasPrefix(contentType, typeForm) && !strings.HasPrefix(contentType, typeMultipart) {
		return a.hook.checkType(p, typeForm, typeMultipart, typeJSON)
	}
	if p.Body.Value == "" {
		return a.hook.emptyEvent("Body")
	}
	if err := a.parse(s, contentType, p.Body.Value); err != nil {
		return err
	}
	eventType, _ := lookup(s.form, "event")
	schema, err := mailgunSchemas.Lookup(a.hook, eventType, -1)
	if err != nil {
		return err
	}
	for _, name := range mailgunSigned {
		if _, ok := lookup(s.form, name); !ok {
			return a.hook.missingField(name)
		}
	}
	from := len(s.Buf)
	if s.Buf, err = a.appendForm(s.Buf, s.form, eventType.Value); err != nil {
		return err
	}
	a.hook.Event(s, p, s.query, schema, s.Buf[from:])
	return emit(&s.Raw)
}

// parse reads a body of either type into s.form. A multipart type that names no
// boundary is taken for a form.
func (a mailgun) parse(s *Scratch, contentType, body string) error {
	boundary := boundaryOf(contentType)
	if boundary == "" {
		return a.hook.parseForm(s, body)
	}
	pairs, err := multipartFields(body, boundary)
	if err != nil {
		return a.hook.fail(Error{
			Kind: UnparseableBody, Field: "Body", Value: payload.Some(body), Want: "a multipart body with the boundary of its content type",
		})
	}
	s.form = appendMap(s.form[:0], pairs)
	return nil
}

// boundaryOf returns the boundary that a multipart type names, also where it
// should be in quotes and is not; "" if there is none.
func boundaryOf(contentType string) string {
	if !strings.HasPrefix(contentType, typeMultipart) {
		return ""
	}
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		return params["boundary"]
	}
	_, boundary, _ := strings.Cut(contentType, "boundary=")
	return boundary
}

// multipartFields reads the fields of a multipart body; files are text like any
// other. The last boundary may be missing.
func multipartFields(body, boundary string) ([]payload.Pair, error) {
	var pairs []payload.Pair
	r := multipart.NewReader(strings.NewReader(body), boundary)
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return pairs, nil
		}
		if err != nil {
			return nil, err
		}
		name := part.FormName()
		if name == "" {
			continue
		}
		value, err := io.ReadAll(part)
		last := errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return nil, err
		}
		pairs = append(pairs, payload.Pair{Name: name, Value: payload.Some(strings.TrimSpace(string(value)))})
		if last {
			return pairs, nil
		}
	}
}

// appendForm appends the fields as data.
func (a mailgun) appendForm(dst []byte, form []payload.Pair, eventType string) ([]byte, error) {
	dst = append(dst, '{')
	for _, f := range form {
		name := CamelCase(f.Name)
		if name == "bodyPlain" || name == "event" && f.Value.Value == eventType {
			continue
		}
		if dst[len(dst)-1] != '{' {
			dst = append(dst, ',')
		}
		dst = append(jsondoc.AppendString(dst, name), ':')
		var err error
		if dst, err = a.appendField(dst, name, f.Value); err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}

func (a mailgun) appendField(dst []byte, name string, v payload.Text) ([]byte, error) {
	switch name {
	case "attachmentCount":
		n, ok := integer(v.Value)
		if !ok {
			return dst, a.invalidCount(v)
		}
		return append(dst, n...), nil
	case "timestamp":
		if out, ok := appendSeconds(dst, v.Value); ok {
			return out, nil
		}
	}
	return appendText(dst, v), nil
}

func (a mailgun) invalidCount(v payload.Text) error {
	return a.hook.fail(Error{Kind: InvalidNumber, Field: "attachmentCount", Value: v, Want: "an integer (int)"})
}

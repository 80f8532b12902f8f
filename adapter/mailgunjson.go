package adapter

import (
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// adaptJSON reads the newer body: the event, and beside it the signature, which
// goes into the data too. The time of the event is that of the signature.
func (a mailgun) adaptJSON(p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	root, err := a.hook.parseJSON(s, p.Body.Value)
	if err != nil {
		return err
	}
	event, signature := root.Get("event-data"), root.Get("signature")
	eventType := typeMember("event")(event)
	schema, err := mailgunSchemas.Lookup(a.hook, eventType, -1)
	if err != nil {
		return err
	}
	for _, name := range mailgunSigned {
		if !signature.Get(name).Exists() {
			return a.hook.missingField(name)
		}
	}
	if n := event.Get("attachment-count"); n.Kind() == jsondoc.String {
		if _, ok := integer(n.Text()); !ok {
			return a.invalidCount(payload.Some(n.Text()))
		}
	}
	from := len(s.Buf)
	s.Buf = appendMailgun(s.Buf, event, signature, eventType.Value)
	a.hook.Event(s, p, s.query, schema, s.Buf[from:])
	return emit(&s.Raw)
}

// appendMailgun appends the members of the event, then those of the signature
// that the event does not have.
func appendMailgun(dst []byte, event, signature jsondoc.Node, eventType string) []byte {
	c := Cleaner{Seconds: "timestamp", TypeName: "event", Type: eventType, rename: camel, value: mailgunCount}
	dst = append(dst, '{')
	from := len(dst)
	for m := event.First(); m.Exists(); m = m.Next() {
		v := m.Value()
		switch m.Name() {
		case "body-plain":
			continue
		case "timestamp":
			v = signature.Get("timestamp")
		}
		dst = c.member(dst, from, m.Name(), v)
	}
	for m := signature.First(); m.Exists(); m = m.Next() {
		if !event.Get(m.Name()).Exists() {
			dst = c.member(dst, from, m.Name(), m.Value())
		}
	}
	return append(dst, '}')
}

// mailgunCount makes the number of attachments a number where it is a text.
func mailgunCount(dst []byte, name string, v jsondoc.Node) ([]byte, bool) {
	if name != "attachment-count" || v.Kind() != jsondoc.String {
		return dst, false
	}
	n, ok := integer(v.Text())
	return append(dst, n...), ok
}

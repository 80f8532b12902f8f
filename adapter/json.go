package adapter

import (
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// parseJSON reads the first JSON value of the body into s.Doc; what follows it
// is not looked at.
func (w Webhook) parseJSON(s *Scratch, body string) (jsondoc.Node, error) {
	return w.parseField(s, "Body", body)
}

// parseField is parseJSON for the text of a field.
func (w Webhook) parseField(s *Scratch, field, text string) (jsondoc.Node, error) {
	if _, err := s.Doc.ParsePrefix(bytesOf(text), jsondoc.DefaultDepth); err != nil {
		return jsondoc.Node{}, w.fail(Error{Kind: InvalidJSON, Field: field, Value: payload.Some(text), Want: "JSON"})
	}
	return s.Doc.Root(), nil
}

// arrayOf tests that n is an array with elements.
func (w Webhook) arrayOf(n jsondoc.Node, field string) error {
	if n.Kind() != jsondoc.Array {
		return w.fail(Error{Kind: NotAnArray, Field: field, Want: "an array of events"})
	}
	if n.Len() == 0 {
		return w.noEvents(field)
	}
	return nil
}

func (w Webhook) noEvents(field string) error {
	return w.fail(Error{Kind: NoEvents, Field: field, Want: "at least one event"})
}

// member returns the member of that name; of an array, the one that its elements
// have in all.
func member(n jsondoc.Node, name string) jsondoc.Node {
	if n.Kind() != jsondoc.Array {
		return n.Get(name)
	}
	var found jsondoc.Node
	for m := n.First(); m.Exists(); m = m.Next() {
		v := member(m.Value(), name)
		if v.Exists() && found.Exists() {
			return jsondoc.Node{}
		}
		if v.Exists() {
			found = v
		}
	}
	return found
}

// typeMember returns the function that reads an event's type in a member of that
// name: a text, or the text of a number.
func typeMember(name string) func(jsondoc.Node) payload.Text {
	return func(n jsondoc.Node) payload.Text { return scalar(member(n, name)) }
}

func scalar(n jsondoc.Node) payload.Text {
	switch n.Kind() {
	case jsondoc.String:
		return payload.Some(n.Text())
	case jsondoc.Number:
		return payload.Some(n.Number())
	}
	return payload.Text{}
}

// emitJSON emits the event with n as data, then frees what it took of s.Buf.
func (w Webhook) emitJSON(p *payload.Payload, s *Scratch, schema string, c Cleaner, n jsondoc.Node, emit func(*Raw) error) error {
	from := len(s.Buf)
	s.Buf = c.Append(s.Buf, n)
	w.Event(s, p, s.query, schema, s.Buf[from:])
	err := emit(&s.Raw)
	s.Buf = s.Buf[:from]
	return err
}

// An eventList makes an event of each member of a container.
type eventList struct {
	schemas EventSchemas
	typeOf  func(jsondoc.Node) payload.Text
	clean   func(eventType string) Cleaner
	skip    func(i int) bool // events that are not wanted; nil for none
}

// emit emits the events if the types of all are known.
func (l eventList) emit(w Webhook, p *payload.Payload, s *Scratch, list jsondoc.Node, emit func(*Raw) error) error {
	var errs Errors
	for i, m := 0, list.First(); m.Exists(); i, m = i+1, m.Next() {
		if _, err := l.schemas.Lookup(w, l.typeOf(m.Value()), i); err != nil {
			errs = errs.with(err)
		}
	}
	if errs != nil {
		return errs
	}
	for i, m := 0, list.First(); m.Exists(); i, m = i+1, m.Next() {
		if l.skip != nil && l.skip(i) {
			continue
		}
		t := l.typeOf(m.Value()).Value
		if err := w.emitJSON(p, s, l.schemas[t], l.clean(t), m.Value(), emit); err != nil {
			return err
		}
	}
	return nil
}

package inputs

import (
	"unsafe"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
)

// A Reader finds inputs in one event after the other. It belongs to one worker.
type Reader struct {
	event  *event.Event
	parsed [2]bool // contexts, unstruct_event
	docs   [2]jsondoc.Doc
	entity jsondoc.Doc // the derived entity looked at last
	found  []jsondoc.Node
}

// Reset turns to an event.
func (r *Reader) Reset(w *enrich.Work) {
	r.event = w.Event
	r.parsed = [2]bool{}
}

// Release forgets the event, so that nothing of it is held.
func (r *Reader) Release() {
	r.event = nil
	r.docs[0].Reset()
	r.docs[1].Reset()
	r.entity.Reset()
	clear(r.found)
}

// Text returns the text of a column.
func (r *Reader) Text(s *Source) (string, bool) {
	text := r.event.Get(s.Column)
	return text, text != ""
}

// Values returns what the path finds in the data of the first object whose
// schema fits; none if there is no such object. They are valid until the next
// call.
func (r *Reader) Values(s *Source) []jsondoc.Node {
	data := r.object(s)
	if !data.Exists() {
		return nil
	}
	r.found = s.path.Append(r.found[:0], data)
	return r.found
}

// object returns the data of the first object whose schema fits.
func (r *Reader) object(s *Source) jsondoc.Node {
	switch s.field {
	case derived:
		for i := range r.event.Derived {
			if d := &r.event.Derived[i]; fits(s, d.Schema) && r.entity.Parse(view(d.Data), jsondoc.DefaultDepth) == nil {
				return r.entity.Root()
			}
		}
	case unstruct:
		if uri, data, err := iglu.Envelope(r.column(1, event.UnstructEvent).Get("data")); err == nil && fits(s, uri) {
			return data
		}
	case contexts:
		list := r.column(0, event.Contexts).Get("data")
		if list.Kind() != jsondoc.Array {
			break
		}
		for item := list.First(); item.Exists(); item = item.Next() {
			if uri, data, err := iglu.Envelope(item.Value()); err == nil && fits(s, uri) {
				return data
			}
		}
	}
	return jsondoc.Node{}
}

// column parses a JSON column when it is first asked for.
func (r *Reader) column(i int, c event.Column) jsondoc.Node {
	if !r.parsed[i] {
		r.parsed[i] = true
		if r.docs[i].Parse(view(r.event.Get(c)), jsondoc.DefaultDepth) != nil {
			r.docs[i].Reset()
		}
	}
	return r.docs[i].Root()
}

func fits(s *Source, uri string) bool {
	k, err := iglu.ParseKey(uri)
	return err == nil && s.criterion.Matches(k)
}

// view returns the bytes of s, which must not be changed.
func view(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

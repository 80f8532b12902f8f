package pii

import (
	"unsafe"

	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

// depth is the nesting that a JSON column may have: that of its entities and
// their wrapper.
const depth = jsondoc.DefaultDepth + 3

// A document is a JSON column on its way through the entries: parsed once, with
// the replacements of texts beside it.
type document struct {
	column event.Column
	open   bool
	doc    jsondoc.Doc
	text   string // that was parsed
	edits  []edit // by place
}

// An edit replaces the value at from … to of the text.
type edit struct {
	from, to int
	value    span
	entry    int // that made it last
}

// load parses the column, if that has not been done for this event. It tells
// whether there is anything.
func (d *document) load(e *event.Event) (ok bool, err error) {
	if d.open {
		return d.text != "", nil
	}
	d.open, d.text, d.edits = true, e.Get(d.column), d.edits[:0]
	if d.text == "" {
		return false, nil
	}
	return true, d.doc.Parse(view(d.text), depth)
}

// edit returns the edit of a value, making one if there is none.
func (d *document) edit(n jsondoc.Node) (*edit, bool) {
	from := n.Offset()
	i := len(d.edits)
	for i > 0 && d.edits[i-1].from > from {
		i--
	}
	if i > 0 && d.edits[i-1].from == from {
		return &d.edits[i-1], true
	}
	d.edits = append(d.edits, edit{})
	copy(d.edits[i+1:], d.edits[i:])
	d.edits[i] = edit{from: from, to: from + len(n.Raw())}
	return &d.edits[i], false
}

// flush writes the edits into the column and parses it again, for paths that look
// at values.
func (d *document) flush(e *event.Event, s *state) error {
	if !d.store(e, s) {
		return nil
	}
	d.edits = d.edits[:0]
	d.text = e.Get(d.column)
	return d.doc.Parse(view(d.text), depth)
}

// store writes the edits into the column. All other bytes stay as they are.
func (d *document) store(e *event.Event, s *state) bool {
	if !d.open || len(d.edits) == 0 {
		return false
	}
	size := len(d.text)
	for i := range d.edits {
		size += d.edits[i].value.end - d.edits[i].value.start + 2
	}
	b := e.Grow(size)
	at := 0
	for i := range d.edits {
		v := &d.edits[i]
		b = append(b, d.text[at:v.from]...)
		b = append(b, '"')
		b = append(b, s.buf[v.value.start:v.value.end]...) // hexadecimal or base64url: nothing to escape
		b = append(b, '"')
		at = v.to
	}
	e.Set(d.column, e.Done(append(b, d.text[at:]...)))
	return true
}

// release forgets the event's memory.
func (d *document) release() {
	d.open, d.text = false, ""
	d.doc.Reset()
}

// view returns the bytes of s, which must not be changed.
func view(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

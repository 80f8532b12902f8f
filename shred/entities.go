package shred

import (
	"bytes"
	"context"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
)

// jsonDepth is the nesting of a JSON column: that of event data and the wrappers
// around it. It is twice what enrich lets through, as other producers do not
// count.
const jsonDepth = 2 * jsondoc.DefaultDepth

// maxWrappers bounds the versions of a wrapper that are remembered; two exist.
const maxWrappers = 64

// An entity is one self-describing object of the event at hand.
type entity struct {
	kind       *kind
	node, data jsondoc.Node
	event      bool
}

// A wrapper is a schema that stands around entities.
type wrapper struct {
	schema *iglu.Schema
	fits   bool // it is what its column wants
}

// A column is one of the three that hold entities.
type column struct {
	c         event.Column
	criterion iglu.Criterion
	event     bool // one object, not an array
	doc       jsondoc.Doc
	buf       []byte
	wrappers  map[string]wrapper
}

func newColumn(c event.Column, criterion string) column {
	return column{c: c, criterion: iglu.MustCriterion(criterion), event: c == event.UnstructEvent, wrappers: make(map[string]wrapper)}
}

// newColumns returns the three columns in the order in which their entities are
// written.
func newColumns() [3]column {
	const contexts = "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-*"
	return [3]column{
		newColumn(event.UnstructEvent, "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-*"),
		newColumn(event.Contexts, contexts),
		newColumn(event.DerivedContexts, contexts),
	}
}

// collect takes the entities of a column. What is wrong with them becomes
// messages; the error is an outage.
func (s *Shredder) collect(ctx context.Context, col *column) error {
	text := s.line.field(col.c)
	if len(text) == 0 {
		return nil
	}
	text = col.withoutNUL(text)
	if err := col.doc.Parse(text, jsonDepth); err != nil {
		s.mismatch(col.c, "valid JSON")
		return nil
	}
	uri, data, err := iglu.Envelope(col.doc.Root())
	if err != nil {
		s.mismatch(col.c, "self-describing JSON")
		return nil
	}
	if ok, err := s.wrapped(ctx, col, uri, data); err != nil || !ok {
		return err
	}
	if col.event {
		return s.entity(ctx, col, data)
	}
	for m := data.First(); m.Exists(); m = m.Next() {
		if err := s.entity(ctx, col, m.Value()); err != nil {
			return err
		}
	}
	return nil
}

// wrapped checks the wrapper around the entities.
func (s *Shredder) wrapped(ctx context.Context, col *column, uri string, data jsondoc.Node) (bool, error) {
	w, known := col.wrappers[uri]
	if !known {
		key, err := iglu.ParseKey(uri)
		w.fits = err == nil && col.criterion.Matches(key)
		if w.fits && s.opts.Validate {
			if w.schema, err = s.opts.Schemas.ByURI(ctx, uri); err != nil {
				return false, s.schemaFault(col.c, uri, err)
			}
		}
		if w.fits && len(col.wrappers) < maxWrappers {
			col.wrappers[string([]byte(uri))] = w
		}
	}
	if !w.fits {
		s.faults = append(s.faults, badrow.Message{Shape: badrow.Criterion, Field: col.c.String(), Source: col.c.String(),
			Schema: string([]byte(uri)), Criterion: col.criterion.String()})
		return false, nil
	}
	empty := data.Kind() == jsondoc.Array && data.Len() == 0 // fine in every version of contexts
	if w.schema != nil && !empty {
		if reports := w.schema.Validate(data); len(reports) > 0 {
			s.fault(col.c, invalid(w.schema, reports))
			return false, nil
		}
	}
	if k := data.Kind(); k != jsondoc.Object && col.event || k != jsondoc.Array && !col.event {
		s.mismatch(col.c, "entities in the wrapper's data")
		return false, nil
	}
	return true, nil
}

// entity takes one entity.
func (s *Shredder) entity(ctx context.Context, col *column, n jsondoc.Node) error {
	uri, data, err := iglu.Envelope(n)
	if err != nil {
		s.mismatch(col.c, "self-describing JSON as entity")
		return nil
	}
	k, err := s.kindOf(ctx, uri)
	if err != nil {
		return s.schemaFault(col.c, uri, err)
	}
	if s.opts.Validate {
		if reports := k.schema.Validate(data); len(reports) > 0 {
			s.fault(col.c, invalid(k.schema, reports))
			return nil
		}
	}
	s.entities = append(s.entities, entity{k, n, data, col.event})
	return nil
}

// schemaFault notes that a schema cannot be had, or returns the outage.
func (s *Shredder) schemaFault(c event.Column, uri string, err error) error {
	m, err := schemaFault(err, string([]byte(uri)))
	if err != nil {
		return err
	}
	s.fault(c, m)
	return nil
}

// withoutNUL returns the text without escaped U+0000, which no database takes.
func (col *column) withoutNUL(text []byte) []byte {
	if !bytes.Contains(text, []byte(`\u0000`)) {
		return text
	}
	col.buf = col.buf[:0]
	for i := 0; i < len(text); {
		if text[i] != '\\' || i+1 == len(text) {
			col.buf = append(col.buf, text[i])
			i++
			continue
		}
		if bytes.HasPrefix(text[i:], []byte(`\u0000`)) {
			i += len(`\u0000`)
			continue
		}
		col.buf = append(col.buf, text[i], text[i+1])
		i += 2
	}
	return col.buf
}

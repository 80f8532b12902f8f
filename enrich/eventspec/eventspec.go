package eventspec

import (
	"context"
	"strings"
	"sync"
	"unsafe"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
)

const (
	anyVersion = "iglu:com.snowplowanalytics.snowplow/event_specification/jsonschema/"
	schema     = anyVersion + "1-0-4"
)

// maxDepth is the nesting of columns that are read; enrich lets no more through.
const maxDepth = 256

// A spec is a specification: what the event must be like and which entities it
// must have.
type spec struct {
	constraint *iglu.Schema // nil allows all
	entities   []entity
	data       string // of the entity that names the specification
	name       string // or id, for people
}

type entity struct {
	schema     string
	min, max   int // max < 0 is none
	constraint *iglu.Schema
}

// An Enrichment knows specifications, by the schema of the event.
type Enrichment struct {
	specs   map[string][]*spec
	scratch sync.Pool // *scratch
}

// A scratch is the memory of one call.
type scratch struct {
	event, contexts jsondoc.Doc
	made            []byte // the event, where it has no JSON of its own
	entities        []selfDescribing
}

type selfDescribing struct {
	schema string
	data   jsondoc.Node
}

// Enrich adds an entity for each specification that the event follows, unless
// the tracker named one. It never fails.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	s, _ := e.scratch.Get().(*scratch)
	if s == nil {
		s = new(scratch)
	}
	e.infer(s, w.Event)
	s.event.Reset()
	s.contexts.Reset()
	clear(s.entities)
	e.scratch.Put(s)
	return nil
}

func (e *Enrichment) infer(s *scratch, ev *event.Event) {
	subject, ok := s.subject(ev)
	if !ok {
		return
	}
	specs := e.specs[subject.schema]
	if len(specs) == 0 || !s.readContexts(ev) {
		return
	}
	for _, x := range specs {
		if x.objection(subject.data, s.entities).what == "" {
			ev.Derived = append(ev.Derived, event.Entity{Schema: schema, Data: x.data, Rank: enrich.RankOther})
		}
	}
}

// subject returns what specifications are about: the self-describing event, or
// an object of the columns of a page view or page ping.
func (s *scratch) subject(ev *event.Event) (selfDescribing, bool) {
	if text := ev.Get(event.UnstructEvent); text != "" {
		if s.event.Parse(view(text), maxDepth) != nil {
			return selfDescribing{}, false
		}
		inner := s.event.Root().Get("data")
		return selfDescribing{inner.Get("schema").Text(), inner.Get("data")}, true
	}
	columns, ok := pageColumns[ev.Get(event.EventName)]
	if !ok {
		return selfDescribing{}, false
	}
	s.made = appendColumns(s.made[:0], ev, columns.columns)
	if s.event.Parse(s.made, maxDepth) != nil {
		return selfDescribing{}, false
	}
	return selfDescribing{columns.schema, s.event.Root()}, true
}

// readContexts lists the tracker's entities. It returns false if one of them
// names the specification already.
func (s *scratch) readContexts(ev *event.Event) bool {
	s.entities = s.entities[:0]
	text := ev.Get(event.Contexts)
	if text == "" || s.contexts.Parse(view(text), maxDepth) != nil {
		return true
	}
	for i := s.contexts.Root().Get("data").First(); i.Exists(); i = i.Next() {
		x := selfDescribing{i.Value().Get("schema").Text(), i.Value().Get("data")}
		if strings.HasPrefix(x.schema, anyVersion) {
			return false
		}
		s.entities = append(s.entities, x)
	}
	return true
}

// An objection is what speaks against an event that could follow a specification, and
// the schema of the entity it is about, if it is about one. Without what it is none.
type objection struct{ what, entity string }

// What speaks against an event.
const (
	breaks       = "the event breaks its constraint"
	entityBreaks = "breaks its constraint"
	tooFew       = "comes too seldom"
	tooMany      = "comes too often"
)

func (x *spec) objection(data jsondoc.Node, entities []selfDescribing) objection {
	if !meets(x.constraint, data) {
		return objection{what: breaks}
	}
	for i := range x.entities {
		want, n := &x.entities[i], 0
		for j := range entities {
			if entities[j].schema != want.schema {
				continue
			}
			if n++; !meets(want.constraint, entities[j].data) {
				return objection{entityBreaks, want.schema}
			}
		}
		switch {
		case n < want.min:
			return objection{tooFew, want.schema}
		case want.max >= 0 && n > want.max:
			return objection{tooMany, want.schema}
		}
	}
	return objection{}
}

func meets(constraint *iglu.Schema, data jsondoc.Node) bool {
	return constraint == nil || len(constraint.Validate(data)) == 0
}

// view gives the bytes of s, which are only read.
func view(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

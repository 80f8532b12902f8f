package eventspec

import (
	"strconv"
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
)

// told is how many specifications a note tells of.
const told = 10

// Explain implements enrich.Explainer.
func (e *Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	x := enrich.Explanation{Reads: []event.Column{event.EventName, event.UnstructEvent, event.Contexts}}
	s := new(scratch)
	subject, ok := s.subject(w.Event)
	specs := e.specs[subject.schema]
	switch {
	case !ok:
		x.Note = "specifications are of self-describing events, page views and page pings"
	case len(specs) == 0:
		x.Note = "no specification is of the event's schema"
	case !s.readContexts(w.Event):
		x.Note = "the tracker names the specification itself"
	default:
		x.Note = notes(specs, subject, s.entities)
	}
	return x
}

// notes says of each specification of the event's schema whether it is followed.
func notes(specs []*spec, subject selfDescribing, entities []selfDescribing) string {
	var all []string
	for i, x := range specs {
		if i == told {
			all = append(all, strconv.Itoa(len(specs)-told)+" more are looked at")
			break
		}
		o := x.objection(subject.data, entities)
		switch {
		case o.what == "":
			all = append(all, x.name+" is followed")
		case o.entity == "":
			all = append(all, x.name+" is not followed: "+o.what)
		default:
			all = append(all, x.name+" is not followed: "+o.entity+" "+o.what)
		}
	}
	return strings.Join(all, "; ")
}

package inputs

import (
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/jsonpath"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
)

// A Source is where an input comes from. It may be used by many goroutines.
type Source struct {
	Column event.Column // if JSON is false
	JSON   bool

	field     field
	criterion iglu.Criterion
	path      *jsonpath.Path
	fault     *enrich.Failure // the configuration names something that is not there
}

type field uint8

const (
	contexts field = iota
	unstruct
	derived
)

var fields = map[string]field{
	event.Contexts.String(): contexts, event.UnstructEvent.String(): unstruct, event.DerivedContexts.String(): derived,
}

// Read reads the members pojo and json of a configured input. What they name
// wrongly – a column, a path – fails every event, as in all releases.
func Read(n jsondoc.Node) Source {
	if pojo := n.Get("pojo"); pojo.Exists() {
		name := pojo.Get("field").Text()
		c, ok := event.ByName(name)
		if !ok {
			return Source{fault: &enrich.Failure{Want: "inputs that are columns of the event; unknown event field " + name}}
		}
		return Source{Column: c}
	}
	n = n.Get("json")
	s := Source{JSON: true}
	var ok bool
	if s.field, ok = fields[n.Get("field").Text()]; !ok {
		s.fault = &enrich.Failure{Want: "inputs from contexts, unstruct_event or derived_contexts; unknown event field " + n.Get("field").Text()}
		return s
	}
	var err error
	if s.criterion, err = iglu.ParseCriterion(n.Get("schemaCriterion").Text()); err != nil {
		s.fault = &enrich.Failure{Want: "a schema criterion in place of " + n.Get("schemaCriterion").Text()}
		return s
	}
	if s.path, err = jsonpath.Compile(n.Get("jsonPath").Text(), jsonpath.Gatling); err != nil {
		s.fault = &enrich.Failure{Want: "JSON paths that compile: " + err.Error()}
	}
	return s
}

// Fault returns what fails every event, if anything.
func (s *Source) Fault() error {
	if s.fault == nil {
		return nil
	}
	return s.fault
}

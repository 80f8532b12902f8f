package enrich

import (
	"errors"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
)

// schemaMessage makes a message of why a schema cannot be had; n is what named
// it. An error that is not about the schema is an outage and returned.
func schemaMessage(err error, uri string, n jsondoc.Node, source string) (badrow.Message, error) {
	var (
		bad     *iglu.URIError
		missing *iglu.ResolutionError
		broken  *iglu.SchemaError
	)
	m := badrow.Message{Source: source, Schema: uri, JSON: compact(n)}
	switch {
	case errors.As(err, &bad):
		m.Shape, m.Schema, m.Want = badrow.NotIglu, "", string(bad.Kind)
	case errors.As(err, &missing):
		m.Shape = badrow.Unresolved
		m.Lookups = lookups(missing)
	case errors.As(err, &broken):
		m.Shape = badrow.BadSchema
		for _, i := range broken.Issues {
			m.Reports = append(m.Reports, badrow.Report{Path: i.Path, Message: i.Message})
		}
	default:
		return m, err
	}
	return m, nil
}

// lookups tells what each registry answered.
func lookups(e *iglu.ResolutionError) []badrow.Lookup {
	var ls []badrow.Lookup
	for _, h := range e.History {
		l := badrow.Lookup{Repository: h.Registry, Attempts: h.Attempts, Last: h.LastAttempt.UnixMilli()}
		for _, r := range h.Errors {
			l.Errors = append(l.Errors, badrow.LookupError{Kind: string(r.Kind), Message: r.Message})
		}
		ls = append(ls, l)
	}
	return ls
}

package shred

import (
	"errors"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/iglu"
)

// schemaFault makes a message of why a schema cannot be had. An error that is
// not about the schema is an outage and returned.
func schemaFault(err error, uri string) (badrow.Message, error) {
	var (
		bad     *iglu.URIError
		missing *iglu.ResolutionError
		broken  *iglu.SchemaError
	)
	m := badrow.Message{Schema: uri}
	switch {
	case errors.As(err, &bad):
		m.Shape, m.Schema = badrow.Mismatch, ""
		m.Value, m.Want = badrow.Some(uri), "an Iglu URI"
	case errors.As(err, &missing):
		m.Shape = badrow.Unresolved
		for _, h := range missing.History {
			l := badrow.Lookup{Repository: h.Registry, Attempts: h.Attempts, Last: h.LastAttempt.UnixMilli()}
			for _, e := range h.Errors {
				l.Errors = append(l.Errors, badrow.LookupError{Kind: string(e.Kind), Message: e.Message})
			}
			m.Lookups = append(m.Lookups, l)
		}
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

// invalid makes a message of what a schema has against data.
func invalid(s *iglu.Schema, reports []iglu.Report) badrow.Message {
	m := badrow.Message{Shape: badrow.Invalid, Schema: s.Key().String()}
	if v, ok := s.SupersededBy(); ok {
		m.Superseded = v.String()
	}
	for _, r := range reports {
		m.Reports = append(m.Reports, badrow.Report{Message: r.Message, Path: r.Path, Keyword: r.Keyword, Targets: r.Targets})
	}
	return m
}

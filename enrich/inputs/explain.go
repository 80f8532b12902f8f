package inputs

import (
	"slices"

	"github.com/camonica/camonica/event"
)

// AppendColumn appends the column that the input is in, if it is not there yet.
// Derived entities are in no column before the end of the line.
func (s *Source) AppendColumn(dst []event.Column) []event.Column {
	c := s.Column
	switch {
	case s.fault != nil || s.JSON && s.field == derived:
		return dst
	case s.JSON:
		c = s.field.column()
	}
	if slices.Contains(dst, c) {
		return dst
	}
	return append(dst, c)
}

// Missing says why there is nothing at an input, in words of the configuration; ""
// if there is something.
func (r *Reader) Missing(s *Source) string {
	if !s.JSON {
		if _, ok := r.Text(s); ok {
			return ""
		}
		return "column " + s.Column.String() + " is empty"
	}
	switch {
	case !r.object(s).Exists():
		return s.field.column().String() + " has no " + s.criterion.String()
	case len(r.Values(s)) == 0:
		return s.Place() + " finds nothing"
	}
	return ""
}

// Place names the path of a JSON input and what it looks in.
func (s *Source) Place() string {
	return s.path.String() + " in " + s.criterion.String() + " of " + s.field.column().String()
}

func (f field) column() event.Column {
	switch f {
	case unstruct:
		return event.UnstructEvent
	case derived:
		return event.DerivedContexts
	}
	return event.Contexts
}

package payload

import "strings"

// The steps that line formats share. Text in errors is copied: errors outlive
// the record.

func unrecognised(format string) error {
	return Errors{{Kind: UnrecognisedLine, Field: "line", Want: "a line of format " + format}}
}

func badMethod(method, want string) error {
	return Errors{{Kind: MethodNotAllowed, Field: "method", Value: strings.Clone(method), Want: want}}
}

func (p *Payload) setTimestamp(errs Errors, date, clock string) Errors {
	if p.Timestamp, p.HasTimestamp = ParseTimestamp(date, clock); p.HasTimestamp {
		return errs
	}
	return append(errs, Error{
		Kind: InvalidTimestamp, Field: "timestamp", Value: date + " " + clock, Want: "yyyy-MM-dd and HH:mm:ss",
	})
}

func (p *Payload) setQuery(errs Errors, qs string) Errors {
	t := present(qs)
	if !t.Set {
		return errs
	}
	if e, ok := p.query(t.Value, utf8Name); !ok {
		return append(errs, e)
	}
	return errs
}

func (p *Payload) setPath(errs Errors, path string) Errors {
	var ok bool
	if p.Vendor, p.Version, ok = APIPath(path); ok {
		return errs
	}
	return append(errs, Error{
		Kind: UnsupportedPath, Field: "path", Value: strings.Clone(path), Want: "/i, /ice.png or /vendor/version",
	})
}

// orNil returns an error only if there is one.
func (es Errors) orNil() error {
	if len(es) == 0 {
		return nil
	}
	return es
}

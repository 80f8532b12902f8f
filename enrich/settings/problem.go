package settings

import (
	"errors"
	"strings"
)

// A Kind says what is wrong with a configuration, for callers that branch on it.
type Kind string

// Kinds of problems.
const (
	Syntax        Kind = "syntax"         // not JSON, or not self-describing
	UnknownSchema Kind = "unknown-schema" // no registry has the schema, or it is unusable
	Invalid       Kind = "invalid-configuration"
	Unsupported   Kind = "unsupported-version" // valid, but not a version that the enrichment takes
	Duplicate     Kind = "duplicate"           // a second one of an enrichment that may be there once
	DataFile      Kind = "data-file"           // a data file cannot be had, or is not what it should be
	Ignored       Kind = "ignored"             // warning: no enrichment takes it
	NameDiffers   Kind = "name-differs"        // warning: data.name is not the name of the schema
)

// A Problem is one finding about a configuration.
type Problem struct {
	Kind    Kind   `json:"kind"`
	File    string `json:"file,omitempty"`
	Pointer string `json:"pointer,omitempty"` // JSON pointer into the document; "" is all of it
	Want    string `json:"want,omitempty"`    // what was expected, or what went wrong
	Err     error  `json:"-"`                 // cause, if there is one
}

// Error returns the problem in one line: file#pointer: kind; wanted ….
func (p *Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Pointer != "" {
		b.WriteString("#" + p.Pointer)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	b.WriteString(strings.ReplaceAll(string(p.Kind), "-", " "))
	if p.Want != "" {
		b.WriteString("; want " + p.Want)
	}
	if p.Err != nil {
		b.WriteString(": " + p.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (p *Problem) Unwrap() error { return p.Err }

// Problems are all findings of one call, in the order of the documents.
type Problems []*Problem

// Error returns one problem per line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the problems for errors.Is and errors.As.
func (ps Problems) Unwrap() []error {
	errs := make([]error, len(ps))
	for i, p := range ps {
		errs[i] = p
	}
	return errs
}

// Err returns the problems as an error, nil if there are none.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// Found returns the problems that an error of an enrichment's constructor is;
// any other error is one of the parameters as a whole.
func Found(c *Config, err error) Problems {
	var ps Problems
	var p *Problem
	switch {
	case errors.As(err, &ps):
		return ps
	case errors.As(err, &p):
		return Problems{p}
	}
	p = c.Problem("", "parameters that the enrichment can use")
	p.Err = err
	return Problems{p}
}

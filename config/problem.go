package config

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// A Kind says what is wrong, for callers that branch on it.
type Kind string

// Kinds of problems.
const (
	Syntax                Kind = "syntax"                 // the file does not parse
	MissingField          Kind = "missing-field"          // absent or null
	WrongType             Kind = "wrong-type"             // another type than the option's
	InvalidValue          Kind = "invalid-value"          // right type, not a value of the option
	InvalidCombination    Kind = "invalid-combination"    // each fine, not together
	InvalidOption         Kind = "invalid-option"         // a command-line option's value
	UnsupportedExpression Kind = "unsupported-expression" // a template expression that we do not evaluate
	UnknownKey            Kind = "unknown-key"            // warning: a key that nothing reads
	Ignored               Kind = "ignored"                // warning: something given that has no effect
	NotEncrypted          Kind = "not-encrypted"          // warning: nothing asks for encryption
	Schema                Kind = "schema"                 // a document does not fit its schema
)

// A Problem is one finding about a file or the command line. Value is what was
// found, never that of a secret; it may be empty.
type Problem struct {
	Kind  Kind   `json:"kind"`
	File  string `json:"file,omitempty"`
	Line  int    `json:"line,omitempty"` // from 1; 0 = the file as a whole
	Field string `json:"field,omitempty"`
	Value string `json:"value,omitempty"`
	Want  string `json:"want,omitempty"` // what was expected, or what to do
}

// Error returns the problem in one line: file:line: field: value: wanted ….
func (p Problem) Error() string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(p.File)
		if p.Line > 0 {
			b.WriteString(":" + strconv.Itoa(p.Line))
		}
		b.WriteString(": ")
	}
	if p.Field != "" {
		b.WriteString(p.Field + ": ")
	}
	b.WriteString(p.text())
	return b.String()
}

func (p Problem) text() string {
	found := map[Kind]string{
		Syntax:                "does not parse",
		MissingField:          "missing",
		WrongType:             "wrong type",
		InvalidValue:          "not allowed",
		InvalidCombination:    "not allowed together",
		InvalidOption:         "not a value of this option",
		UnsupportedExpression: "expression is not evaluated",
		UnknownKey:            "unknown key, ignored",
		Ignored:               "has no effect",
		NotEncrypted:          "encryption is not asked for",
		Schema:                "does not fit its schema",
	}[p.Kind]
	if p.Value != "" {
		found += ": " + strconv.Quote(p.Value)
	}
	switch {
	case p.Want == "":
		return found
	case p.Kind == Schema: // what a validator reports is no wish
		return found + ": " + p.Want
	}
	return found + "; want " + p.Want
}

// Problems is the error of everything in this package that checks: all findings
// of one call, never none.
type Problems []Problem

// Error returns one problem per line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// err returns the problems in order of file and line as an error, nil if there
// are none.
func (ps Problems) err() error {
	if len(ps) == 0 {
		return nil
	}
	ps.sort()
	return ps
}

func (ps Problems) sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}

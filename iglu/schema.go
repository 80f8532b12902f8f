package iglu

import (
	"bytes"
	"fmt"

	"github.com/camonica/camonica/jsondoc"
)

// A Schema is a compiled JSON Schema (draft 4 as the JVM validators of R108 and
// later understand it). It is shared by all workers and never changes.
type Schema struct {
	key        Key
	raw        []byte
	root       *rule
	warnings   []Issue
	superseded Version // zero if it is not
}

// An Issue is a fault of a schema.
type Issue struct {
	Path    string // such as $.properties.a.maxLength
	Message string
}

// A SchemaError refuses what was published under Key as a schema.
type SchemaError struct {
	Key    Key
	Issues []Issue
}

func (e *SchemaError) Error() string {
	if len(e.Issues) == 0 {
		return "iglu: bad schema " + e.Key.String()
	}
	return fmt.Sprintf("iglu: bad schema %s: %s: %s", e.Key, e.Issues[0].Path, e.Issues[0].Message)
}

// Compile reads the schema published under key. The error is a *SchemaError if
// it is none.
func Compile(key Key, schema []byte) (*Schema, error) {
	s := &Schema{key: key, raw: bytes.Clone(schema)}
	c, err := newCompiler(s.raw)
	if err != nil {
		return nil, &SchemaError{Key: key, Issues: []Issue{{Path: "$", Message: err.Error()}}}
	}
	s.root = c.compileRoot(key)
	if len(c.issues) > 0 {
		return nil, &SchemaError{Key: key, Issues: c.issues}
	}
	s.warnings = c.warnings
	return s, nil
}

// Key returns the key that the schema was asked for with.
func (s *Schema) Key() Key { return s.key }

// Raw returns the bytes published under Key. They must not be changed.
func (s *Schema) Raw() []byte { return s.raw }

// Warnings returns what is odd about the schema though it can be used, such as
// references to other documents, which pass everything.
func (s *Schema) Warnings() []Issue { return s.warnings }

// SupersededBy returns the version that instances are validated against
// instead of the version of Key, if the schema names one.
func (s *Schema) SupersededBy() (Version, bool) {
	return s.superseded, s.superseded != Version{}
}

// Validate returns why the instance is not valid: nil if it is, at most 32
// reports and a count of the others if not. A valid instance costs no
// allocation, but for uniqueItems of long arrays and patterns with look-around.
func (s *Schema) Validate(n jsondoc.Node) []Report {
	var v run
	if s.root.check(n, &v) && !v.spent() {
		return nil
	}
	var e explainer
	s.root.explain(n, &e)
	if len(e.reports) == 0 {
		e.add("", "validation needs more steps than are allowed")
	}
	return e.finish()
}

package config

import (
	"bytes"
	"errors"
	"strconv"
	"strings"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
)

// A document is a self-describing JSON file.
type document struct {
	file string
	raw  []byte
	key  iglu.Key
	root jsondoc.Node
	data jsondoc.Node
}

// parseDocument takes a file apart. Problems are nil if it is self-describing.
func parseDocument(text []byte, file string) (*document, Problems) {
	d := &document{file: file, raw: text}
	var doc jsondoc.Doc
	if err := doc.Parse(text, jsondoc.DefaultDepth); err != nil {
		var syntax *jsondoc.SyntaxError
		p := Problem{Kind: Syntax, File: file, Line: 1, Want: "JSON"}
		if errors.As(err, &syntax) {
			p.Line, p.Want = d.lineAt(syntax.Offset), "JSON: "+syntax.Want
		}
		return nil, Problems{p}
	}
	d.root = doc.Root()
	uri, data, err := iglu.Envelope(d.root)
	if err != nil {
		return nil, Problems{{Kind: WrongType, File: file, Line: 1, Want: "self-describing JSON: an object with schema and data, and nothing else"}}
	}
	d.data = data
	if d.key, err = iglu.ParseKey(uri); err != nil {
		return nil, Problems{d.problem(InvalidValue, d.root.Get("schema"), "schema", uri, "iglu:<vendor>/<name>/jsonschema/<M-R-A>")}
	}
	return d, nil
}

// lineAt is the line of an offset.
func (d *document) lineAt(offset int) int {
	return 1 + bytes.Count(d.raw[:min(offset, len(d.raw))], []byte("\n"))
}

func (d *document) problem(kind Kind, at jsondoc.Node, field, value, want string) Problem {
	line := 1
	if at.Exists() {
		line = d.lineAt(at.Offset())
	}
	return Problem{Kind: kind, File: d.file, Line: line, Field: field, Value: value, Want: want}
}

// text is a member of data; "" if it is no text.
func (d *document) text(name string) string {
	n := d.data.Get(name)
	if n.Kind() != jsondoc.String {
		return ""
	}
	return strings.Clone(n.Text())
}

// violations turns the reports of a schema into problems. Reports never hold
// values, so neither do these.
func (d *document) violations(reports []iglu.Report) Problems {
	var ps Problems
	for _, r := range reports {
		ps = append(ps, d.problem(Schema, d.at(r.Path), "data"+strings.TrimPrefix(r.Path, "$"), "", r.Message))
	}
	return ps
}

// at finds the value at a path such as $.a[0]['b.c'] below data, or the nearest
// one around it.
func (d *document) at(path string) jsondoc.Node {
	n := d.data
	rest := strings.TrimPrefix(path, "$")
	for rest != "" {
		var next jsondoc.Node
		switch {
		case strings.HasPrefix(rest, "['"):
			name, after, _ := strings.Cut(rest[2:], "']")
			next, rest = n.Get(name), after
		case rest[0] == '[':
			number, after, _ := strings.Cut(rest[1:], "]")
			i, err := strconv.Atoi(number)
			if err != nil {
				return n
			}
			next, rest = element(n, i), after
		default:
			name := rest[1:]
			end := strings.IndexAny(name, ".[")
			if end < 0 {
				end = len(name)
			}
			next, rest = n.Get(name[:end]), name[end:]
		}
		if !next.Exists() {
			return n
		}
		n = next
	}
	return n
}

func element(n jsondoc.Node, i int) jsondoc.Node {
	if n.Kind() != jsondoc.Array {
		return jsondoc.Node{}
	}
	for j, e := range n.Elements() {
		if i == j {
			return e
		}
	}
	return jsondoc.Node{}
}

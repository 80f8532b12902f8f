package lint

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
)

// Schemas finds the schemas of documents; *iglu.Set is one.
type Schemas interface {
	ByURI(ctx context.Context, uri string) (*iglu.Schema, error)
}

// maxDepth is the nesting that configuration documents may have.
const maxDepth = 100

// document validates the member data of a self-describing document. An error is
// an outage of a registry.
func document(ctx context.Context, schemas Schemas, file, uri string, text []byte) (config.Problems, error) {
	var d jsondoc.Doc
	if err := d.Parse(text, maxDepth); err != nil {
		return config.Problems{syntax(file, text, err)}, nil
	}
	root := d.Root()
	schema, err := schemas.ByURI(ctx, uri)
	if err != nil {
		p := config.Problem{Kind: config.Schema, File: file, Line: lineAt(text, root.Get("schema").Offset()), Field: "schema", Value: uri}
		var missing *iglu.ResolutionError
		var broken *iglu.SchemaError
		var bad *iglu.URIError
		switch {
		case errors.As(err, &missing) && !missing.Outage:
			p.Want = "a schema that one of the registries has"
		case errors.As(err, &broken):
			p.Want = "a schema that is valid itself"
		case errors.As(err, &bad):
			p.Want = "iglu:vendor/name/format/version"
		default:
			return nil, err
		}
		return config.Problems{p}, nil
	}
	var ps config.Problems
	for _, r := range schema.Validate(root.Get("data")) {
		n := follow(root.Get("data"), r.Path)
		ps = append(ps, config.Problem{
			Kind: config.Schema, File: file, Line: lineAt(text, n.Offset()),
			Field: "data" + strings.TrimPrefix(r.Path, "$"), Want: r.Message,
		})
	}
	return ps, nil
}

func syntax(file string, text []byte, err error) config.Problem {
	p := config.Problem{Kind: config.Syntax, File: file, Line: 1, Want: "JSON nested at most " + strconv.Itoa(maxDepth) + " deep"}
	var se *jsondoc.SyntaxError
	if errors.As(err, &se) {
		p.Line, p.Want = lineAt(text, se.Offset), se.Want
	}
	return p
}

// follow goes along a report's path, such as $.a[0]['b.c'], as far as it leads.
func follow(n jsondoc.Node, path string) jsondoc.Node {
	path = strings.TrimPrefix(path, "$")
	for path != "" {
		next, rest, ok := step(n, path)
		if !ok || !next.Exists() {
			return n
		}
		n, path = next, rest
	}
	return n
}

func step(n jsondoc.Node, path string) (next jsondoc.Node, rest string, ok bool) {
	switch {
	case path[0] == '.':
		path = path[1:]
		end := strings.IndexAny(path, ".[")
		if end < 0 {
			end = len(path)
		}
		return n.Get(path[:end]), path[end:], true
	case strings.HasPrefix(path, "['"):
		name, rest, found := strings.Cut(path[2:], "']")
		return n.Get(name), rest, found
	case path[0] == '[':
		number, rest, found := strings.Cut(path[1:], "]")
		i, err := strconv.Atoi(number)
		if !found || err != nil {
			return jsondoc.Node{}, "", false
		}
		for at, e := range n.Elements() {
			if at == i {
				return e, rest, true
			}
		}
	}
	return jsondoc.Node{}, "", false
}

// lineAt is the line, from 1, of a byte.
func lineAt(text []byte, offset int) int {
	return 1 + bytes.Count(text[:min(offset, len(text))], []byte{'\n'})
}

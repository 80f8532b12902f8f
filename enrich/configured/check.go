package configured

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
)

// maxDepth is the nesting that a configuration may have.
const maxDepth = 50

// Check validates each document against its schema, also those that are not
// enabled, and returns all that are valid, in their order. Problems come back
// together as settings.Problems; other errors are outages of a schema registry.
func Check(ctx context.Context, schemas enrich.Schemas, docs []settings.Document) ([]*settings.Config, error) {
	var all []*settings.Config
	var ps settings.Problems
	for i := range docs {
		c, problems, err := check(ctx, schemas, &docs[i])
		if err != nil {
			return nil, err
		}
		ps = append(ps, problems...)
		if c != nil {
			all = append(all, c)
		}
	}
	return all, ps.Err()
}

func check(ctx context.Context, schemas enrich.Schemas, doc *settings.Document) (*settings.Config, settings.Problems, error) {
	problem := func(kind settings.Kind, pointer, want string, err error) settings.Problems {
		return settings.Problems{{Kind: kind, File: doc.File, Pointer: pointer, Want: want, Err: err}}
	}
	var d jsondoc.Doc
	if err := d.Parse(doc.Text, maxDepth); err != nil {
		return nil, problem(settings.Syntax, "", "a self-describing JSON", err), nil
	}
	uri, data, err := iglu.Envelope(d.Root())
	if err != nil {
		return nil, problem(settings.Syntax, "", "a self-describing JSON with members schema and data", err), nil
	}
	schema, err := schemas.ByURI(ctx, uri)
	if err != nil {
		if outage(err) {
			return nil, nil, err
		}
		return nil, problem(settings.UnknownSchema, "/schema", "a schema that a registry has: "+uri, err), nil
	}
	if reports := schema.Validate(data); len(reports) > 0 {
		var ps settings.Problems
		for i := range reports {
			for _, at := range places(data, &reports[i]) {
				ps = append(ps, problem(settings.Invalid, at, "", errors.New(reports[i].Message))...)
			}
		}
		return nil, ps, nil
	}
	return &settings.Config{
		File: doc.File, Schema: schema.Key(), Data: data,
		Name: data.Get("name").Text(), Enabled: data.Get("enabled").True(),
	}, nil, nil
}

func outage(err error) bool {
	var u *iglu.URIError
	var r *iglu.ResolutionError
	var s *iglu.SchemaError
	return !errors.As(err, &u) && !errors.As(err, &r) && !errors.As(err, &s)
}

// places returns what a report is about as JSON pointers into the document. Its
// path is that of an object where a member is missing or not wanted.
func places(data jsondoc.Node, r *iglu.Report) []string {
	at, found := pointer(data, r.Path)
	var names []string
	switch r.Keyword {
	case "required", "additionalProperties":
		names = r.Targets
	case "maxProperties":
		for name := range found.Members() {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return []string{at}
	}
	var all []string
	for _, n := range names {
		all = append(all, at+"/"+pointerEscapes.Replace(n))
	}
	return all
}

// pointer turns a path such as $.parameters['a b'][0] into a JSON pointer into
// the document, and finds the value.
func pointer(data jsondoc.Node, path string) (string, jsondoc.Node) {
	var b strings.Builder
	b.WriteString("/data")
	path = strings.TrimPrefix(path, "$")
	for path != "" {
		var part string
		switch {
		case strings.HasPrefix(path, "['"):
			part, path = quotedName(path[2:])
			data = data.Get(part)
		case path[0] == '[':
			part, path, _ = strings.Cut(path[1:], "]")
			data = element(data, part)
		default:
			path = path[1:]
			n := strings.IndexAny(path, ".[")
			if n < 0 {
				n = len(path)
			}
			part, path = path[:n], path[n:]
			data = data.Get(part)
		}
		b.WriteByte('/')
		b.WriteString(pointerEscapes.Replace(part))
	}
	return b.String(), data
}

func element(n jsondoc.Node, index string) jsondoc.Node {
	for i, v := range n.Elements() {
		if strconv.Itoa(i) == index {
			return v
		}
	}
	return jsondoc.Node{}
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// quotedName reads a name up to '] and returns what follows.
func quotedName(s string) (name, rest string) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		case s[i] == '\'':
			return b.String(), strings.TrimPrefix(s[i+1:], "]")
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), ""
}

package configured

import (
	"context"
	"errors"
	"strconv"

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
		all = append(all, string(iglu.AppendPointer([]byte(at), n)))
	}
	return all
}

// pointer turns a path such as $.parameters['a b'][0] into a JSON pointer into
// the document, and finds the value.
func pointer(data jsondoc.Node, path string) (string, jsondoc.Node) {
	b := []byte("/data")
	for _, step := range iglu.PathSteps(path) {
		if step.Index {
			data = element(data, step.Text)
		} else {
			data = data.Get(step.Text)
		}
		b = iglu.AppendPointer(b, step.Text)
	}
	return string(b), data
}

func element(n jsondoc.Node, index string) jsondoc.Node {
	for i, v := range n.Elements() {
		if strconv.Itoa(i) == index {
			return v
		}
	}
	return jsondoc.Node{}
}

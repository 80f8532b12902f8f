package uap

import (
	"context"

	"github.com/camonica/camonica/enrich/settings"
)

// Configured returns the parser of the rules that a configuration names by its
// parameters uri and database, or that of the program. Rules that cannot be had
// or do not compile are problems of the configuration.
func Configured(ctx context.Context, c *settings.Config) (*Parser, error) {
	var p struct{ URI, Database string }
	if err := c.Decode(&p); err != nil {
		return nil, err
	}
	switch {
	case p.URI == "" && p.Database == "":
		return Default(), nil
	case p.URI == "":
		return nil, c.Problem("/uri", "the folder of the database")
	case p.Database == "":
		return nil, c.Problem("/database", "the name of the file in the folder uri")
	}
	f, problem := c.Open(ctx, "/database", p.URI, p.Database)
	if problem != nil {
		return nil, problem
	}
	parser, err := Parse(f.Data)
	if err != nil {
		return nil, c.Unusable("/database", "rules in the form of uap-core's regexes.yaml", err)
	}
	return parser, nil
}

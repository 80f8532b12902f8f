package uaparser

import (
	"context"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/enrich/uacache"
	"github.com/camonica/camonica/enrich/uap"
)

// parameters of ua_parser_config: where other rules are, if anywhere.
type parameters struct {
	URI      string
	Database string
}

// New makes the step of a configuration. Rules that cannot be had or do not
// compile are problems of the configuration.
func New(ctx context.Context, c *settings.Config) (enrich.Step, error) {
	rules, err := rules(ctx, c)
	if err != nil {
		return enrich.Step{}, err
	}
	return enrich.Step{
		Name:       "ua_parser_config",
		Schema:     c.Schema,
		Identifier: "ua-parser",
		Order:      enrich.OrderUAParser,
		Enrichment: &Enrichment{rules: rules, entities: uacache.New[string]()},
	}, nil
}

func rules(ctx context.Context, c *settings.Config) (*uap.Parser, error) {
	var p parameters
	if err := c.Decode(&p); err != nil {
		return nil, err
	}
	switch {
	case p.URI == "" && p.Database == "":
		return uap.Default(), nil
	case p.URI == "":
		return nil, c.Problem("/uri", "the folder of the database")
	case p.Database == "":
		return nil, c.Problem("/database", "the name of the file in the folder uri")
	}
	f, problem := c.Open(ctx, "/database", p.URI, p.Database)
	if problem != nil {
		return nil, problem
	}
	parser, err := uap.Parse(f.Data)
	if err != nil {
		return nil, c.Unusable("/database", "rules in the form of uap-core's regexes.yaml", err)
	}
	return parser, nil
}

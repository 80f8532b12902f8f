package uaparser

import (
	"context"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/enrich/textcache"
	"github.com/camonica/camonica/enrich/uap"
)

// New makes the step of a configuration.
func New(ctx context.Context, c *settings.Config) (enrich.Step, error) {
	rules, err := uap.Configured(ctx, c)
	if err != nil {
		return enrich.Step{}, err
	}
	return enrich.Step{
		Name:       "ua_parser_config",
		Schema:     c.Schema,
		Identifier: "ua-parser",
		Order:      enrich.OrderUAParser,
		Enrichment: &Enrichment{rules: rules, entities: textcache.New[enrich.Known]()},
	}, nil
}

package useragentutils

import (
	"context"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/enrich/textcache"
	"github.com/camonica/camonica/enrich/uap"
	"github.com/camonica/camonica/event"
)

// New makes the step of a configuration. That of Snowplow has no parameters;
// ours can choose the rules of ua-parser.
func New(ctx context.Context, c *settings.Config) (enrich.Step, error) {
	classify, err := classifierOf(ctx, c)
	if err != nil {
		return enrich.Step{}, err
	}
	return enrich.Step{
		Name:       "user_agent_utils_config",
		Schema:     c.Schema,
		Identifier: "user-agent-utils",
		Order:      enrich.OrderUserAgentUtils,
		Enrichment: &Enrichment{classify: classify, texts: textcache.New[event.Group]()},
	}, nil
}

func classifierOf(ctx context.Context, c *settings.Config) (func(agent string) facts, error) {
	p := c.Parameters()
	switch {
	case p.Get("rules").Text() == "ua-parser":
		rules, err := uap.Configured(ctx, c)
		if err != nil {
			return nil, err
		}
		return (&ruled{rules}).classify, nil
	case p.Get("uri").Exists():
		return nil, c.Problem("/uri", "rules of ua-parser, or no file of rules")
	}
	return newClassifier().classify, nil
}

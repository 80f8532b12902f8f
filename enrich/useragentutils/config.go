package useragentutils

import (
	"context"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/enrich/uacache"
)

// New makes the step of a configuration, which has no parameters.
func New(_ context.Context, c *settings.Config) (enrich.Step, error) {
	return enrich.Step{
		Name:       "user_agent_utils_config",
		Schema:     c.Schema,
		Identifier: "user-agent-utils",
		Order:      enrich.OrderUserAgentUtils,
		Enrichment: &Enrichment{classifier: newClassifier(), facts: uacache.New[*facts]()},
	}, nil
}

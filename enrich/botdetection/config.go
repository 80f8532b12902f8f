package botdetection

import (
	"context"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
)

// parameters of bot_detection_enrichment_config: which indicators to use.
type parameters struct {
	UseYauaa               bool
	UseIab                 bool
	UseAsnLookups          bool
	UseClientSideDetection bool // not in version 1-0-0: false
}

// New makes the step of a configuration.
func New(_ context.Context, c *settings.Config) (enrich.Step, error) {
	var p parameters
	if err := c.Decode(&p); err != nil {
		return enrich.Step{}, err
	}
	return enrich.Step{
		Name:       "bot_detection_enrichment_config",
		Schema:     c.Schema,
		Identifier: "bot-detection",
		Order:      enrich.OrderBotDetection,
		Enrichment: &Enrichment{use: p},
	}, nil
}

package crossnavigation

import (
	"context"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
)

// New makes the step; there is nothing to configure.
func New(_ context.Context, c *settings.Config) (enrich.Step, error) {
	return enrich.Step{
		Name: "cross_navigation_config", Schema: c.Schema, Identifier: "cross-navigation",
		Order: enrich.OrderCrossNavigation, Enrichment: Enrichment{},
	}, nil
}

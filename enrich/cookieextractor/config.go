package cookieextractor

import (
	"context"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
)

// New reads the configuration.
func New(_ context.Context, c *settings.Config) (enrich.Step, error) {
	var p struct{ Cookies []string }
	if err := c.Decode(&p); err != nil {
		return enrich.Step{}, err
	}
	return enrich.Step{
		Name: "cookie_extractor_config", Schema: c.Schema, Identifier: "cookie-extractor",
		Order: enrich.OrderCookies, Enrichment: &Enrichment{names: p.Cookies},
	}, nil
}

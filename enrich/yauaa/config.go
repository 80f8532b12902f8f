package yauaa

import (
	"context"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/enrich/textcache"
	"github.com/camonica/camonica/enrich/uap"
)

// parameters of yauaa_enrichment_config.
type parameters struct {
	CacheSize *int
}

// maxCacheSize bounds the entries that a configuration may ask for; the limit of
// bytes holds in any case.
const maxCacheSize = 1 << 20

// New makes the step of a configuration.
func New(_ context.Context, c *settings.Config) (enrich.Step, error) {
	var p parameters
	if err := c.Decode(&p); err != nil {
		return enrich.Step{}, err
	}
	size := textcache.Entries
	if p.CacheSize != nil {
		size = *p.CacheSize
		if size < 0 || size > maxCacheSize {
			return enrich.Step{}, c.Problem("/cacheSize", "a number from 0 to 1048576")
		}
	}
	return enrich.Step{
		Name:       "yauaa_enrichment_config",
		Schema:     c.Schema,
		Identifier: "yauaa",
		Order:      enrich.OrderYauaa,
		Enrichment: &Enrichment{rules: uap.Default(), entities: textcache.NewSize[enrich.Known](size, textcache.Bytes)},
	}, nil
}

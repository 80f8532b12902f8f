package fingerprint

import (
	"context"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
)

// New reads the configuration.
func New(_ context.Context, c *settings.Config) (enrich.Step, error) {
	var p struct {
		HashAlgorithm     string
		ExcludeParameters []string
	}
	if err := c.Decode(&p); err != nil {
		return enrich.Step{}, err
	}
	sum, ok := hashes[p.HashAlgorithm]
	if !ok {
		return enrich.Step{}, c.Problem("/hashAlgorithm", "MD5, SHA1, SHA256, SHA384 or SHA512")
	}
	e := &Enrichment{sum: sum, excluded: p.ExcludeParameters}
	for _, name := range e.excluded {
		if name != "" {
			e.initials[name[0]] = true
		}
	}
	return enrich.Step{
		Name: "event_fingerprint_config", Schema: c.Schema, Identifier: "event-fingerprint",
		Order: enrich.OrderFingerprint, Enrichment: e,
	}, nil
}

package headerextractor

import (
	"context"
	"regexp"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/perworker"
	"github.com/camonica/camonica/enrich/recent"
	"github.com/camonica/camonica/enrich/settings"
)

// maxNames is how many header names a worker remembers the verdict on.
const maxNames = 512

// New reads the configuration.
func New(_ context.Context, c *settings.Config) (enrich.Step, error) {
	var p struct{ HeadersPattern string }
	if err := c.Decode(&p); err != nil {
		return enrich.Step{}, err
	}
	// Alone first: in parentheses "a)|(b" would compile.
	_, err := regexp.Compile(p.HeadersPattern)
	if err != nil {
		problem := c.Problem("/headersPattern", "a regular expression without look-around, back-references and possessive quantifiers")
		problem.Err = err
		return enrich.Step{}, problem
	}
	e := &Enrichment{pattern: regexp.MustCompile(`\A(?:` + p.HeadersPattern + `)\z`)}
	e.known = perworker.Of[recent.Cache[bool]]{New: func() *recent.Cache[bool] { return recent.New[bool](maxNames) }}
	return enrich.Step{
		Name: "http_header_extractor_config", Schema: c.Schema, Identifier: "http-header-extractor",
		Order: enrich.OrderHeaders, Enrichment: e,
	}, nil
}

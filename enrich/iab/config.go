package iab

import (
	"context"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/enrich/textcache"
)

// parameters of iab_spiders_and_robots_enrichment.
type parameters struct {
	IPFile               dataFile
	ExcludeUseragentFile dataFile
	IncludeUseragentFile dataFile
	IncludeUseragents    []string
	ExcludeUseragents    []string
}

type dataFile struct {
	Database string
	URI      string
}

// New makes the step of a configuration: it reads the three lists. All that is
// wrong with them is told together.
func New(ctx context.Context, c *settings.Config) (enrich.Step, error) {
	var p parameters
	if err := c.Decode(&p); err != nil {
		return enrich.Step{}, err
	}
	var problems settings.Problems
	read := func(pointer, want string, f dataFile, parse func([]byte) error) {
		file, problem := c.Open(ctx, pointer, f.URI, f.Database)
		if problem == nil {
			err := parse(file.Data)
			if err == nil {
				return
			}
			problem = c.Unusable(pointer, want, err)
		}
		problems = append(problems, problem)
	}
	e := &Enrichment{agents: textcache.New[verdict]()}
	var b listBuilder
	read("/ipFile", "addresses and networks, one per line", p.IPFile, e.robots.parse)
	read("/includeUseragentFile", "records pattern|active|startOfString|inactiveDate", p.IncludeUseragentFile, b.parseIncludes)
	read("/excludeUseragentFile", "records pattern|active|exceptions|onePass|impact|startOfString|inactiveDate", p.ExcludeUseragentFile, b.parseExcludes)
	if err := problems.Err(); err != nil {
		return enrich.Step{}, err
	}
	b.custom(p.IncludeUseragents, p.ExcludeUseragents)
	e.lists = b.lists()
	return enrich.Step{
		Name:       "iab_spiders_and_robots_enrichment",
		Schema:     c.Schema,
		Identifier: "iab-spiders-and-robots",
		Order:      enrich.OrderIAB,
		Enrichment: e,
	}, nil
}

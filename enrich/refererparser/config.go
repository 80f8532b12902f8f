package refererparser

import (
	"context"
	_ "embed"
	"strings"
	"sync"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
)

//go:embed known.yml
var knownText []byte

// known is the database that is part of the program.
var known = sync.OnceValue(func() *Database {
	db := NewDatabase()
	if err := db.Read(knownText); err != nil {
		panic("refererparser: internal error: known.yml: " + err.Error())
	}
	return db
})

// New reads the configuration and its database.
func New(ctx context.Context, c *settings.Config) (enrich.Step, error) {
	e := &Enrichment{newest: c.Schema.Version.Model >= 2}
	for n := c.Parameters().Get("internalDomains").First(); n.Exists(); n = n.Next() {
		e.internal = append(e.internal, strings.TrimSpace(strings.Clone(n.Value().Text())))
	}
	var p *settings.Problem
	if e.db, p = database(ctx, c, e.newest); p != nil {
		return enrich.Step{}, p
	}
	return enrich.Step{
		Name: "referer_parser", Schema: c.Schema, Identifier: "referer-parser",
		Order: enrich.OrderRefererParser, Enrichment: e,
	}, nil
}

// database reads the database of a configuration.
func database(ctx context.Context, c *settings.Config, newest bool) (*Database, *settings.Problem) {
	var f settings.File
	var p *settings.Problem
	pointer := "/database"
	switch {
	case newest:
		f, p = c.Open(ctx, pointer, c.Parameters().Get("uri").Text(), c.Parameters().Get("database").Text())
	case c.Referers == "":
		return known(), nil
	default:
		pointer = ""
		f, p = c.OpenAddress(ctx, pointer, c.Referers)
	}
	if p != nil {
		return nil, p
	}
	db := NewDatabase()
	if err := db.Read(f.Data); err != nil {
		return nil, c.Unusable(pointer, "a referer database in JSON or YAML", err)
	}
	if own := c.Parameters().Get("referrers"); own.Exists() {
		if err := db.readJSON(own); err != nil {
			return nil, c.Problem("/referrers", err.Error())
		}
	}
	return db, nil
}

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
	e := new(Enrichment)
	switch c.Parameters().Get("rules").Text() {
	case "":
		e.newest = c.Schema.Version.Model >= 2
	case "newest":
		e.newest = true
	}
	for n := c.Parameters().Get("internalDomains").First(); n.Exists(); n = n.Next() {
		e.internal = append(e.internal, strings.TrimSpace(strings.Clone(n.Value().Text())))
	}
	var p *settings.Problem
	if e.db, p = database(ctx, c); p != nil {
		return enrich.Step{}, p
	}
	return enrich.Step{
		Name: "referer_parser", Schema: c.Schema, Identifier: "referer-parser",
		Order: enrich.OrderRefererParser, Enrichment: e,
	}, nil
}

// database reads the database of a configuration, that of the program if it
// names none.
func database(ctx context.Context, c *settings.Config) (*Database, *settings.Problem) {
	p := c.Parameters()
	own := p.Get("referrers")
	text := knownText
	if p.Get("database").Exists() {
		f, problem := c.Open(ctx, "/database", p.Get("uri").Text(), p.Get("database").Text())
		if problem != nil {
			return nil, problem
		}
		text = f.Data
	} else if !own.Exists() {
		return known(), nil
	}
	db := NewDatabase()
	if err := db.Read(text); err != nil {
		return nil, c.Unusable("/database", "a referer database in JSON or YAML", err)
	}
	if own.Exists() {
		if err := db.readJSON(own); err != nil {
			return nil, c.Problem("/referrers", err.Error())
		}
	}
	return db, nil
}

package iplookups

import (
	"context"
	"strings"

	"github.com/oschwald/maxminddb-golang/v2"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/enrich/textcache"
)

// A slot is a database that can be configured.
type slot struct {
	name string
	kind string // what the database's own name of its type must hold
	into func(*Enrichment) **maxminddb.Reader
}

var slots = []slot{
	{"geo", "City", func(e *Enrichment) **maxminddb.Reader { return &e.geo }},
	{"isp", "ISP", func(e *Enrichment) **maxminddb.Reader { return &e.isp }},
	{"domain", "Domain", func(e *Enrichment) **maxminddb.Reader { return &e.domain }},
	{"connectionType", "Connection-Type", func(e *Enrichment) **maxminddb.Reader { return &e.connection }},
	{"asn", "ASN", func(e *Enrichment) **maxminddb.Reader { return &e.asn }},
}

// New opens the databases.
func New(ctx context.Context, c *settings.Config) (enrich.Step, error) {
	e := &Enrichment{answers: textcache.NewSize[answer](maxAddresses, textcache.Bytes)}
	var ps settings.Problems
	for i := range slots {
		r, p := slots[i].open(ctx, c)
		if p != nil {
			ps = append(ps, p)
		}
		*slots[i].into(e) = r
	}
	if len(ps) > 0 {
		return enrich.Step{}, ps
	}
	return enrich.Step{
		Name: "ip_lookups", Schema: c.Schema, Identifier: "ip-lookups",
		Order: enrich.OrderIPLookups, Enrichment: e,
	}, nil
}

// open returns nil for a database that is not configured.
func (s *slot) open(ctx context.Context, c *settings.Config) (*maxminddb.Reader, *settings.Problem) {
	n := c.Parameters().Get(s.name)
	if !n.Exists() {
		return nil, nil
	}
	pointer := "/" + s.name
	f, p := c.Open(ctx, pointer, n.Get("uri").Text(), n.Get("database").Text())
	if p != nil {
		return nil, p
	}
	r, err := maxminddb.OpenBytes(f.Data)
	if err != nil {
		return nil, c.Unusable(pointer, "a MaxMind database", err)
	}
	if !strings.Contains(r.Metadata.DatabaseType, s.kind) {
		return nil, c.Unusable(pointer, "a database of type "+s.kind+", not "+r.Metadata.DatabaseType, nil)
	}
	return r, nil
}

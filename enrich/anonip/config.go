package anonip

import (
	"context"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
)

// New reads the configuration.
func New(_ context.Context, c *settings.Config) (enrich.Step, error) {
	var p struct {
		AnonOctets   float64
		AnonSegments float64
	}
	if err := c.Decode(&p); err != nil {
		return enrich.Step{}, err
	}
	e := &Enrichment{octets: int(p.AnonOctets), segments: int(p.AnonSegments)}
	if e.octets < 1 || e.octets > ipv4Parts || float64(e.octets) != p.AnonOctets {
		return enrich.Step{}, c.Problem("/anonOctets", "a whole number from 1 to 4")
	}
	if !c.Parameters().Get("anonSegments").Exists() {
		e.segments = e.octets
	}
	return enrich.Step{
		Name: "anon_ip", Schema: c.Schema, Identifier: "anon-ip",
		Order: enrich.OrderAnonIP, Enrichment: e,
	}, nil
}

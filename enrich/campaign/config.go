package campaign

import (
	"context"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/event"
)

// New reads the configuration.
func New(_ context.Context, c *settings.Config) (enrich.Step, error) {
	e := new(Enrichment)
	fields := c.Parameters().Get("fields")
	for _, f := range []struct {
		name   string
		column event.Column
	}{
		{"mktMedium", event.MktMedium}, {"mktSource", event.MktSource}, {"mktTerm", event.MktTerm},
		{"mktContent", event.MktContent}, {"mktCampaign", event.MktCampaign},
	} {
		into := field{column: f.column}
		for n := fields.Get(f.name).First(); n.Exists(); n = n.Next() {
			into.names = append(into.names, n.Value().Text())
		}
		e.fields = append(e.fields, into)
	}
	e.clicks = []click{{"gclid", "Google"}, {"msclkid", "Microsoft"}, {"dclid", "DoubleClick"}}
	for m := fields.Get("mktClickId").First(); m.Exists(); m = m.Next() {
		e.addClick(m.Name(), m.Value().Text())
	}
	return enrich.Step{
		Name: "campaign_attribution", Schema: c.Schema, Identifier: "campaign-attribution",
		Order: enrich.OrderCampaign, Enrichment: e,
	}, nil
}

// addClick puts a network in place of that of a known parameter, or behind all.
func (e *Enrichment) addClick(name, network string) {
	for i := range e.clicks {
		if e.clicks[i].name == name {
			e.clicks[i].network = network
			return
		}
	}
	e.clicks = append(e.clicks, click{name, network})
}

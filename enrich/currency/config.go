package currency

import (
	"context"
	"net/url"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/lookup"
	"github.com/camonica/camonica/enrich/settings"
)

// days is how many tables of rates are kept.
const days = 400

// New reads the configuration.
func New(_ context.Context, c *settings.Config) (enrich.Step, error) {
	return NewWithClient(c, lookup.NewClient(nil))
}

// NewWithClient reads the configuration and sends requests with the client.
func NewWithClient(c *settings.Config, client *lookup.Client) (enrich.Step, error) {
	var p struct{ AccountType, APIKey, BaseCurrency string }
	if err := c.Decode(&p); err != nil {
		return enrich.Step{}, err
	}
	e := &Enrichment{
		client: client, base: p.BaseCurrency,
		query: "?app_id=" + url.QueryEscape(p.APIKey),
		rates: lookup.NewCache[table](days, 0),
	}
	if p.AccountType == "ENTERPRISE" || p.AccountType == "UNLIMITED" {
		e.query += "&base=" + dollar
	}
	return enrich.Step{
		Name: "currency_conversion_config", Schema: c.Schema, Identifier: "currency-conversion",
		Order: enrich.OrderCurrency, Calls: true, Enrichment: e,
	}, nil
}

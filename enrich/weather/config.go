package weather

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/lookup"
	"github.com/camonica/camonica/enrich/settings"
)

// New reads the configuration.
func New(_ context.Context, c *settings.Config) (enrich.Step, error) {
	return NewWithClient(c, lookup.NewClient(nil))
}

// NewWithClient reads the configuration and sends requests with the client.
func NewWithClient(c *settings.Config, client *lookup.Client) (enrich.Step, error) {
	var p struct {
		APIKey, APIHost                  string
		CacheSize, GeoPrecision, Timeout int64
	}
	if err := c.Decode(&p); err != nil {
		return enrich.Step{}, err
	}
	if u, err := url.Parse("https://" + p.APIHost); err != nil || u.Host != p.APIHost || strings.Contains(p.APIHost, "@") {
		return enrich.Step{}, c.Problem("/apiHost", "the name of a host, with or without a port")
	}
	return enrich.Step{
		Name: "weather_enrichment_config", Schema: c.Schema, Identifier: "weather",
		Order: enrich.OrderWeather, Calls: true,
		Enrichment: &Enrichment{
			client: client, host: p.APIHost, key: url.QueryEscape(p.APIKey),
			timeout: time.Duration(p.Timeout) * time.Second, precision: float64(p.GeoPrecision),
			cache: lookup.NewCache[[]stamp](int(p.CacheSize), 0),
		},
	}, nil
}

package configured

import (
	"context"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/anonip"
	"github.com/camonica/camonica/enrich/apirequest"
	"github.com/camonica/camonica/enrich/asnlookups"
	"github.com/camonica/camonica/enrich/botdetection"
	"github.com/camonica/camonica/enrich/campaign"
	"github.com/camonica/camonica/enrich/cookieextractor"
	"github.com/camonica/camonica/enrich/crossnavigation"
	"github.com/camonica/camonica/enrich/currency"
	"github.com/camonica/camonica/enrich/eventspec"
	"github.com/camonica/camonica/enrich/fingerprint"
	"github.com/camonica/camonica/enrich/headerextractor"
	"github.com/camonica/camonica/enrich/iab"
	"github.com/camonica/camonica/enrich/iplookups"
	"github.com/camonica/camonica/enrich/javascript"
	"github.com/camonica/camonica/enrich/pii"
	"github.com/camonica/camonica/enrich/refererparser"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/enrich/sqlquery"
	"github.com/camonica/camonica/enrich/uaparser"
	"github.com/camonica/camonica/enrich/useragentutils"
	"github.com/camonica/camonica/enrich/weather"
	"github.com/camonica/camonica/enrich/yauaa"
	"github.com/camonica/camonica/iglu"
)

// A kind is one configurable enrichment.
type kind struct {
	accepts []iglu.Criterion // versions of its configuration
	build   func(context.Context, *settings.Config) (enrich.Step, error)
	many    bool // several may be configured; they run in the order of the documents
	varies  bool // gives other results when a record is enriched again, though it calls nothing
}

const (
	snowplow    = "iglu:com.snowplowanalytics.snowplow/"
	enrichments = "iglu:com.snowplowanalytics.snowplow.enrichments/"
	own         = "iglu:com.camonica/"
)

// table has all enrichments, in R108's order of steps.
var table = []kind{
	row(snowplow, "ip_lookups", iplookups.New, "2-0-*"),
	row(enrichments, "asn_lookups", asnlookups.New, "1-0-*"),
	row(enrichments, "iab_spiders_and_robots_enrichment", iab.New, "1-0-*"),
	row(snowplow, "anon_ip", anonip.New, "1-0-*"),
	row(snowplow, "user_agent_utils_config", useragentutils.New, "1-0-*").or(own + "user_agent_utils_config/jsonschema/1-0-*"),
	row(snowplow, "ua_parser_config", uaparser.New, "1-0-*"),
	row(enrichments, "yauaa_enrichment_config", yauaa.New, "1-0-*"),
	row(snowplow, "currency_conversion_config", currency.New, "1-0-*"),
	row(snowplow, "referer_parser", refererparser.New, "1-0-*", "2-0-*").or(own + "referer_parser/jsonschema/1-0-*"),
	row(snowplow, "campaign_attribution", campaign.New, "1-0-*"),
	row(enrichments, "cross_navigation_config", crossnavigation.New, "1-0-*"),
	row(snowplow, "event_fingerprint_config", fingerprint.New, "1-0-*"),
	row(snowplow, "javascript_script_config", javascript.New, "1-0-*").repeated().varying(),
	row(snowplow, "cookie_extractor_config", cookieextractor.New, "1-0-*"),
	row(enrichments, "http_header_extractor_config", headerextractor.New, "1-0-*"),
	row(enrichments, "weather_enrichment_config", weather.New, "1-0-*"),
	row(enrichments, "sql_query_enrichment_config", sqlquery.New, "1-0-*"),
	row(enrichments, "api_request_enrichment_config", apirequest.New, "1-0-*"),
	row(enrichments, "bot_detection_enrichment_config", botdetection.New, "1-0-*"),
	row(enrichments, "event_spec_enrichment_config", eventspec.New, "1-0-*"),
	row(enrichments, "pii_enrichment_config", pii.New, "2-0-*"),
	row(own, "pii_enrichment_config", pii.New, "1-0-*"), // beside R108's: some values hashed, others sealed
}

// row makes a kind that accepts all revisions and additions given by versions,
// such as 1-0-*.
func row(prefix, name string, build func(context.Context, *settings.Config) (enrich.Step, error), versions ...string) kind {
	k := kind{build: build}
	for _, v := range versions {
		k.accepts = append(k.accepts, iglu.MustCriterion(prefix+name+"/jsonschema/"+v))
	}
	return k
}

// or makes a kind accept configurations of our own, too.
func (k kind) or(criterion string) kind {
	k.accepts = append(k.accepts, iglu.MustCriterion(criterion))
	return k
}

// repeated makes it a kind of which several may be configured.
func (k kind) repeated() kind {
	k.many = true
	return k
}

// varying makes it a kind whose results are not the same each time.
func (k kind) varying() kind {
	k.varies = true
	return k
}

// find returns the kind that a schema configures, whatever its version.
func find(k iglu.Key) *kind {
	for i := range table {
		for _, c := range table[i].accepts {
			if c.Vendor == k.Vendor && c.Name == k.Name && c.Format == k.Format {
				return &table[i]
			}
		}
	}
	return nil
}

func (k *kind) supports(key iglu.Key) bool {
	for _, c := range k.accepts {
		if c.Matches(key) {
			return true
		}
	}
	return false
}

// wanted names the accepted versions.
func (k *kind) wanted() string {
	s := "version "
	for i, c := range k.accepts {
		if i > 0 {
			s += " or "
		}
		s += c.String()
	}
	return s
}

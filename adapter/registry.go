package adapter

import (
	"cmp"
	"context"
	"slices"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/payload"
)

// An API is what a request path /vendor/version stands for.
type API struct {
	Vendor, Version string
	Name            string // short name, that of its page in docs/webhooks
	What            string // what becomes an event
	Request         string // where it is in a request
	Many            bool   // a request may hold several
}

// builtin has one row for each adapter.
var builtin = []struct {
	API
	adapter func(Schemas, versions) Adapter
}{
	{API{"com.snowplowanalytics.snowplow", "tp1", "tp1", "event of a Snowplow tracker", "querystring", false}, fixed(tp1{})},
	{API{"com.snowplowanalytics.snowplow", "tp2", "tp2", "events of a Snowplow tracker", "querystring, or JSON body", true},
		func(schemas Schemas, _ versions) Adapter { return tp2{schemas: schemas} }},
	{API{"r", "tp2", "redirect", "click on a link that the collector redirects", "querystring", false}, fixed(redirect{})},
	{API{"com.snowplowanalytics.iglu", "v1", "iglu", "event of any schema", "querystring, JSON body or form", true}, fixed(igluWebhook{})},
	{API{"com.amazon.aws.cloudfront", "wd_access_log", "cloudfront-access-log", "request to a CloudFront distribution", "line of an access log", false}, fixed(accesslog{})},
	{API{"com.google.analytics", "v1", "google-analytics", "hits of the Measurement Protocol", "lines of a body", true}, vendor(newGoogleAnalytics)},
	{API{"com.callrail", "v1", "callrail", "end of a call", "querystring", false}, vendor(newCallrail)},
	{API{"com.hubspot", "v1", "hubspot", "changes of contacts, companies and deals", "JSON array", true}, vendor(newHubspot)},
	{API{"com.mailchimp", "v1", "mailchimp", "change of a list or campaign", "form", false}, vendor(newMailchimp)},
	{API{"com.mailgun", "v1", "mailgun", "fate of a message", "form, multipart form or JSON body", false}, vendor(newMailgun)},
	{API{"com.mandrill", "v1", "mandrill", "fates of messages", "form with a JSON array", true}, vendor(newMandrill)},
	{API{"com.marketo", "v1", "marketo", "activity of a lead", "JSON body", false}, vendor(newMarketo)},
	{API{"com.olark", "v1", "olark", "chat transcript or offline message", "form with JSON", false}, vendor(newOlark)},
	{API{"com.pagerduty", "v1", "pagerduty", "changes of incidents", "JSON body", true}, vendor(newPagerduty)},
	{API{"com.pingdom", "v1", "pingdom", "incident of a check", "querystring with JSON", false}, vendor(newPingdom)},
	{API{"com.sendgrid", "v3", "sendgrid", "fates of messages", "JSON array", true}, vendor(newSendgrid)},
	{API{"com.statusgator", "v1", "statusgator", "change of a service's status", "form", false}, vendor(newStatusgator)},
	{API{"com.unbounce", "v1", "unbounce", "form filled in on a page", "form with JSON", false}, vendor(newUnbounce)},
	{API{"com.urbanairship.connect", "v1", "urbanairship", "event of an app", "JSON body without content type", false}, vendor(newUrbanairship)},
	{API{"com.getvero", "v1", "vero", "fate of a message, or change of a user", "JSON body", false}, vendor(newVero)},
}

func fixed(a Adapter) func(Schemas, versions) Adapter {
	return func(Schemas, versions) Adapter { return a }
}

func vendor(create func(versions) Adapter) func(Schemas, versions) Adapter {
	return func(_ Schemas, v versions) Adapter { return create(v) }
}

type path struct{ vendor, version string }

// A Registry knows which adapter serves which API.
type Registry struct {
	adapters map[path]Adapter
	apis     []API
}

type options struct {
	versions versions
	extra    []extra
}

type extra struct {
	api     API
	adapter Adapter
}

// An Option changes what NewRegistry makes.
type Option func(*options)

// WithSchemas writes webhooks' events in these versions of their schemas; without
// it they are those of R108. A schema that no webhook writes has no effect, nor
// has one of the CloudFront access log, whose version follows from its fields.
func WithSchemas(keys ...iglu.Key) Option {
	return func(o *options) {
		for _, k := range keys {
			o.versions.add(k)
		}
	}
}

// WithAdapter adds the adapter of another API. The adapters that are built in win.
func WithAdapter(api API, a Adapter) Option {
	return func(o *options) { o.extra = append(o.extra, extra{api, a}) }
}

// NewRegistry returns the adapters of all APIs. Bodies of the tracker protocol
// are validated with the schemas.
func NewRegistry(schemas Schemas, opts ...Option) *Registry {
	o := options{versions: versions{}}
	for _, opt := range opts {
		opt(&o)
	}
	r := &Registry{adapters: map[path]Adapter{}}
	for _, b := range builtin {
		r.add(b.API, b.adapter(schemas, o.versions))
	}
	for _, e := range o.extra {
		r.add(e.api, e.adapter)
	}
	slices.SortStableFunc(r.apis, func(a, b API) int {
		return cmp.Or(cmp.Compare(a.Vendor, b.Vendor), cmp.Compare(a.Version, b.Version))
	})
	return r
}

func (r *Registry) add(api API, a Adapter) {
	at := path{api.Vendor, api.Version}
	if _, taken := r.adapters[at]; taken {
		return
	}
	r.adapters[at] = a
	r.apis = append(r.apis, api)
}

// APIs lists the APIs that there are adapters for, by vendor and version.
func (r *Registry) APIs() []API { return slices.Clone(r.apis) }

// Adapter returns the adapter of the payload's API, or Errors of kind
// UnsupportedAPI.
func (r *Registry) Adapter(p *payload.Payload) (Adapter, error) {
	if a, ok := r.adapters[path{p.Vendor, p.Version}]; ok {
		return a, nil
	}
	return nil, fail(Error{
		Kind: UnsupportedAPI, Field: p.Vendor, Value: payload.Some(p.Version), Want: "the vendor and version of a known API",
	})
}

var _ Adapter = (*Registry)(nil)

// Adapt hands the payload to the adapter of its API.
func (r *Registry) Adapt(ctx context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	a, err := r.Adapter(p)
	if err != nil {
		return err
	}
	return a.Adapt(ctx, p, s, emit)
}

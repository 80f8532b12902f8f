package adapter

import (
	"context"

	"github.com/camonica/camonica/payload"
)

type api struct{ vendor, version string }

// A Registry knows which adapter serves which API.
type Registry struct{ adapters map[api]Adapter }

// NewRegistry returns the adapters of all APIs. Bodies of the tracker protocol
// are validated with the schemas.
func NewRegistry(schemas Schemas) *Registry {
	return &Registry{adapters: map[api]Adapter{
		{"com.snowplowanalytics.snowplow", "tp1"}: tp1{},
		{"com.snowplowanalytics.snowplow", "tp2"}: tp2{schemas: schemas},
		{"r", "tp2"}:                         redirect{},
		{"com.snowplowanalytics.iglu", "v1"}: igluWebhook{},
	}}
}

// Adapter returns the adapter of the payload's API, or Errors of kind
// UnsupportedAPI.
func (r *Registry) Adapter(p *payload.Payload) (Adapter, error) {
	if a, ok := r.adapters[api{p.Vendor, p.Version}]; ok {
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

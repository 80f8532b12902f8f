package adapter

import (
	"context"

	"github.com/camonica/camonica/payload"
)

// tp1 is version 1 of the Snowplow tracker protocol: the querystring is the event.
type tp1 struct{}

func (tp1) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	if len(p.Query) == 0 {
		return fail(Error{Kind: EmptyQuerystring, Vendor: "Snowplow", Field: "querystring", Want: "at least one parameter"})
	}
	s.Reset()
	s.Raw.Payload = p
	s.Raw.Params = appendMap(s.Raw.Params, p.Query)
	return emit(&s.Raw)
}

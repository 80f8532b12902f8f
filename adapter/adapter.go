package adapter

import (
	"context"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// A Raw is one tracker event: its parameters and the payload it came in. It is
// valid until the emit that got it returns.
type Raw struct {
	// Params has one entry per name; the order is that of first appearance.
	Params []payload.Pair
	// Shape, if not nil, has the names of the first parameters.
	Shape *jsondoc.Shape
	// Payload is what the collector saw, or what the adapter put in its place
	// (CloudFront access log, Urban Airship).
	Payload *payload.Payload
}

// Param returns the parameter's value and whether there is such a parameter.
func (r *Raw) Param(name string) (payload.Text, bool) {
	for i := range r.Params {
		if r.Params[i].Name == name {
			return r.Params[i].Value, true
		}
	}
	return payload.Text{}, false
}

// An Adapter makes raw events of the payloads of one API.
//
// Adapt calls emit for each event in order, after all of them were made. Errors
// in the payload are returned as Errors and make one failed event; any other
// error is an outage (of the schema registry, of a remote adapter) and stops the
// run. An error of emit is returned as it is. Adapt is called from many
// goroutines; the Scratch is the caller's own.
type Adapter interface {
	Adapt(ctx context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error
}

package adapter

import (
	"context"

	"github.com/camonica/camonica/payload"
)

// callrail takes the end of a call from CallRail: the querystring is the event.
type callrail struct{ hook Webhook }

const callrailSchema = "iglu:com.callrail/call_complete/jsonschema/1-0-0"

var callrailFormat = formatter{
	bools: []string{"first_call", "answered"},
	ints:  []string{"duration"},
	dates: []string{"datetime"},
}

func newCallrail(v versions) Adapter {
	return callrail{Webhook{Vendor: "CallRail", Tracker: "com.callrail-v1", Platform: "srv", versions: v}}
}

func (a callrail) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	if len(p.Query) == 0 {
		return a.hook.emptyQuerystring()
	}
	s.Reset()
	s.query = appendMap(s.query, p.Query)
	from := len(s.Buf)
	s.Buf = callrailFormat.append(s.Buf, s.query)
	a.hook.Event(s, p, s.query, callrailSchema, s.Buf[from:])
	return emit(&s.Raw)
}

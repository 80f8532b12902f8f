package adapter

import (
	"context"

	"github.com/camonica/camonica/payload"
)

// statusgator takes changes of a service's status from StatusGator: the form is
// the event.
type statusgator struct{ hook Webhook }

const statusgatorSchema = "iglu:com.statusgator/status_change/jsonschema/1-0-0"

func newStatusgator(v versions) Adapter {
	return statusgator{Webhook{Vendor: "StatusGator", Tracker: "com.statusgator-v1", Platform: "srv", versions: v}}
}

func (a statusgator) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	s.Reset()
	if err := a.hook.formBody(p, s); err != nil {
		return err
	}
	s.query = appendMap(s.query, p.Query)
	for i := range s.form {
		s.form[i].Name = CamelCase(s.form[i].Name)
	}
	from := len(s.Buf)
	s.Buf = appendTexts(s.Buf, s.form)
	a.hook.Event(s, p, s.query, statusgatorSchema, s.Buf[from:])
	return emit(&s.Raw)
}

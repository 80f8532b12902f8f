package adapter

import (
	"context"

	"github.com/camonica/camonica/payload"
)

// mailchimp takes changes of lists and campaigns from MailChimp: a form whose
// bracketed names nest.
type mailchimp struct{ hook Webhook }

var mailchimpSchemas = EventSchemas{
	"subscribe":   "iglu:com.mailchimp/subscribe/jsonschema/1-0-0",
	"unsubscribe": "iglu:com.mailchimp/unsubscribe/jsonschema/1-0-0",
	"campaign":    "iglu:com.mailchimp/campaign_sending_status/jsonschema/1-0-0",
	"cleaned":     "iglu:com.mailchimp/cleaned_email/jsonschema/1-0-0",
	"upemail":     "iglu:com.mailchimp/email_address_change/jsonschema/1-0-0",
	"profile":     "iglu:com.mailchimp/profile_update/jsonschema/1-0-0",
}

func newMailchimp(v versions) Adapter {
	return mailchimp{Webhook{Vendor: "MailChimp", Tracker: "com.mailchimp-v1", Platform: "srv", versions: v}}
}

func (a mailchimp) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	if err := a.hook.checkBody(p, typeForm); err != nil {
		return err
	}
	s.Reset()
	if err := a.hook.parseForm(s, p.Body.Value); err != nil {
		return err
	}
	eventType, _ := lookup(s.form, "type")
	schema, err := mailchimpSchemas.Lookup(a.hook, eventType, -1)
	if err != nil {
		return err
	}
	if fired, _ := lookup(s.form, "fired_at"); fired.Set {
		s.form = set(s.form, "fired_at", payload.Some(reformatDate(fired.Value)))
	}
	// The form lies on the querystring, in the data and in what the event carries.
	all := append(append([]payload.Pair(nil), p.Query...), s.form...)
	s.query = appendMap(s.query, all)
	from := len(s.Buf)
	s.Buf = nested(s.query).append(s.Buf, 0)
	a.hook.Event(s, p, s.query, schema, s.Buf[from:])
	return emit(&s.Raw)
}

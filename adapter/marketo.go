package adapter

import (
	"context"
	"slices"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// marketo takes events from Marketo: the JSON body is the event. Older webhooks
// send one of its members twice, of which the last one counts.
type marketo struct {
	hook  Webhook
	clean Cleaner
}

const marketoSchema = "iglu:com.marketo/event/jsonschema/1-0-0"

var marketoDates = []string{
	"acquisition_date", "created_at", "email_suspended_at", "last_referred_enrollment", "last_referred_visit", "updated_at", "datetime",
}

func newMarketo(v versions) Adapter {
	dates := marketoDates
	if v.since(marketoSchema, 2) {
		dates = append(slices.Clone(dates), "last_interesting_moment_date")
	}
	a := marketo{hook: Webhook{Vendor: "Marketo", Tracker: "com.marketo-v1", Platform: "srv", versions: v}}
	a.clean.value = func(dst []byte, name string, n jsondoc.Node) ([]byte, bool) {
		if n.Kind() != jsondoc.String || !slices.Contains(dates, name) {
			return dst, false
		}
		return jsondoc.AppendString(dst, reformatDate(n.Text())), true
	}
	return a
}

func (a marketo) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	if err := a.hook.needBody(p); err != nil {
		return err
	}
	s.Reset()
	s.query = appendMap(s.query, p.Query)
	root, err := a.hook.parseJSON(s, p.Body.Value)
	if err != nil {
		return err
	}
	return a.hook.emitJSON(p, s, marketoSchema, a.clean, root, emit)
}

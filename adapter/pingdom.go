package adapter

import (
	"context"
	"strings"

	"github.com/camonica/camonica/payload"
)

// pingdom takes incidents from Pingdom: a querystring whose parameter message
// holds JSON.
type pingdom struct{ hook Webhook }

var pingdomSchemas = EventSchemas{
	"assign":          "iglu:com.pingdom/incident_assign/jsonschema/1-0-0",
	"notify_user":     "iglu:com.pingdom/incident_notify_user/jsonschema/1-0-0",
	"notify_of_close": "iglu:com.pingdom/incident_notify_of_close/jsonschema/1-0-0",
}

func newPingdom(v versions) Adapter {
	return pingdom{Webhook{Vendor: "Pingdom", Tracker: "com.pingdom-v1", Platform: "srv", versions: v}}
}

func (a pingdom) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	if len(p.Query) == 0 {
		return a.hook.emptyQuerystring()
	}
	if err := a.checkWrappers(p.Query); err != nil {
		return err
	}
	s.Reset()
	s.query = appendMap(s.query, p.Query)
	message, _ := lookup(s.query, "message")
	if !message.Set {
		return a.hook.fail(Error{Kind: MissingParameter, Field: "message", Want: "parameter message, the event"})
	}
	root, err := a.hook.parseField(s, "message", message.Value)
	if err != nil {
		return err
	}
	eventType := typeMember("action")(root)
	schema, err := pingdomSchemas.Lookup(a.hook, eventType, -1)
	if err != nil {
		return err
	}
	return a.hook.emitJSON(p, s, schema, Cleaner{TypeName: "action", Type: eventType.Value}, root, emit)
}

// checkWrappers refuses values that Pingdom wrote as Python tuples and that the
// collector was to unwrap.
func (a pingdom) checkWrappers(query []payload.Pair) error {
	var errs Errors
	for _, q := range query {
		rest, ok := strings.CutPrefix(q.Value.Value, "(u'")
		if !ok {
			continue
		}
		if inner, ok := strings.CutSuffix(rest, "',)"); ok && inner != "" {
			errs = errs.with(a.hook.fail(Error{
				Kind: UnicodeWrapper, Field: q.Name, Value: payload.Some(inner), Want: "a value without (u'…',) around it",
			}))
		}
	}
	if errs == nil {
		return nil
	}
	return errs
}

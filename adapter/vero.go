package adapter

import (
	"context"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// vero takes events of messages and users from Vero: the JSON body is the event.
type vero struct{ hook Webhook }

var veroSchemas = EventSchemas{
	"bounced":      "iglu:com.getvero/bounced/jsonschema/1-0-0",
	"clicked":      "iglu:com.getvero/clicked/jsonschema/1-0-0",
	"delivered":    "iglu:com.getvero/delivered/jsonschema/1-0-0",
	"opened":       "iglu:com.getvero/opened/jsonschema/1-0-0",
	"sent":         "iglu:com.getvero/sent/jsonschema/1-0-0",
	"unsubscribed": "iglu:com.getvero/unsubscribed/jsonschema/1-0-0",
	"user_created": "iglu:com.getvero/created/jsonschema/1-0-0",
	"user_updated": "iglu:com.getvero/updated/jsonschema/1-0-0",
}

func newVero(v versions) Adapter {
	return vero{Webhook{Vendor: "Vero", Tracker: "com.getvero-v1", Platform: "srv", versions: v}}
}

func (a vero) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	if err := a.hook.needBody(p); err != nil {
		return err
	}
	s.Reset()
	s.query = appendMap(s.query, p.Query)
	root, err := a.hook.parseJSON(s, p.Body.Value)
	if err != nil {
		return err
	}
	eventType := typeMember("type")(root)
	schema, err := veroSchemas.Lookup(a.hook, eventType, -1)
	if err != nil {
		return err
	}
	clean := Cleaner{Seconds: eventType.Value + "_at", TypeName: "type", Type: eventType.Value, rename: veroName, value: veroValue}
	return a.hook.emitJSON(p, s, schema, clean, root, emit)
}

func veroName(name string, v jsondoc.Node) string {
	if name == "_tags" && v.Kind() == jsondoc.Object {
		return "tags"
	}
	return name
}

// veroValue turns triggered_at into a date-time where it is a number.
func veroValue(dst []byte, name string, v jsondoc.Node) ([]byte, bool) {
	if name != "triggered_at" || v.Kind() != jsondoc.Number {
		return dst, false
	}
	return appendSeconds(dst, v.Number())
}

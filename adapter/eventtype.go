package adapter

import "github.com/camonica/camonica/payload"

// EventSchemas are the schemas of a webhook's event types.
type EventSchemas map[string]string

// Lookup returns the schema of a type. Errors are of the kinds MissingEventType,
// EmptyEventType and UnknownEventType; index is the event's place in the
// payload, -1 if the payload is one event.
func (e EventSchemas) Lookup(w Webhook, eventType payload.Text, index int) (string, error) {
	if schema, ok := e[eventType.Value]; ok && eventType.Set {
		return schema, nil
	}
	kind := UnknownEventType
	switch {
	case !eventType.Set:
		kind = MissingEventType
	case eventType.Value == "":
		kind = EmptyEventType
	}
	return "", failAt(Error{
		Kind: kind, Vendor: w.Vendor, Field: "event type", Value: eventType, Want: "an event type that the adapter knows",
	}, index)
}

package enrich

import "github.com/camonica/camonica/event"

// eventSchema tells the schema of the event: that of the self-describing event,
// or the one that stands for the event's type.
func (w *Worker) eventSchema() {
	e := &w.event
	vendor, name, version := "com.snowplowanalytics.snowplow", e.Get(event.EventType), "1-0-0"
	format := "jsonschema"
	switch name {
	case "page_view", "page_ping", "transaction", "transaction_item":
	case "struct":
		vendor, name = "com.google.analytics", "event"
	case "unstruct":
		k := w.input.event
		if k.Name == "" {
			w.fail(event.UnstructEvent, "a self-describing event, as the event's type demands")
			return
		}
		vendor, name, format = k.Vendor, k.Name, k.Format
		version = w.input.version
	default:
		w.fail(event.EventType, "an event type that has a schema")
		return
	}
	e.SetSafe(event.EventVendor, vendor)
	e.SetSafe(event.EventName, name)
	e.SetSafe(event.EventFormat, format)
	e.SetSafe(event.EventVersion, version)
}

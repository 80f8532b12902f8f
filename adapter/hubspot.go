package adapter

import (
	"context"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// hubspot takes batches of changes to contacts, companies and deals from HubSpot:
// a JSON array.
type hubspot struct{ hook Webhook }

var hubspotEvents = eventList{
	schemas: EventSchemas{
		"contact.creation":       "iglu:com.hubspot/contact_creation/jsonschema/1-0-0",
		"contact.deletion":       "iglu:com.hubspot/contact_deletion/jsonschema/1-0-0",
		"contact.propertyChange": "iglu:com.hubspot/contact_change/jsonschema/1-0-0",
		"company.creation":       "iglu:com.hubspot/company_creation/jsonschema/1-0-0",
		"company.deletion":       "iglu:com.hubspot/company_deletion/jsonschema/1-0-0",
		"company.propertyChange": "iglu:com.hubspot/company_change/jsonschema/1-0-0",
		"deal.creation":          "iglu:com.hubspot/deal_creation/jsonschema/1-0-0",
		"deal.deletion":          "iglu:com.hubspot/deal_deletion/jsonschema/1-0-0",
		"deal.propertyChange":    "iglu:com.hubspot/deal_change/jsonschema/1-0-0",
	},
	typeOf: typeMember("subscriptionType"),
	clean: func(t string) Cleaner {
		return Cleaner{TypeName: "subscriptionType", Type: t, value: hubspotValue}
	},
}

func newHubspot(v versions) Adapter {
	return hubspot{Webhook{Vendor: "HubSpot", Tracker: "com.hubspot-v1", Platform: "srv", versions: v}}
}

func (a hubspot) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	if err := a.hook.checkBody(p, typeJSON); err != nil {
		return err
	}
	s.Reset()
	s.query = appendMap(s.query, p.Query)
	root, err := a.hook.parseJSON(s, p.Body.Value)
	if err != nil {
		return err
	}
	if err := a.hook.arrayOf(root, "Body"); err != nil {
		return err
	}
	return hubspotEvents.emit(a.hook, p, s, root, emit)
}

func hubspotValue(dst []byte, name string, v jsondoc.Node) ([]byte, bool) {
	if name != "occurredAt" {
		return dst, false
	}
	return appendMilliseconds(dst, scalar(v).Value)
}

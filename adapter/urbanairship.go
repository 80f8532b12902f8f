package adapter

import (
	"context"
	"strconv"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// urbanairship takes events of apps from Urban Airship Connect: the JSON body is
// the event. Connect sends no content type.
type urbanairship struct{ hook Webhook }

// urbanairshipSchemas has RICH_HEAD because that is how R108 spells RICH_READ.
var urbanairshipSchemas = func() EventSchemas {
	schemas := EventSchemas{}
	for _, t := range [...]string{
		"CLOSE", "CUSTOM", "FIRST_OPEN", "IN_APP_MESSAGE_DISPLAY", "IN_APP_MESSAGE_EXPIRATION", "IN_APP_MESSAGE_RESOLUTION", "LOCATION",
		"OPEN", "PUSH_BODY", "REGION", "RICH_DELETE", "RICH_DELIVERY", "RICH_HEAD", "RICH_READ", "SEND", "TAG_CHANGE", "UNINSTALL",
	} {
		schemas[t] = "iglu:com.urbanairship.connect/" + t + "/jsonschema/1-0-0"
	}
	return schemas
}()

func newUrbanairship(v versions) Adapter {
	return urbanairship{Webhook{Vendor: "UrbanAirship", Tracker: "com.urbanairship.connect-v1", Platform: "srv", versions: v}}
}

func (a urbanairship) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	if err := a.hook.needBody(p); err != nil {
		return err
	}
	if p.ContentType.Set {
		return a.hook.fail(Error{Kind: UnsupportedContentType, Field: "content type", Value: p.ContentType, Want: "no content type"})
	}
	s.Reset()
	s.query = appendMap(s.query, p.Query)
	root, err := a.hook.parseJSON(s, p.Body.Value)
	if err != nil {
		return err
	}
	schema, err := urbanairshipSchemas.Lookup(a.hook, typeMember("type")(root), -1)
	if err != nil {
		return err
	}
	id := scalar(root.Get("id"))
	if !id.Set {
		return a.hook.missingField("id")
	}
	occurred, err := a.time(root, "occurred")
	if err != nil {
		return err
	}
	processed, err := a.time(root, "processed")
	if err != nil {
		return err
	}
	s.replaced = *p
	s.replaced.Timestamp, s.replaced.HasTimestamp = processed, true
	s.query = set(s.query, "eid", id)
	s.query = set(s.query, "ttm", payload.Some(strconv.FormatInt(occurred, 10)))
	return a.hook.emitJSON(&s.replaced, s, schema, Cleaner{}, root, emit)
}

func (a urbanairship) time(root jsondoc.Node, name string) (ms int64, err error) {
	v := scalar(root.Get(name))
	if !v.Set {
		return 0, a.hook.missingField(name)
	}
	ms, ok := parseISO(v.Value)
	if !ok {
		return 0, a.hook.fail(Error{Kind: InvalidTimestamp, Field: name, Value: v, Want: "an ISO 8601 date and time"})
	}
	return ms, nil
}

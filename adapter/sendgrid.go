package adapter

import (
	"context"
	"strings"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// sendgrid takes batches of message events from SendGrid: a JSON array.
type sendgrid struct {
	hook   Webhook
	unique bool // of events with the same id the first counts
}

const sendgridOpen = "iglu:com.sendgrid/open/jsonschema/1-0-0"

var sendgridEvents = eventList{
	schemas: EventSchemas{
		"processed":         "iglu:com.sendgrid/processed/jsonschema/1-0-0",
		"dropped":           "iglu:com.sendgrid/dropped/jsonschema/1-0-0",
		"delivered":         "iglu:com.sendgrid/delivered/jsonschema/1-0-0",
		"deferred":          "iglu:com.sendgrid/deferred/jsonschema/1-0-0",
		"bounce":            "iglu:com.sendgrid/bounce/jsonschema/1-0-0",
		"open":              sendgridOpen,
		"click":             "iglu:com.sendgrid/click/jsonschema/1-0-0",
		"spamreport":        "iglu:com.sendgrid/spamreport/jsonschema/1-0-0",
		"unsubscribe":       "iglu:com.sendgrid/unsubscribe/jsonschema/1-0-0",
		"group_unsubscribe": "iglu:com.sendgrid/group_unsubscribe/jsonschema/1-0-0",
		"group_resubscribe": "iglu:com.sendgrid/group_resubscribe/jsonschema/1-0-0",
	},
	typeOf: func(n jsondoc.Node) payload.Text {
		if found, n := anyDepth(n, "event"); found == 1 {
			return scalar(n)
		}
		return payload.Text{}
	},
	clean: func(t string) Cleaner { return Cleaner{Seconds: "timestamp", TypeName: "event", Type: t} },
}

func newSendgrid(v versions) Adapter {
	return sendgrid{
		hook:   Webhook{Vendor: "Sendgrid", Tracker: "com.sendgrid-v3", Platform: "srv", versions: v},
		unique: v.since(sendgridOpen, 2),
	}
}

func (a sendgrid) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	if err := a.checkType(p); err != nil {
		return err
	}
	s.Reset()
	s.query = appendMap(s.query, p.Query)
	root, err := a.hook.parseJSON(s, p.Body.Value)
	if err != nil {
		return err
	}
	if root.Len() == 0 {
		return a.hook.noEvents("Body")
	}
	events := sendgridEvents
	if a.unique {
		again := repeated(root)
		events.skip = func(i int) bool { return again[i] }
	}
	return events.emit(a.hook, p, s, root, emit)
}

// checkType takes the content type with any parameters.
func (a sendgrid) checkType(p *payload.Payload) error {
	if media, _, ok := strings.Cut(p.ContentType.Value, ";"); ok && p.Body.Set && strings.TrimSpace(media) == typeJSON {
		return nil
	}
	return a.hook.checkBody(p, typeJSON)
}

// anyDepth counts the members of that name at any depth and returns the last.
func anyDepth(n jsondoc.Node, name string) (count int, last jsondoc.Node) {
	for m := n.First(); m.Exists(); m = m.Next() {
		if n.Kind() == jsondoc.Object && m.Name() == name {
			count, last = count+1, m.Value()
		}
		if more, v := anyDepth(m.Value(), name); more > 0 {
			count, last = count+more, v
		}
	}
	return count, last
}

// repeated returns the places of events whose id was there before. Events
// without an id are never repeated.
func repeated(list jsondoc.Node) map[int]bool {
	seen, again := map[string]bool{}, map[int]bool{}
	for i, m := 0, list.First(); m.Exists(); i, m = i+1, m.Next() {
		id := scalar(m.Value().Get("sg_event_id"))
		if !id.Set {
			continue
		}
		if seen[id.Value] {
			again[i] = true
		}
		seen[id.Value] = true
	}
	return again
}

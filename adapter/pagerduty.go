package adapter

import (
	"context"
	"strings"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// pagerduty takes messages about incidents from PagerDuty: a JSON body with an
// array of them.
type pagerduty struct{ hook Webhook }

const (
	pagerdutySchema = "iglu:com.pagerduty/incident/jsonschema/1-0-0"
	pagerdutyPrefix = "incident."
)

var pagerdutyEvents = eventList{
	schemas: EventSchemas{
		pagerdutyPrefix + "trigger":       pagerdutySchema,
		pagerdutyPrefix + "acknowledge":   pagerdutySchema,
		pagerdutyPrefix + "unacknowledge": pagerdutySchema,
		pagerdutyPrefix + "resolve":       pagerdutySchema,
		pagerdutyPrefix + "assign":        pagerdutySchema,
		pagerdutyPrefix + "escalate":      pagerdutySchema,
		pagerdutyPrefix + "delegate":      pagerdutySchema,
	},
	typeOf: typeMember("type"),
	clean:  func(string) Cleaner { return Cleaner{value: pagerdutyValue} },
}

func newPagerduty(v versions) Adapter {
	return pagerduty{Webhook{Vendor: "PagerDuty", Tracker: "com.pagerduty-v1", Platform: "srv", versions: v}}
}

func (a pagerduty) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	if err := a.hook.checkBody(p, typeJSON); err != nil {
		return err
	}
	s.Reset()
	s.query = appendMap(s.query, p.Query)
	root, err := a.hook.parseJSON(s, p.Body.Value)
	if err != nil {
		return err
	}
	messages := member(root, "messages")
	if !messages.Exists() {
		return a.hook.missingField("messages")
	}
	if err := a.hook.arrayOf(messages, "messages"); err != nil {
		return err
	}
	return pagerdutyEvents.emit(a.hook, p, s, messages, emit)
}

// pagerdutyValue mends texts: null that is a text, types that say twice what
// they are about, and times whose plus was lost on the way.
func pagerdutyValue(dst []byte, name string, n jsondoc.Node) ([]byte, bool) {
	if n.Kind() != jsondoc.String {
		return dst, false
	}
	v := n.Text()
	if v == "null" {
		return append(dst, v...), true
	}
	switch name {
	case "type":
		if strings.HasPrefix(v, pagerdutyPrefix) {
			v = strings.ReplaceAll(v, pagerdutyPrefix, "")
		}
	case "created_on", "last_status_change_on":
		if head, ok := strings.CutSuffix(v, " 00:00"); ok {
			v = head + "+00:00"
		}
	}
	return jsondoc.AppendString(dst, v), true
}

package adapter

import (
	"context"
	"strconv"

	"github.com/camonica/camonica/payload"
)

// mandrill takes batches of message events from Mandrill: a form with one field,
// which holds a JSON array.
type mandrill struct{ hook Webhook }

const mandrillField = "mandrill_events"

var mandrillEvents = eventList{
	schemas: EventSchemas{
		"hard_bounce": "iglu:com.mandrill/message_bounced/jsonschema/1-0-1",
		"click":       "iglu:com.mandrill/message_clicked/jsonschema/1-0-1",
		"deferral":    "iglu:com.mandrill/message_delayed/jsonschema/1-0-1",
		"delivered":   "iglu:com.mandrill/message_delivered/jsonschema/1-0-0",
		"spam":        "iglu:com.mandrill/message_marked_as_spam/jsonschema/1-0-1",
		"open":        "iglu:com.mandrill/message_opened/jsonschema/1-0-1",
		"reject":      "iglu:com.mandrill/message_rejected/jsonschema/1-0-0",
		"send":        "iglu:com.mandrill/message_sent/jsonschema/1-0-0",
		"soft_bounce": "iglu:com.mandrill/message_soft_bounced/jsonschema/1-0-1",
		"unsub":       "iglu:com.mandrill/recipient_unsubscribed/jsonschema/1-0-1",
	},
	typeOf: typeMember("event"),
	clean:  func(t string) Cleaner { return Cleaner{Seconds: "ts", TypeName: "event", Type: t} },
}

func newMandrill(v versions) Adapter {
	return mandrill{Webhook{Vendor: "Mandrill", Tracker: "com.mandrill-v1", Platform: "srv", versions: v}}
}

func (a mandrill) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	if err := a.hook.checkBody(p, typeForm); err != nil {
		return err
	}
	s.Reset()
	s.query = appendMap(s.query, p.Query)
	text, err := a.events(s, p.Body.Value)
	if err != nil {
		return err
	}
	list, err := a.hook.parseField(s, mandrillField, text)
	if err != nil {
		return err
	}
	if err := a.hook.arrayOf(list, mandrillField); err != nil {
		return err
	}
	return mandrillEvents.emit(a.hook, p, s, list, emit)
}

// events returns the JSON of the form's only field.
func (a mandrill) events(s *Scratch, body string) (string, error) {
	if err := a.hook.parseForm(s, body); err != nil {
		return "", err
	}
	if n := len(s.form); n != 1 {
		return "", a.hook.fail(Error{
			Kind: WrongKeyCount, Field: "Body", Value: payload.Some(strconv.Itoa(n)), Want: "a form of 1 field, " + mandrillField,
		})
	}
	if s.form[0].Name != mandrillField {
		return "", a.hook.missingField(mandrillField)
	}
	text := s.form[0].Value.Value
	if text == "" {
		return "", a.hook.emptyEvent(mandrillField)
	}
	return text, nil
}

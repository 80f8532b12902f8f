package botdetection

import (
	"context"
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/perworker"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

const (
	entitySchema = "iglu:com.snowplowanalytics.snowplow/bot_detection/jsonschema/1-0-1"

	// Entities that are looked at, in exactly these versions.
	yauaaSchema  = "iglu:nl.basjes/yauaa_context/jsonschema/1-0-5"
	iabSchema    = "iglu:com.iab.snowplow/spiders_and_robots/jsonschema/1-0-0"
	asnSchema    = "iglu:com.snowplowanalytics.snowplow/asn/jsonschema/1-0-1"
	clientSchema = "iglu:com.snowplowanalytics.snowplow/client_side_bot_detection/jsonschema/1-0-0"
	clientName   = "client_side_bot_detection"

	notABot = `{"bot":false,"indicators":[]}`
)

// An Enrichment adds the entity.
type Enrichment struct {
	use     parameters
	readers perworker.Of[reader]
}

// Enrich implements enrich.Enrichment.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	r := e.readers.Get(w.Worker)
	found := r.indicators[:0]
	if e.use.UseClientSideDetection && r.clientSide(w.Event.Get(event.Contexts)) {
		found = append(found, "clientSideDetection")
	}
	// The last derived entity comes first.
	for i := len(w.Event.Derived) - 1; i >= 0; i-- {
		if name := e.indicator(r, &w.Event.Derived[i]); name != "" {
			found = append(found, name)
		}
	}
	w.Event.Derived = append(w.Event.Derived, event.Entity{Schema: entitySchema, Data: verdict(w.Event, found), Rank: enrich.RankOther})
	r.indicators = found
	return nil
}

// verdict returns the entity's data, in the event's memory.
func verdict(ev *event.Event, found []string) string {
	if len(found) == 0 {
		return notABot
	}
	b := append(ev.Grow(128), `{"bot":true,"indicators":["`...)
	for i, name := range found {
		if i > 0 {
			b = append(b, `","`...)
		}
		b = append(b, name...)
	}
	return ev.Done(append(b, `"]}`...))
}

// indicator returns the name of the indicator that a derived entity is, "" if
// it is none or speaks for a person.
func (e *Enrichment) indicator(r *reader, d *event.Entity) string {
	switch {
	case e.use.UseYauaa && d.Schema == yauaaSchema:
		if data := r.parse(d.Data); robotDevice(data.Get("deviceClass").Text()) || robotAgent(data.Get("agentClass").Text()) {
			return "yauaa"
		}
	case e.use.UseIab && d.Schema == iabSchema:
		if r.parse(d.Data).Get("spiderOrRobot").True() {
			return "iab"
		}
	case e.use.UseAsnLookups && d.Schema == asnSchema:
		if r.parse(d.Data).Get("likelyBot").True() {
			return "asnLookups"
		}
	}
	return ""
}

func robotDevice(class string) bool {
	return class == "Robot" || class == "Robot Mobile" || class == "Robot Imitator"
}

func robotAgent(class string) bool { return class == "Robot" || class == "Robot Mobile" }

// A reader is the memory that reading entities takes.
type reader struct {
	doc        jsondoc.Doc
	text       []byte
	indicators []string
}

// maxText is the size of text that a reader keeps memory for.
const maxText = 64 << 10

// parse reads data of an entity; it does not exist if it is not JSON.
func (r *reader) parse(data string) jsondoc.Node {
	if cap(r.text) > maxText {
		r.text = nil
	}
	r.text = append(r.text[:0], data...)
	if r.doc.Parse(r.text, jsondoc.DefaultDepth) != nil {
		return jsondoc.Node{}
	}
	return r.doc.Root()
}

// clientSide tells whether the tracker's own contexts say that it is a bot.
func (r *reader) clientSide(contexts string) bool {
	if !strings.Contains(contexts, clientName) { // nearly always
		return false
	}
	for _, c := range r.parse(contexts).Get("data").Elements() {
		if c.Get("schema").Text() == clientSchema && c.Get("data").Get("bot").True() {
			return true
		}
	}
	return false
}

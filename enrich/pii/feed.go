package pii

import (
	"crypto/sha1" //nolint:gosec // UUIDs of version 5 are made with it
	"encoding/hex"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

// A Feed takes what was replaced by what: with it pseudonyms lead back to people.
// Whoever keeps it must do so apart from the events and under a key of its own.
//
// Add gets an enriched event of its own (platform srv, event pii_transformation),
// valid during the call. It is called by many workers at once. The event that it
// tells of may still fail or be left out: a feed waits for the worker's output
// before it writes. What is wrong with the feed's own output is its to tell when
// it is closed: events do not fail for it.
type Feed interface {
	Add(worker int, e *event.Event)
}

// Emits tells whether the configuration wants a feed (emitEvent).
func (e *Enrichment) Emits() bool { return e.emits }

// SetFeed sets where transformations go. It must be called before the first
// event. Without a feed they go nowhere, as in R108's batch job.
func (e *Enrichment) SetFeed(f Feed) { e.feed = f }

func (e *Enrichment) feeds() bool { return e.emits && e.feed != nil }

const (
	transformationPrefix = `{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":` +
		`{"schema":"iglu:com.snowplowanalytics.snowplow/pii_transformation/jsonschema/1-0-0","data":{"pii":{`
	parentPrefix = `{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1","data":[` +
		`{"schema":"iglu:com.snowplowanalytics.snowplow/parent_event/jsonschema/1-0-0","data":{"parentEventId":`
)

// emit gives the feed the event that tells of the changes. Its id follows from
// the id of the event, so that a repeated run gives the same.
func (e *Enrichment) emit(w *enrich.Work, s *state) {
	parent, f := w.Event, &s.feed
	f.Reset()
	at := parent.Get(event.ETLTstamp)
	if at == "" {
		at = parent.Get(event.CollectorTstamp)
	}
	for _, c := range []event.Column{event.ETLTstamp, event.CollectorTstamp, event.DerivedTstamp} {
		f.Set(c, at)
	}
	f.Set(event.VCollector, parent.Get(event.VCollector))
	f.Set(event.VETL, parent.Get(event.VETL))
	f.Set(event.Platform, "srv")
	f.Set(event.EventType, "pii_transformation")
	f.Set(event.EventVendor, "com.snowplowanalytics.snowplow")
	f.Set(event.EventName, "pii_transformation")
	f.Set(event.EventFormat, "jsonschema")
	f.Set(event.EventVersion, "1-0-0")
	s.json = appendChildID(s.json[:0], parent.Get(event.EventID))
	f.SetBytes(event.EventID, s.json)
	s.json = jsondoc.AppendString(append(s.json[:0], parentPrefix...), parent.Get(event.EventID))
	f.SetBytes(event.Contexts, append(s.json, "}}]}"...))
	s.json = e.appendTransformation(s.json[:0], s)
	f.SetBytes(event.UnstructEvent, s.json)
	e.feed.Add(w.Worker, f)
	f.Reset()
}

// appendTransformation appends the changes, latest first: those of columns, then
// those in JSON.
func (e *Enrichment) appendTransformation(b []byte, s *state) []byte {
	b = append(b, transformationPrefix...)
	lists := 0
	for _, inJSON := range []bool{false, true} {
		n := 0
		for i := len(s.changes) - 1; i >= 0; i-- {
			c := &s.changes[i]
			if e.entries[c.entry].json != inJSON {
				continue
			}
			switch {
			case n > 0:
				b = append(b, ',')
			case inJSON && lists > 0:
				b = append(b, `,"json":[`...)
			case inJSON:
				b = append(b, `"json":[`...)
			default:
				b = append(b, `"pojo":[`...)
			}
			n++
			b = e.appendChange(b, s, c)
		}
		if n > 0 {
			b = append(b, ']')
			lists++
		}
	}
	b = append(b, `},"strategy":{"pseudonymize":{"hashFunction":`...)
	b = jsondoc.AppendString(b, e.strategy.function())
	return append(b, "}}}}}"...)
}

func (e *Enrichment) appendChange(b []byte, s *state, c *change) []byte {
	n := &e.entries[c.entry]
	b = jsondoc.AppendString(append(b, `{"fieldName":`...), n.column.String())
	b = jsondoc.AppendString(append(b, `,"originalValue":`...), s.text(c.original))
	b = jsondoc.AppendString(append(b, `,"modifiedValue":`...), s.text(c.modified))
	if n.json {
		b = jsondoc.AppendString(append(b, `,"jsonPath":`...), n.path.String())
		b = jsondoc.AppendString(append(b, `,"schema":`...), s.text(c.schema))
	}
	return append(b, '}')
}

// appendChildID appends a UUID of version 5 made of the parent's id.
func appendChildID(dst []byte, parent string) []byte {
	sum := sha1.Sum([]byte("camonica pii_transformation " + parent)) //nolint:gosec // no secret
	id := sum[:16]
	id[6], id[8] = id[6]&0x0f|0x50, id[8]&0x3f|0x80
	var text [36]byte
	hex.Encode(text[:8], id[:4])
	hex.Encode(text[9:13], id[4:6])
	hex.Encode(text[14:18], id[6:8])
	hex.Encode(text[19:23], id[8:10])
	hex.Encode(text[24:], id[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return append(dst, text[:]...)
}

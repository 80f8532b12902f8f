package enrich

import (
	"strconv"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/badrow"
)

// unadapted is for payloads that their adapter refuses.
func (w *Worker) unadapted(es adapter.Errors) error {
	p := &w.payload
	w.resetRow()
	w.setRequest(p, p.Query)
	w.row.Family = badrow.AdapterFailures
	if tracker(p.Vendor, p.Version) {
		w.row.Family = badrow.TrackerViolations
	}
	var invalid []badrow.Report
	for i := range es {
		e := &es[i]
		if e.Kind == adapter.SchemaValidation {
			invalid = append(invalid, badrow.Report{Message: e.Want, Path: pointerPath(e.Field), Keyword: e.Keyword, Targets: e.Names})
			continue
		}
		w.row.Messages = append(w.row.Messages, adapterMessage(e))
	}
	if len(invalid) > 0 {
		w.row.Messages = append(w.row.Messages, w.invalidBody(invalid))
	}
	w.counts.In++
	return w.bad()
}

// tracker tells whether an API is one of the Snowplow trackers'.
func tracker(vendor, version string) bool {
	return vendor == "com.snowplowanalytics.snowplow" && (version == "tp1" || version == "tp2") || vendor == "r" && version == "tp2"
}

// invalidBody tells that a tracker's body breaks the schema that it names, or
// names none.
func (w *Worker) invalidBody(reports []badrow.Report) badrow.Message {
	m := badrow.Message{Shape: badrow.Invalid, Reports: reports}
	if _, err := w.doc.ParsePrefix(view(w.payload.Body.Value), maxColumnDepth); err == nil {
		m.Schema = w.doc.Root().Get("schema").Text()
		m.JSON = compact(w.doc.Root())
	}
	if m.Schema == "" {
		m.Shape, m.Want = badrow.NotIglu, badrow.InvalidDataPayload
	}
	return m
}

func adapterMessage(e *adapter.Error) badrow.Message {
	m := badrow.Message{Shape: badrow.Mismatch, Field: e.Field, Value: badrow.Text(e.Value), Want: e.Want}
	switch e.Kind {
	case adapter.UnsupportedAPI:
		m.Field, m.Value = "vendor/version", badrow.Some(e.Field+"/"+e.Value.Value)
	case adapter.InvalidJSON:
		m.Shape = badrow.FieldError
	case adapter.SchemaMismatch:
		m = badrow.Message{Shape: badrow.Criterion, Schema: e.Value.Value, Criterion: e.Want}
	case adapter.SchemaNotFound:
		m = badrow.Message{Shape: badrow.Unresolved, Schema: e.Value.Value}
	}
	if m.Shape != badrow.Criterion && m.Field == "" {
		m.Field = "body"
	}
	if e.Index >= 0 && m.Want != "" {
		m.Want += " (event " + strconv.Itoa(e.Index) + " of the payload)"
	}
	return m
}

// pointerPath writes a JSON pointer as a path from $.
func pointerPath(pointer string) string {
	if pointer == "" {
		return "$"
	}
	b := []byte{'$'}
	for i := 0; i < len(pointer); i++ {
		if pointer[i] == '/' {
			b = append(b, '.')
			continue
		}
		b = append(b, pointer[i])
	}
	return string(b)
}

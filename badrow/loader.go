package badrow

import (
	"strconv"
	"strings"

	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

// The families that shred writes. Their schemas leave no room for the original
// line but as payload of LoaderParsing; the others have it beside the data, where
// other readers do not look.
const (
	LoaderParsing Family = "loader_parsing_error" // the line is no enriched event
	LoaderIglu    Family = "loader_iglu_error"    // an entity's schema is missing, or refuses the data
	LoaderRuntime Family = "loader_runtime_error" // anything else, such as the events manifest
)

// isLoader tells whether a family has the form of this file.
func (f Family) isLoader() bool { return f == LoaderParsing || f == LoaderIglu || f == LoaderRuntime }

// appendLoader appends what follows the processor in the families of shred.
func (r *Row) appendLoader(dst []byte) []byte {
	dst = append(dst, `,"failure":`...)
	switch r.Family {
	case LoaderParsing:
		dst = r.appendParsing(dst)
		dst = append(dst, `,"payload":`...)
		dst = r.appendLine(dst)
		return append(dst, "}}"...)
	case LoaderIglu:
		dst = append(dst, '[')
		for i := range r.Messages {
			dst = comma(dst, i)
			dst = r.appendSchemaError(dst, &r.Messages[i])
		}
		dst = append(dst, ']')
	default:
		dst = jsondoc.AppendString(dst, r.first().Reason().Text)
	}
	dst = append(dst, `,"payload":`...)
	dst = r.partial().AppendJSON(dst)
	dst = append(dst, `},"line":`...)
	dst = r.appendLine(dst)
	return append(dst, '}')
}

// appendParsing appends why a line could not be read.
func (r *Row) appendParsing(dst []byte) []byte {
	if m := r.first(); m.Shape == FieldCount {
		if m.Value.Value == "1" {
			return append(dst, `{"type":"NotTSV"}`...)
		}
		n, _ := strconv.Atoi(m.Value.Value)
		dst = append(dst, `{"type":"FieldNumberMismatch","fieldCount":`...)
		dst = strconv.AppendInt(dst, int64(min(n, maxFieldCount)), 10)
		return append(dst, '}')
	}
	dst = append(dst, `{"type":"RowDecodingError","errors":[`...)
	for i := range r.Messages {
		m := &r.Messages[i]
		value := m.Value.Value
		if m.Shape == Criterion {
			value = m.Schema
		}
		dst = comma(dst, i)
		dst = append(dst, `{"type":"InvalidValue","key":`...)
		dst = appendCut(dst, m.Field, maxKey)
		dst = append(dst, `,"value":`...)
		dst = jsondoc.AppendString(dst, value)
		dst = append(dst, `,"message":`...)
		dst = jsondoc.AppendString(dst, m.Reason().Text)
		dst = append(dst, '}')
	}
	return append(dst, "]}"...)
}

// readLoader reads the failure and payload of the families of shred.
func (r *Row) readLoader(root jsondoc.Node) {
	data := root.Get("data")
	failure := data.Get("failure")
	switch failure.Get("type").Text() {
	case "NotTSV":
		r.Messages = append(r.Messages, Message{Shape: FieldCount, Value: Some("1"), Want: "more than one field"})
	case "FieldNumberMismatch":
		n := failure.Get("fieldCount").Number()
		r.Messages = append(r.Messages, Message{Shape: FieldCount, Value: Some(strings.Clone(n)), Want: "more fields than " + n})
	case "RowDecodingError":
		r.Messages = r.Messages[:0]
		for _, e := range failure.Get("errors").Elements() {
			m := Message{Shape: Mismatch, Field: text(e.Get("key")), Value: optional(e.Get("value"))}
			m.Want = strings.TrimPrefix(text(e.Get("message")), "expected ")
			r.Messages = append(r.Messages, m)
		}
	}
	if failure.Kind() == jsondoc.String {
		r.Messages = append(r.Messages, Message{Want: text(failure)})
	}
	if line := root.Get("line"); line.Kind() == jsondoc.String {
		r.Line = []byte(line.Text())
	}
	if r.Event == nil && data.Get("payload").Kind() == jsondoc.Object {
		r.Event = readLoaderEvent(data.Get("payload"))
	}
}

// readLoaderEvent reads the payload that is an event. Times lose the form of ISO 8601,
// booleans become 1 and 0.
func readLoaderEvent(n jsondoc.Node) *event.Event {
	e := new(event.Event)
	for m := n.First(); m.Exists(); m = m.Next() {
		c, ok := event.ByName(m.Name())
		if !ok {
			continue
		}
		v := m.Value()
		switch s := v.Text(); {
		case v.Kind() == jsondoc.Null:
		case v.Kind() == jsondoc.Bool && v.True():
			e.Set(c, "1")
		case v.Kind() == jsondoc.Bool:
			e.Set(c, "0")
		case event.Table[c].Kind == event.Timestamp && len(s) == len("2006-01-02T15:04:05.000Z"):
			e.Set(c, s[:10]+" "+s[11:len(s)-1])
		case v.Kind() == jsondoc.String:
			e.Set(c, strings.Clone(s))
		default:
			e.Set(c, string(v.AppendCompact(nil)))
		}
	}
	return e
}

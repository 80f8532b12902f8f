package badrow

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

// maxDepth is the nesting that a failed event may have: that of event data and
// what stands around it.
const maxDepth = 4 * jsondoc.DefaultDepth

// ErrNotBadRow reports a text that is JSON but no failed event.
var ErrNotBadRow = errors.New("badrow: no failed event")

// Read reads one line: any version of a modern family, or the form of R108. The
// row shares no memory with the line.
//
// Families that we do not write are read as far as they are alike: their
// messages and a payload that is text. Line holds the text as written; for
// Thrift records that is base64, which only the format of the input tells (see
// [Row.Record]).
func Read(line []byte) (*Row, error) {
	var d jsondoc.Doc
	if err := d.Parse(line, maxDepth); err != nil {
		return nil, fmt.Errorf("read failed event: %w", err)
	}
	root := d.Root()
	if root.Get("errors").Kind() == jsondoc.Array && root.Get("failure_tstamp").Exists() {
		return readR108(root), nil
	}
	data := root.Get("data")
	family, ok := strings.CutPrefix(root.Get("schema").Text(), "iglu:"+vendor+"/")
	if !ok || data.Kind() != jsondoc.Object {
		return nil, ErrNotBadRow
	}
	family, _, _ = strings.Cut(family, "/")
	r := &Row{Family: Family(strings.Clone(family))}
	r.Processor.Artifact = text(data.Get("processor").Get("artifact"))
	r.Processor.Version = text(data.Get("processor").Get("version"))
	r.readFailure(data.Get("failure"))
	r.readPayload(data.Get("payload"))
	if r.Family.isLoader() {
		r.readLoader(root)
	}
	return r, nil
}

// Record returns the original record that the row holds; binary tells that the
// input's records are bytes, which rows hold as base64. It is nil if the row
// holds none.
func (r *Row) Record(binary bool) ([]byte, error) {
	if !binary || len(r.Line) == 0 {
		return r.Line, nil
	}
	b, err := base64.StdEncoding.DecodeString(string(r.Line))
	if err != nil {
		return nil, errors.New("badrow: record is not base64")
	}
	return b, nil
}

func readR108(root jsondoc.Node) *Row {
	r := &Row{Family: R108, Line: []byte(root.Get("line").Text())}
	if at := root.Get("failure_tstamp"); at.Kind() == jsondoc.String {
		r.Time = readTime(at)
	} else {
		r.Time = number(at)
	}
	r.Size = number(root.Get("size"))
	for _, e := range root.Get("errors").Elements() {
		m := Message{Want: text(e.Get("message"))}
		if e.Kind() == jsondoc.String {
			m.Want = text(e)
		}
		r.Messages = append(r.Messages, m)
	}
	return r
}

func (r *Row) readFailure(f jsondoc.Node) {
	r.Time = readTime(f.Get("timestamp"))
	r.Loader = text(f.Get("loader"))
	r.Size = number(f.Get("actualSizeBytes"))
	r.MaxSize = number(f.Get("maximumAllowedSizeBytes"))
	switch {
	case f.Get("message").Exists():
		r.Messages = append(r.Messages, readMessage(f.Get("message")))
	case f.Get("expectation").Exists():
		r.Messages = append(r.Messages, Message{Want: text(f.Get("expectation"))})
	}
	for _, e := range f.Get("errors").Elements() {
		r.Messages = append(r.Messages, Message{Want: text(e)})
	}
	messages := f.Get("messages")
	if f.Kind() == jsondoc.Array { // loader_iglu_error
		messages = f
	}
	for _, n := range messages.Elements() {
		inner := n.Get("message")
		if inner.Kind() != jsondoc.Object {
			r.Messages = append(r.Messages, readMessage(n))
			continue
		}
		m := readMessage(inner)
		m.Enrichment = text(n.Get("enrichment").Get("schemaKey"))
		m.Identifier = text(n.Get("enrichment").Get("identifier"))
		r.Messages = append(r.Messages, m)
	}
}

func readMessage(n jsondoc.Node) Message {
	m := Message{Field: text(n.Get("field")), Value: optional(n.Get("value")), Schema: text(n.Get("schemaKey"))}
	failure := n.Get("error")
	switch {
	case n.Get("payloadField").Exists():
		m.Shape, m.Field, m.Want = Mismatch, text(n.Get("payloadField")), text(n.Get("expectation"))
	case n.Get("expectedMapping").Exists():
		m.Shape, m.Value, m.Want = Mapping, optional(n.Get("actual")), text(n.Get("expectation"))
		for name, v := range n.Get("expectedMapping").Members() {
			m.Known = append(m.Known, Param{strings.Clone(name), optional(v)})
		}
	case n.Get("expectation").Exists():
		m.Shape, m.Want = Mismatch, text(n.Get("expectation"))
	case n.Get("json").Exists():
		m.Shape, m.JSON, m.Want = NotIglu, string(n.Get("json").AppendCompact(nil)), text(failure)
	case n.Get("schemaCriterion").Exists():
		m.Shape, m.Criterion = Criterion, text(n.Get("schemaCriterion"))
	case failure.Kind() == jsondoc.Object:
		m.readSchemaError(failure)
	case n.Get("field").Exists():
		m.Shape, m.Want = FieldError, text(failure)
	default:
		m.Want = text(failure)
	}
	return m
}

func (m *Message) readSchemaError(n jsondoc.Node) {
	m.Superseded = text(n.Get("supersededBy"))
	switch {
	case n.Get("lookupHistory").Exists():
		m.Shape = Unresolved
		for _, l := range n.Get("lookupHistory").Elements() {
			lookup := Lookup{
				Repository: text(l.Get("repository")),
				Attempts:   int(number(l.Get("attempts"))),
				Last:       readTime(l.Get("lastAttempt")),
			}
			for _, e := range l.Get("errors").Elements() {
				lookup.Errors = append(lookup.Errors, LookupError{text(e.Get("error")), text(e.Get("message"))})
			}
			m.Lookups = append(m.Lookups, lookup)
		}
	case n.Get("schemaIssues").Exists():
		m.Shape = BadSchema
		m.readReports(n.Get("schemaIssues"))
	default:
		m.Shape = Invalid
		m.readReports(n.Get("dataReports"))
	}
}

func (m *Message) readReports(n jsondoc.Node) {
	for _, p := range n.Elements() {
		report := Report{Message: text(p.Get("message")), Path: text(p.Get("path")), Keyword: text(p.Get("keyword"))}
		for _, t := range p.Get("targets").Elements() {
			report.Targets = append(report.Targets, text(t))
		}
		m.Reports = append(m.Reports, report)
	}
}

func (r *Row) readPayload(p jsondoc.Node) {
	if p.Kind() == jsondoc.String {
		r.Line = []byte(p.Text())
		return
	}
	raw := p.Get("raw")
	if !raw.Exists() {
		if p.Get("vendor").Exists() {
			r.Request = readRequest(p, "querystring", "collector", "networkUserId")
		}
		return
	}
	r.Request = readRequest(raw, "parameters", "loaderName", "userId")
	r.Event = readEvent(p.Get("enriched"))
	if line := p.Get("line"); line.Exists() {
		r.Line, r.WithLine = []byte(line.Text()), true
	}
	r.Index = int(number(p.Get("line_event_index")))
}

func readRequest(n jsondoc.Node, params, source, user string) *Request {
	at := n.Get("timestamp")
	q := &Request{
		Vendor:      text(n.Get("vendor")),
		Version:     text(n.Get("version")),
		ContentType: optional(n.Get("contentType")),
		Body:        optional(n.Get("body")),
		Source:      text(n.Get(source)),
		Encoding:    text(n.Get("encoding")),
		Hostname:    optional(n.Get("hostname")),
		Time:        readTime(at),
		HasTime:     at.Kind() == jsondoc.String,
		IP:          optional(n.Get("ipAddress")),
		UserAgent:   optional(n.Get("useragent")),
		Referer:     optional(n.Get("refererUri")),
		UserID:      optional(n.Get(user)),
	}
	for _, p := range n.Get(params).Elements() {
		q.Params = append(q.Params, Param{text(p.Get("name")), optional(p.Get("value"))})
	}
	for _, h := range n.Get("headers").Elements() {
		q.Headers = append(q.Headers, text(h))
	}
	return q
}

func readEvent(n jsondoc.Node) *event.Event {
	if n.Kind() != jsondoc.Object {
		return nil
	}
	e := new(event.Event)
	for name, v := range n.Members() {
		c, ok := event.ByName(name)
		if !ok {
			continue
		}
		switch v.Kind() {
		case jsondoc.String:
			e.Set(c, text(v))
		case jsondoc.Number:
			e.Set(c, strings.Clone(v.Number()))
		}
	}
	return e
}

// text copies a string out of the document; "" for other kinds.
func text(n jsondoc.Node) string { return strings.Clone(n.Text()) }

func optional(n jsondoc.Node) Text { return Text{text(n), n.Kind() == jsondoc.String} }

func number(n jsondoc.Node) int64 {
	i, err := strconv.ParseInt(n.Number(), 10, 64)
	if err != nil {
		return 0
	}
	return i
}

// readTime reads ISO 8601 with a zone; 0 if it is none.
func readTime(n jsondoc.Node) int64 {
	t, err := time.Parse(time.RFC3339Nano, n.Text())
	if err != nil {
		return 0
	}
	return t.UnixMilli()
}

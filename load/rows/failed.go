package rows

import (
	"strconv"
	"strings"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/load"
)

// r108Family is the family of failed events in the form of R108, which name
// none.
const r108Family = "r108"

// failedJSON takes what may be shown of a failed event: where it failed and why,
// and nothing of its payload but the application and the times. Both the modern
// families and the form of R108 are read.
type failedJSON struct {
	doc  jsondoc.Doc
	line []byte
}

// Columns of load.Failed in order.
const (
	colFamily = iota
	colFailed
	colSchema
	colField
	colReason
	colProcessor
	colAppID
	colCollector
	colEventID
	colObject
	colLine
)

func (p *failedJSON) parse(line []byte, pos load.Position, fields [][]byte) string {
	if err := p.doc.Parse(line, jsonDepth); err != nil {
		return "not JSON"
	}
	clear(fields)
	p.line = strconv.AppendInt(p.line[:0], pos.Line, 10)
	fields[colObject], fields[colLine] = []byte(pos.Object), p.line
	root := p.doc.Root()
	switch {
	case root.Get("schema").Kind() == jsondoc.String && root.Get("data").Kind() == jsondoc.Object:
		modern(root, fields)
	case root.Get("errors").Exists():
		fields[colFamily] = []byte(r108Family)
		fields[colFailed] = timestamp(root.Get("failure_tstamp"))
		e := element(root.Get("errors"))
		fields[colReason] = first(e, e.Get("message"))
	default:
		return "not a failed event"
	}
	return ""
}

func modern(root jsondoc.Node, fields [][]byte) {
	if parts := strings.Split(root.Get("schema").Text(), "/"); len(parts) > 1 {
		fields[colFamily] = []byte(parts[1])
	}
	data := root.Get("data")
	if p := data.Get("processor"); p.Exists() {
		fields[colProcessor] = []byte(p.Get("artifact").Text() + " " + p.Get("version").Text())
	}
	failure := data.Get("failure")
	fields[colFailed] = timestamp(failure.Get("timestamp"))
	m := message(failure)
	fields[colSchema] = first(m.Get("schemaKey"), m.Get("schema"))
	if e := element(failure.Get("messages")).Get("enrichment"); fields[colSchema] == nil {
		fields[colSchema] = text(e.Get("schemaKey"))
	}
	e := m.Get("error")
	report := element(e.Get("dataReports"))
	if !report.Exists() {
		report = element(e.Get("schemaIssues"))
	}
	fields[colField] = first(m.Get("field"), m.Get("payloadField"), report.Get("path"))
	fields[colReason] = first(m.Get("expectation"), report.Get("message"), e.Get("error"), e, element(failure.Get("errors")))
	payload(data.Get("payload"), fields)
}

// message returns what tells the first reason: the only message, the first of
// several, or the failure itself.
func message(failure jsondoc.Node) jsondoc.Node {
	m := element(failure.Get("messages"))
	if !m.Exists() {
		m = failure
	}
	if inner := m.Get("message"); inner.Kind() == jsondoc.Object {
		return inner
	}
	return m
}

// payload fills what the payload may tell: an application, a time, an id.
func payload(n jsondoc.Node, fields [][]byte) {
	enriched := n.Get("enriched")
	fields[colAppID] = text(enriched.Get("app_id"))
	fields[colEventID] = text(enriched.Get("event_id"))
	for _, t := range [...]jsondoc.Node{enriched.Get("collector_tstamp"), n.Get("raw").Get("timestamp"), n.Get("timestamp")} {
		if fields[colCollector] == nil {
			fields[colCollector] = timestamp(t)
		}
	}
	params := n.Get("raw").Get("parameters")
	if !params.Exists() {
		params = n.Get("querystring")
	}
	for _, p := range params.Elements() {
		switch {
		case p.Get("name").Text() == "aid" && fields[colAppID] == nil:
			fields[colAppID] = text(p.Get("value"))
		case p.Get("name").Text() == "eid" && fields[colEventID] == nil:
			fields[colEventID] = text(p.Get("value"))
		}
	}
}

// element returns the first element of an array; it need not exist.
func element(n jsondoc.Node) jsondoc.Node {
	if i := n.First(); i.Exists() {
		return i.Value()
	}
	return jsondoc.Node{}
}

// first returns the first of the nodes that is a string.
func first(nodes ...jsondoc.Node) []byte {
	for _, n := range nodes {
		if v := text(n); v != nil {
			return v
		}
	}
	return nil
}

// timestamp returns a time that a column can hold. What a broken event has in
// its place must not fail the load.
func timestamp(n jsondoc.Node) []byte {
	v := text(n)
	if _, ok := load.ParseTimestamp(v); !ok {
		return nil
	}
	return v
}

// text returns a string's content, nil for anything else.
func text(n jsondoc.Node) []byte {
	if n.Kind() != jsondoc.String {
		return nil
	}
	return bytesOf(n.Text())
}

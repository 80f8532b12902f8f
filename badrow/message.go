package badrow

import (
	"strconv"
	"strings"

	"github.com/camonica/camonica/jsondoc"
)

// appendFormatMessage appends the one message that a format violation may have.
// Several are told in one text.
func (r *Row) appendFormatMessage(dst []byte) []byte {
	if len(r.Messages) > 1 {
		texts := make([]string, len(r.Messages))
		for i := range r.Messages {
			re := r.Messages[i].Reason()
			texts[i] = re.Field + ": " + re.Text
		}
		return appendPlain(dst, strings.Join(texts, "; "))
	}
	m := r.first()
	if m.Shape != Mismatch {
		return appendPlain(dst, m.Reason().Text)
	}
	dst = append(dst, `{"payloadField":`...)
	dst = appendCut(dst, m.Field, maxField)
	dst = append(dst, `,"value":`...)
	dst = appendText(dst, m.Value)
	dst = append(dst, `,"expectation":`...)
	dst = appendCut(dst, m.Want, maxExpectation)
	return append(dst, '}')
}

func appendPlain(dst []byte, text string) []byte {
	dst = append(dst, `{"error":`...)
	dst = appendCut(dst, text, maxError)
	return append(dst, '}')
}

func (r *Row) appendMessage(dst []byte, m *Message) []byte {
	if r.Family != EnrichmentFailures {
		return r.appendShape(dst, m)
	}
	dst = append(dst, `{"enrichment":`...)
	if m.Enrichment == "" {
		dst = append(dst, "null"...)
	} else {
		dst = append(dst, `{"schemaKey":`...)
		dst = jsondoc.AppendString(dst, m.Enrichment)
		dst = append(dst, `,"identifier":`...)
		dst = appendCut(dst, m.Identifier, maxIdentifier)
		dst = append(dst, '}')
	}
	dst = append(dst, `,"message":`...)
	switch m.Shape {
	case Mismatch, FieldError:
		dst = appendMismatch(dst, m)
	case Unresolved, Invalid, BadSchema:
		dst = r.appendSchemaError(dst, m)
	default:
		dst = appendPlain(dst, m.Reason().Text)
	}
	return append(dst, '}')
}

// appendShape appends a message of the families whose messages are not wrapped.
func (r *Row) appendShape(dst []byte, m *Message) []byte {
	if r.Family == AdapterFailures && m.Schema != "" {
		// The family has no message about schemas.
		return appendMismatch(dst, &Message{Field: "schema", Value: Some(m.Schema), Want: m.Reason().Text})
	}
	switch m.Shape {
	case FieldError:
		dst = append(dst, `{"field":`...)
		dst = appendCut(dst, m.Field, maxField)
		dst = append(dst, `,"value":`...)
		dst = appendText(dst, m.Value)
		dst = append(dst, `,"error":`...)
		dst = appendCut(dst, m.Want, maxError)
		return append(dst, '}')
	case NotIglu:
		dst = append(dst, `{"json":`...)
		dst = appendRaw(dst, m.JSON)
		dst = append(dst, `,"error":`...)
		dst = jsondoc.AppendString(dst, m.Want)
		return append(dst, '}')
	case Criterion:
		dst = append(dst, `{"schemaKey":`...)
		dst = jsondoc.AppendString(dst, m.Schema)
		dst = append(dst, `,"schemaCriterion":`...)
		dst = jsondoc.AppendString(dst, m.Criterion)
		return append(dst, '}')
	case Unresolved, Invalid, BadSchema:
		return r.appendSchemaError(dst, m)
	case Mapping:
		dst = append(dst, `{"actual":`...)
		dst = appendText(dst, m.Value)
		dst = append(dst, `,"expectedMapping":{`...)
		for i, k := range m.Known {
			dst = comma(dst, i)
			dst = jsondoc.AppendString(dst, k.Name)
			dst = append(dst, ':')
			dst = jsondoc.AppendString(dst, k.Value.Value)
		}
		dst = append(dst, `},"expectation":`...)
		dst = appendCut(dst, m.Want, maxExpectation)
		return append(dst, '}')
	default:
		return appendMismatch(dst, m)
	}
}

func appendMismatch(dst []byte, m *Message) []byte {
	dst = append(dst, `{"field":`...)
	dst = appendCut(dst, m.Field, maxField)
	dst = append(dst, `,"value":`...)
	dst = appendText(dst, m.Value)
	dst = append(dst, `,"expectation":`...)
	dst = appendCut(dst, m.Want, maxExpectation)
	return append(dst, '}')
}

func appendRaw(dst []byte, s string) []byte {
	if s == "" {
		return append(dst, "null"...)
	}
	return append(dst, s...)
}

func (r *Row) appendSchemaError(dst []byte, m *Message) []byte {
	dst = append(dst, `{"schemaKey":`...)
	dst = jsondoc.AppendString(dst, m.Schema)
	dst = append(dst, `,"error":{`...)
	switch m.Shape {
	case Unresolved:
		dst = append(dst, `"error":"ResolutionError","lookupHistory":[`...)
		dst = r.appendLookups(dst, m.Lookups)
	case BadSchema:
		dst = append(dst, `"error":"ValidationError","schemaIssues":[`...)
		for i := range m.Reports {
			dst = comma(dst, i)
			dst = append(dst, `{"path":`...)
			dst = jsondoc.AppendString(dst, m.Reports[i].Path)
			dst = append(dst, `,"message":`...)
			dst = jsondoc.AppendString(dst, m.Reports[i].Message)
			dst = append(dst, '}')
		}
	default:
		dst = append(dst, `"error":"ValidationError","dataReports":[`...)
		dst = appendReports(dst, m.Reports)
	}
	dst = append(dst, ']')
	if m.Superseded != "" && m.Shape != Unresolved {
		dst = append(dst, `,"supersededBy":`...)
		dst = jsondoc.AppendString(dst, m.Superseded)
	}
	return append(dst, "}}"...)
}

func appendReports(dst []byte, reports []Report) []byte {
	for i := range reports {
		dst = comma(dst, i)
		dst = AppendReport(dst, &reports[i])
	}
	return dst
}

// AppendReport appends a validator's finding as failed events hold it.
func AppendReport(dst []byte, p *Report) []byte {
	dst = append(dst, `{"message":`...)
	dst = jsondoc.AppendString(dst, p.Message)
	dst = append(dst, `,"path":`...)
	dst = jsondoc.AppendString(dst, p.Path)
	dst = append(dst, `,"keyword":`...)
	dst = appendText(dst, Text{p.Keyword, p.Keyword != ""})
	dst = append(dst, `,"targets":[`...)
	for i, t := range p.Targets {
		dst = comma(dst, i)
		dst = jsondoc.AppendString(dst, t)
	}
	return append(dst, "]}"...)
}

// appendLookups appends what the registries answered; the schemas want at least
// one entry with at least one error.
func (r *Row) appendLookups(dst []byte, ls []Lookup) []byte {
	if len(ls) == 0 {
		ls = []Lookup{{Repository: "none"}}
	}
	for i, l := range ls {
		dst = comma(dst, i)
		dst = append(dst, `{"repository":`...)
		dst = jsondoc.AppendString(dst, l.Repository)
		dst = append(dst, `,"errors":[`...)
		if len(l.Errors) == 0 {
			dst = append(dst, `{"error":"NotFound"}`...)
		}
		for j, e := range l.Errors {
			dst = comma(dst, j)
			dst = append(dst, `{"error":`...)
			dst = jsondoc.AppendString(dst, e.Kind)
			if e.Message != "" {
				dst = append(dst, `,"message":`...)
				dst = appendCut(dst, e.Message, maxLookup)
			}
			dst = append(dst, '}')
		}
		dst = append(dst, `],"attempts":`...)
		dst = strconv.AppendInt(dst, int64(max(1, l.Attempts)), 10)
		at := l.Last
		if at == 0 {
			at = r.Time
		}
		dst = append(dst, `,"lastAttempt":"`...)
		dst = appendTime(dst, at)
		dst = append(dst, `"}`...)
	}
	return dst
}

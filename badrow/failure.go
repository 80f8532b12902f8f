package badrow

import (
	"cmp"

	"github.com/camonica/camonica/jsondoc"
)

// FailureSchema is the entity that tells of a failure within an event.
const FailureSchema = "iglu:com.snowplowanalytics.snowplow/failure/jsonschema/1-0-0"

// AppendFailure appends the data of a FailureSchema entity: what went wrong,
// when (milliseconds since 1970) and who found it. The offending data is part of
// it only if withData is set.
func (m *Message) AppendFailure(dst []byte, at int64, p Processor, withData bool) []byte {
	dst = append(dst, `{"failureType":`...)
	dst = jsondoc.AppendString(dst, m.failureType())
	dst = append(dst, `,"errors":[`...)
	dst = m.appendFailureErrors(dst, at)
	dst = append(dst, `],"schema":`...)
	schema := m.Schema
	if m.Enrichment != "" {
		schema = m.Enrichment
	}
	dst = appendText(dst, Text{schema, schema != ""})
	dst = append(dst, `,"data":`...)
	if withData {
		dst = m.appendFailureData(dst)
	} else {
		dst = append(dst, "null"...)
	}
	dst = append(dst, `,"timestamp":"`...)
	dst = appendTime(dst, at)
	dst = append(dst, `","componentName":`...)
	dst = jsondoc.AppendString(dst, p.Artifact)
	dst = append(dst, `,"componentVersion":`...)
	dst = jsondoc.AppendString(dst, p.Version)
	return append(dst, '}')
}

func (m *Message) failureType() string {
	if m.Identifier != "" {
		return "EnrichmentError: " + m.Identifier
	}
	switch m.Shape {
	case FieldError:
		return "NotJSON"
	case NotIglu:
		return "NotIglu"
	case Criterion:
		return "CriterionMismatch"
	case Unresolved:
		return "ResolutionError"
	case Invalid, BadSchema:
		return "ValidationError"
	default:
		return "EnrichmentError"
	}
}

// source returns the part of the event concerned, or else the enrichment.
func (m *Message) source() string { return cmp.Or(m.Source, m.Field, m.Identifier) }

func (m *Message) appendFailureErrors(dst []byte, at int64) []byte {
	if m.Shape != Invalid && m.Shape != BadSchema || len(m.Reports) == 0 {
		dst = m.appendFailureError(dst, m.Reason().Text)
		switch m.Shape {
		case Criterion:
			dst = append(dst, `,"criterion":`...)
			dst = jsondoc.AppendString(dst, m.Criterion)
		case Unresolved:
			r := Row{Time: at}
			dst = append(dst, `,"lookupHistory":[`...)
			dst = append(r.appendLookups(dst, m.Lookups), ']')
		}
		return append(dst, '}')
	}
	for i := range m.Reports {
		p := &m.Reports[i]
		dst = m.appendFailureError(comma(dst, i), p.Message)
		dst = append(dst, `,"path":`...)
		dst = jsondoc.AppendString(dst, p.Path)
		if m.Shape == Invalid {
			dst = append(dst, `,"keyword":`...)
			dst = appendText(dst, Text{p.Keyword, p.Keyword != ""})
			dst = append(dst, `,"targets":[`...)
			for j, t := range p.Targets {
				dst = jsondoc.AppendString(comma(dst, j), t)
			}
			dst = append(dst, ']')
		}
		dst = append(dst, '}')
	}
	return dst
}

// appendFailureError opens an error: its text and source.
func (m *Message) appendFailureError(dst []byte, text string) []byte {
	dst = append(dst, `{"message":`...)
	dst = jsondoc.AppendString(dst, text)
	dst = append(dst, `,"source":`...)
	return jsondoc.AppendString(dst, m.source())
}

func (m *Message) appendFailureData(dst []byte) []byte {
	if m.JSON != "" {
		return append(dst, m.JSON...)
	}
	if m.source() == "" || m.Shape != FieldError && m.Shape != Mismatch {
		return append(dst, "null"...)
	}
	dst = append(dst, '{')
	dst = jsondoc.AppendString(dst, m.source())
	dst = append(dst, ':')
	dst = appendText(dst, m.Value)
	return append(dst, '}')
}

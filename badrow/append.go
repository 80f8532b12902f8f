package badrow

import (
	"encoding/base64"
	"strconv"
	"time"

	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

// Append appends the row as one line of its modern family, without a line end.
// A Row of the family R108 is written in the form of R108.
func (r *Row) Append(dst []byte) []byte {
	schema := r.Family.Schema()
	if schema == "" {
		return r.AppendR108(dst)
	}
	dst = append(dst, `{"schema":"`...)
	dst = append(dst, schema...)
	dst = append(dst, `","data":{"processor":{"artifact":`...)
	dst = jsondoc.AppendString(dst, cut(r.Processor.Artifact, maxArtifact))
	dst = append(dst, `,"version":`...)
	dst = jsondoc.AppendString(dst, cut(r.Processor.Version, maxVersion))
	dst = append(dst, '}')
	if r.Family.isLoader() {
		return r.appendLoader(dst)
	}
	dst = append(dst, `,"failure":{"timestamp":"`...)
	dst = appendTime(dst, r.Time)
	dst = append(dst, '"')
	dst = r.appendFailure(dst)
	dst = append(dst, `},"payload":`...)
	dst = r.appendPayload(dst)
	return append(dst, "}}"...)
}

func (r *Row) appendFailure(dst []byte) []byte {
	switch r.Family {
	case FormatViolation:
		dst = append(dst, `,"loader":`...)
		dst = jsondoc.AppendString(dst, r.Loader)
		dst = append(dst, `,"message":`...)
		return r.appendFormatMessage(dst)
	case SizeViolation:
		dst = append(dst, `,"maximumAllowedSizeBytes":`...)
		dst = strconv.AppendInt(dst, r.MaxSize, 10)
		dst = append(dst, `,"actualSizeBytes":`...)
		dst = strconv.AppendInt(dst, r.Size, 10)
		dst = append(dst, `,"expectation":`...)
		return appendCut(dst, r.first().Want, maxExpectation)
	case GenericError:
		dst = append(dst, `,"errors":[`...)
		for i := range r.Messages {
			dst = comma(dst, i)
			dst = jsondoc.AppendString(dst, r.Messages[i].Reason().Text)
		}
		return append(dst, ']')
	case AdapterFailures, TrackerViolations:
		var vendor, version string
		if r.Request != nil {
			vendor, version = r.Request.Vendor, r.Request.Version
		}
		dst = append(dst, `,"vendor":`...)
		dst = jsondoc.AppendString(dst, vendor)
		dst = append(dst, `,"version":`...)
		dst = jsondoc.AppendString(dst, version)
	}
	dst = append(dst, `,"messages":[`...)
	for i := range r.Messages {
		dst = comma(dst, i)
		dst = r.appendMessage(dst, &r.Messages[i])
	}
	return append(dst, ']')
}

func (r *Row) appendPayload(dst []byte) []byte {
	switch r.Family {
	case AdapterFailures, TrackerViolations:
		return r.Request.append(dst, false)
	case SchemaViolations, EnrichmentFailures:
		dst = append(dst, `{"raw":`...)
		dst = r.Request.append(dst, true)
		dst = append(dst, `,"enriched":`...)
		dst = r.partial().AppendPartialJSON(dst)
		if r.WithLine {
			dst = append(dst, `,"line":`...)
			dst = r.appendLine(dst)
		}
		dst = append(dst, `,"line_event_index":`...)
		dst = strconv.AppendInt(dst, int64(r.Index), 10)
		return append(dst, '}')
	default:
		return r.appendLine(dst)
	}
}

// appendLine appends the record as a JSON string.
func (r *Row) appendLine(dst []byte) []byte {
	if !r.Binary {
		return jsondoc.AppendString(dst, string(r.Line))
	}
	dst = append(dst, '"')
	dst = base64.StdEncoding.AppendEncode(dst, r.Line)
	return append(dst, '"')
}

// partial returns the event, an empty one if it is unknown.
func (r *Row) partial() *event.Event {
	if r.Event == nil {
		return new(event.Event)
	}
	return r.Event
}

// first returns the first message, or an empty one.
func (r *Row) first() *Message {
	if len(r.Messages) == 0 {
		return &Message{}
	}
	return &r.Messages[0]
}

func comma(dst []byte, i int) []byte {
	if i > 0 {
		return append(dst, ',')
	}
	return dst
}

func appendCut(dst []byte, s string, n int) []byte { return jsondoc.AppendString(dst, cut(s, n)) }

// appendText appends a string or null.
func appendText(dst []byte, t Text) []byte {
	if !t.Set {
		return append(dst, "null"...)
	}
	return jsondoc.AppendString(dst, t.Value)
}

// appendTime appends ISO 8601 with milliseconds, in UTC.
func appendTime(dst []byte, ms int64) []byte {
	return time.UnixMilli(ms).UTC().AppendFormat(dst, "2006-01-02T15:04:05.000Z")
}

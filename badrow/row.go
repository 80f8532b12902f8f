package badrow

import "github.com/camonica/camonica/event"

// Text is a text that may be absent.
type Text struct {
	Value string
	Set   bool
}

// Some returns a Text that is set.
func Some(s string) Text { return Text{Value: s, Set: true} }

// A Param is one item of a querystring or one tracker parameter.
type Param struct {
	Name  string
	Value Text
}

// A Processor names the program that found the failure. Version must start with
// three numbers and dots.
type Processor struct{ Artifact, Version string }

// A Row is one failed event. Which members are used depends on the family:
//
//	FormatViolation                       Loader, Line
//	AdapterFailures, TrackerViolations    Request (the collector payload)
//	SchemaViolations, EnrichmentFailures  Request (the raw event), Event, Line, Index
//	SizeViolation                         Line (a first part), Size, MaxSize
//	GenericError                          Line
//	LoaderParsing                         Line
//	LoaderIglu, LoaderRuntime             Event, Line
//	R108                                  Line
//
// A Row given to an output is valid during that call only.
type Row struct {
	Family    Family
	Time      int64 // milliseconds since 1970
	Processor Processor
	Messages  []Message
	Also      []Message // failures of later phases, told in the form of R108 only

	Loader  string
	Request *Request
	Event   *event.Event // columns so far; nil if unknown

	Line     []byte // the original record
	Binary   bool   // Line is bytes: written as base64
	Index    int    // of the event in its payload
	WithLine bool   // Line is written with an event-level family: once per record

	Size, MaxSize int64 // bytes
}

// A Request is a collector payload or, with the parameters in place of the
// querystring, a raw event.
type Request struct {
	Vendor, Version string
	Params          []Param
	ContentType     Text
	Body            Text // not part of a raw event
	Source          string
	Encoding        string
	Hostname        Text
	Time            int64 // milliseconds since 1970; valid if HasTime
	HasTime         bool
	IP              Text
	UserAgent       Text
	Referer         Text
	Headers         []string
	UserID          Text // written only if it is a UUID
}

// A Shape is the form of a message.
type Shape uint8

// The shapes of messages. Not every family knows every shape; a message in a
// shape that its family does not know is written as the nearest it knows.
const (
	Plain      Shape = iota // Want tells what went wrong
	Mismatch                // Field with Value is not what Want expects
	FieldError              // Field with Value: Want tells what is wrong
	NotIglu                 // JSON is not self-describing: Want is one of the four codes
	Criterion               // Schema does not match Criterion
	Unresolved              // Schema is in no registry: Lookups
	Invalid                 // data is invalid against Schema: Reports, Superseded
	BadSchema               // Schema itself is invalid: Reports with Path and Message
	Mapping                 // event type Value has no schema in Known
	FieldCount              // a line has Value fields, not Want
)

// The codes of NotIglu.
const (
	InvalidIgluURI     = "INVALID_IGLUURI"
	InvalidSchemaVer   = "INVALID_SCHEMAVER"
	InvalidDataPayload = "INVALID_DATA_PAYLOAD"
	InvalidSchema      = "INVALID_SCHEMA"
)

// A Message is one thing that is wrong. Value and JSON are event data.
type Message struct {
	Shape     Shape
	Field     string
	Value     Text
	Want      string
	JSON      string // compact JSON
	Schema    string // Iglu URI
	Criterion string

	Lookups    []Lookup
	Reports    []Report
	Superseded string // version that Schema was validated with instead
	Known      []Param

	// Enrichment is the configuration schema of the enrichment that failed and
	// Identifier its name; empty for the core steps.
	Enrichment, Identifier string

	// Source tells which part of the event is concerned: "contexts",
	// "unstruct", "derived_contexts", "atomic_field" or an input field. It is
	// not part of the modern families; failed events written as rows carry it.
	Source string
}

// A Report is one finding of a validator.
type Report struct {
	Message string
	Path    string
	Keyword string // "" = none
	Targets []string
}

// A Lookup is what one registry answered.
type Lookup struct {
	Repository string
	Errors     []LookupError
	Attempts   int
	Last       int64 // milliseconds since 1970; 0 = the row's time
}

// A LookupError is one answer: Kind is "NotFound", "RepoFailure" or
// "ClientFailure".
type LookupError struct{ Kind, Message string }

// A Reason is what may be shown of a failure: no event data.
type Reason struct {
	Schema string // schema concerned, or of the enrichment's configuration
	Field  string // column, parameter or path concerned
	Text   string
}

// Reason tells the first failure of the row.
func (r *Row) Reason() Reason {
	if len(r.Messages) == 0 {
		return Reason{}
	}
	return r.Messages[0].Reason()
}

// Reason tells what is wrong without the event's data.
func (m *Message) Reason() Reason {
	re := Reason{Schema: m.Schema, Field: m.Field, Text: m.Want}
	if re.Schema == "" {
		re.Schema = m.Enrichment
	}
	switch m.Shape {
	case Mismatch, FieldCount:
		re.Text = "expected " + m.Want
	case NotIglu:
		re.Text = "not self-describing: " + m.Want
	case Criterion:
		re.Text = "schema does not match " + m.Criterion
	case Unresolved:
		re.Text = "schema not found"
	case Invalid, BadSchema:
		if len(m.Reports) > 0 {
			re.Text = m.Reports[0].Message
			if re.Field == "" {
				re.Field = m.Reports[0].Path
			}
		}
	case Mapping:
		re.Text = "unknown event type"
	}
	if re.Field == "" {
		re.Field = m.Source
	}
	return re
}

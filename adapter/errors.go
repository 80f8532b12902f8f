package adapter

import (
	"errors"
	"strings"

	"github.com/camonica/camonica/payload"
)

// ErrorKind names what is wrong with a payload.
type ErrorKind string

// The kinds of errors that adapters report. The comment says what Field and
// Value hold where that is not plain.
const (
	UnsupportedAPI            ErrorKind = "unsupported-api" // Field vendor, Value version
	EmptyQuerystring          ErrorKind = "empty-querystring"
	EmptyBody                 ErrorKind = "empty-body"
	EmptyBodyAndQuerystring   ErrorKind = "empty-body-and-querystring"
	MissingContentType        ErrorKind = "missing-content-type"
	UnsupportedContentType    ErrorKind = "unsupported-content-type"
	UnsupportedRequest        ErrorKind = "unsupported-request"
	MissingParameter          ErrorKind = "missing-parameter"
	MissingField              ErrorKind = "missing-field"
	MissingEventType          ErrorKind = "missing-event-type"
	EmptyEventType            ErrorKind = "empty-event-type"
	UnknownEventType          ErrorKind = "unknown-event-type"
	EmptyEvent                ErrorKind = "empty-event"
	NoEvents                  ErrorKind = "no-events"
	NotAnArray                ErrorKind = "not-an-array"
	NotAnObject               ErrorKind = "not-an-object"
	UnparseableBody           ErrorKind = "unparseable-body"
	WrongKeyCount             ErrorKind = "wrong-key-count"
	WrongFieldCount           ErrorKind = "wrong-field-count"
	InvalidNumber             ErrorKind = "invalid-number"
	InvalidBoolean            ErrorKind = "invalid-boolean"
	InvalidTimestamp          ErrorKind = "invalid-timestamp"
	InvalidURLEncoding        ErrorKind = "invalid-url-encoding"
	InvalidJSON               ErrorKind = "invalid-json"
	InvalidSchemaURI          ErrorKind = "invalid-schema-uri"
	SchemaMismatch            ErrorKind = "schema-mismatch"
	SchemaValidation          ErrorKind = "schema-validation" // Field is a JSON pointer; Keyword and Names are set
	SchemaNotFound            ErrorKind = "schema-not-found"  // Value is the schema
	UnparseableCompositeField ErrorKind = "unparseable-composite-field"
	UnicodeWrapper            ErrorKind = "unicode-wrapper"
	RemoteError               ErrorKind = "remote-error" // Value is what a remote adapter says
)

// An Error is one thing wrong with a payload. Field, Value and Names hold event
// data: they go into failed events only, so Error's text leaves them out.
type Error struct {
	Kind    ErrorKind
	Vendor  string // whose adapter found it, in our words: "Iglu", "Mandrill"; may be empty
	Field   string
	Value   payload.Text
	Want    string   // what was expected, or what is wrong, in our words
	Keyword string   // of SchemaValidation: the schema keyword that is broken
	Names   []string // of SchemaValidation: missing or unwanted members, or the types wanted
	Index   int      // event in the payload, -1 if none in particular
}

func (e Error) Error() string { return "adapter: " + string(e.Kind) + ": " + e.Want }

// Errors are all things wrong with one payload. They own their text: it stays
// when the payload is gone.
type Errors []Error

func (es Errors) Error() string {
	texts := make([]string, len(es))
	for i, e := range es {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "; ")
}

// fail returns Errors of one error of the payload as a whole, with copies of its
// text.
func fail(e Error) error { return failAt(e, -1) }

// failAt is fail for an error of one event in the payload.
func failAt(e Error, index int) error {
	e.Field, e.Value.Value, e.Index = strings.Clone(e.Field), strings.Clone(e.Value.Value), index
	return Errors{e}
}

// with adds the errors in err, which adapters made.
func (es Errors) with(err error) Errors {
	var more Errors
	errors.As(err, &more)
	return append(es, more...)
}

// at sets the event in the payload that the errors are about.
func (es Errors) at(index int) Errors {
	for i := range es {
		es[i].Index = index
	}
	return es
}

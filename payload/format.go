package payload

import (
	"errors"
	"strings"
)

// A Format parses the raw records of one kind of collector log.
//
// Parse fills p from one record: a line without its end, or one Thrift record.
// It resets p first and must not keep record. ErrSkip means that the record is
// no event (a header line, a blank line) and is counted as skipped. Errors is
// the only other error: the record becomes one failed event. A Format is safe
// for use by many goroutines.
type Format interface {
	// Name is the format as configurations name it, such as "clj-tomcat" or
	// "tsv/com.amazon.aws.cloudfront/wd_access_log".
	Name() string
	// Loader is the short name for failed events: "clj-tomcat", "cloudfront",
	// "thrift", "tsv", "ndjson".
	Loader() string
	// Binary tells that records are bytes, not lines.
	Binary() bool
	Parse(record []byte, p *Payload) error
}

// ErrSkip reports a record that is no event.
var ErrSkip = errors.New("payload: record is no event")

// ErrorKind names what is wrong with a record.
type ErrorKind string

// The kinds of errors that formats report.
const (
	UnrecognisedLine       ErrorKind = "unrecognised-line"
	MethodNotAllowed       ErrorKind = "method-not-allowed"
	InvalidTimestamp       ErrorKind = "invalid-timestamp"
	InvalidQuerystring     ErrorKind = "invalid-querystring"
	UnsupportedPath        ErrorKind = "unsupported-path"
	MissingPath            ErrorKind = "missing-path"
	InvalidContentTypeCode ErrorKind = "invalid-content-type-encoding"
	ThriftDeserialization  ErrorKind = "thrift-deserialization"
	InvalidSchemaURI       ErrorKind = "invalid-schema-uri"
	SchemaMismatch         ErrorKind = "schema-mismatch"
	InvalidJSON            ErrorKind = "invalid-json"
	TooManyLines           ErrorKind = "too-many-lines"
	UnsupportedFormat      ErrorKind = "unsupported-format"
)

// An Error is one thing wrong with a record. Value is event data: it belongs
// into failed events only, so Error's text leaves it out.
type Error struct {
	Kind  ErrorKind
	Field string // which part: "timestamp", "querystring", "path", …
	Value string // the offending text, where it helps
	Want  string // what was expected
}

func (e Error) Error() string { return "payload: " + string(e.Kind) + ": expected " + e.Want }

// Errors are all things wrong with one record.
type Errors []Error

func (es Errors) Error() string {
	texts := make([]string, len(es))
	for i, e := range es {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "; ")
}

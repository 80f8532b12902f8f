package payload

// Text is a text that may be absent. Absent and empty are different: a
// querystring item "a" has no value, "a=" has an empty one.
type Text struct {
	Value string
	Set   bool
}

// Some returns a Text that is set.
func Some(s string) Text { return Text{Value: s, Set: true} }

// A Pair is one item of a querystring, or one tracker parameter.
type Pair struct {
	Name  string
	Value Text
}

// A Payload is what a collector recorded of one request. Its strings share
// memory with the record it was parsed from or with the Payload's own buffer,
// and are valid until the next Parse into it.
type Payload struct {
	Vendor, Version string // of the API path
	Query           []Pair // in order, duplicates kept
	ContentType     Text
	Body            Text

	Source   string // "cloudfront", "clj-tomcat", "tsv", "ndjson", or the collector's name in a Thrift record
	Encoding string // charset of the querystring; "UTF-8" but for some Thrift records
	Hostname Text

	Timestamp    int64 // milliseconds since 1970, UTC; valid if HasTimestamp
	HasTimestamp bool
	IP           Text
	UserAgent    Text // as recorded; percent-encoded if UserAgentEncoded
	Referer      Text
	Headers      []string // "Name: value"
	UserID       Text     // the collector's cookie

	// UserAgentEncoded says that the format stores the user agent form-encoded
	// (cloudfront, clj-tomcat, tsv): enrich decodes it.
	UserAgentEncoded bool

	buf []byte // decoded text of the querystring

	// The last content type of a log, encoded and decoded: nearly all are the same.
	typeEncoded, typeDecoded string
}

// keptBuffer is up to which size a Payload keeps its buffer.
const keptBuffer = 1 << 20

// Reset empties p and keeps its memory, up to 1 MiB of text.
func (p *Payload) Reset() {
	q, h, b := p.Query[:0], p.Headers[:0], p.buf[:0]
	if cap(b) > keptBuffer {
		b = nil
	}
	*p = Payload{Query: q, Headers: h, buf: b, typeEncoded: p.typeEncoded, typeDecoded: p.typeDecoded}
}

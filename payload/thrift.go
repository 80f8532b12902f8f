package payload

import (
	"encoding/base64"
	"strings"

	"github.com/camonica/camonica/iglu"
)

// thrift reads the records of the Stream Collector: CollectorPayload, and
// SnowplowRawEvent of its first releases. A record that is neither is tried as
// Base64 of one.
type thrift struct{}

func (thrift) Name() string   { return "thrift" }
func (thrift) Loader() string { return "thrift" }
func (thrift) Binary() bool   { return true }

// Fields of CollectorPayload. The document in Iglu Central numbers them
// otherwise; these are the numbers in records.
const (
	cpIP          = 100
	cpTimestamp   = 200
	cpEncoding    = 210
	cpCollector   = 220
	cpUserAgent   = 300
	cpReferer     = 310
	cpPath        = 320
	cpQuerystring = 330
	cpBody        = 340
	cpHeaders     = 350
	cpContentType = 360
	cpHostname    = 400
	cpUserID      = 410
	cpSchema      = 31337
)

// Fields of SnowplowRawEvent, and of the struct that holds its querystring.
const (
	reTimestamp = 1
	reCollector = 20
	reEncoding  = 30
	reIP        = 40
	rePayload   = 41
	reHostname  = 45
	reUserAgent = 50
	reReferer   = 60
	reHeaders   = 70
	reUserID    = 80

	reData = 3
)

const (
	collectorPayloadSchema = "iglu:com.snowplowanalytics.snowplow/CollectorPayload/thrift/1-0-0"
	collectorPayloadWanted = "iglu:com.snowplowanalytics.snowplow/CollectorPayload/thrift/1-0-*"
)

// A thriftRecord is what a record says beside the plain columns of a Payload.
type thriftRecord struct {
	schema, path, query, collector, encoding Text
	hasPayload                               bool // SnowplowRawEvent has its inner struct
}

func (thrift) Parse(record []byte, p *Payload) error {
	p.Reset()
	rec, err := p.thrift(record)
	if err != nil {
		if rec, err = p.thriftInBase64(record); err != nil {
			return notThrift("a Thrift struct")
		}
	}
	p.Source, p.Encoding = rec.collector.Value, rec.encoding.Value
	if p.Encoding == "" {
		p.Encoding = utf8Name
	}
	p.IP = ClientAddress(p.Headers, p.IP)

	var errs Errors
	if rec.query.Set {
		if e, ok := p.query(rec.query.Value, p.Encoding); !ok {
			errs = append(errs, e)
		}
	}
	if !rec.schema.Set {
		if !rec.hasPayload {
			return notThrift("a struct with field payload or schema")
		}
		p.Vendor, p.Version = snowplowVendor, "tp1"
		p.Body, p.ContentType = Text{}, Text{}
		return errs.orNil()
	}
	if err := checkThriftSchema(rec.schema.Value); err != nil {
		return err
	}
	if !rec.path.Set {
		return append(errs, Error{Kind: MissingPath, Field: "path", Want: "a path"})
	}
	return p.setPath(errs, rec.path.Value).orNil()
}

func notThrift(want string) error {
	return Errors{{Kind: ThriftDeserialization, Field: "record", Want: want}}
}

func checkThriftSchema(uri string) error {
	if uri == collectorPayloadSchema {
		return nil
	}
	k, err := iglu.ParseKey(uri)
	if err != nil {
		return Errors{{Kind: InvalidSchemaURI, Field: "schema", Value: strings.Clone(uri), Want: collectorPayloadWanted}}
	}
	if k.Vendor != snowplowVendor || k.Name != "CollectorPayload" || k.Format != "thrift" || k.Version.Model != 1 || k.Version.Revision != 0 {
		return Errors{{Kind: SchemaMismatch, Field: "schema", Value: strings.Clone(uri), Want: collectorPayloadWanted}}
	}
	return nil
}

func (p *Payload) thriftInBase64(record []byte) (thriftRecord, error) {
	decoded, err := base64.StdEncoding.AppendDecode(nil, record)
	if err != nil {
		return thriftRecord{}, err
	}
	p.Reset()
	return p.thrift(decoded)
}

// thrift reads the struct into p. Fields of both kinds of record have numbers
// of their own, so one pass does for either. What is not known, or has another
// type than we know, is passed over.
func (p *Payload) thrift(record []byte) (rec thriftRecord, err error) {
	r := &thriftReader{b: record}
	for !r.bad {
		kind, id := r.field()
		switch {
		case kind == thriftStop:
			if r.bad {
				return rec, errThrift
			}
			p.HasTimestamp = true
			return rec, nil
		case kind == thriftI64 && (id == cpTimestamp || id == reTimestamp):
			p.Timestamp = r.i64()
		case kind == thriftList && (id == cpHeaders || id == reHeaders):
			p.thriftHeaders(r)
		case kind == thriftStruct && id == rePayload:
			rec.hasPayload = true
			p.thriftData(r, &rec)
		case kind == thriftString:
			b := r.bytes()
			if t := p.thriftText(&rec, id); t != nil {
				*t = Some(p.text(b))
			}
		default:
			r.skip(kind, 1)
		}
	}
	return rec, errThrift
}

// thriftText is where the text of a field goes, nil if the field has none.
func (p *Payload) thriftText(rec *thriftRecord, id int16) *Text {
	switch id {
	case cpIP, reIP:
		return &p.IP
	case cpEncoding, reEncoding:
		return &rec.encoding
	case cpCollector, reCollector:
		return &rec.collector
	case cpUserAgent, reUserAgent:
		return &p.UserAgent
	case cpReferer, reReferer:
		return &p.Referer
	case cpHostname, reHostname:
		return &p.Hostname
	case cpUserID, reUserID:
		return &p.UserID
	case cpPath:
		return &rec.path
	case cpQuerystring:
		return &rec.query
	case cpBody:
		return &p.Body
	case cpContentType:
		return &p.ContentType
	case cpSchema:
		return &rec.schema
	}
	return nil
}

func (p *Payload) thriftHeaders(r *thriftReader) {
	kind, n := r.u8(), r.i32()
	if kind != thriftString {
		r.skipAll(n, 1, kind)
		return
	}
	if n < 0 || n > len(r.b)/4 {
		r.bad = true
		return
	}
	p.Headers = p.Headers[:0]
	for ; n > 0 && !r.bad; n-- {
		p.Headers = append(p.Headers, p.text(r.bytes()))
	}
}

// thriftData reads the querystring out of SnowplowRawEvent's inner struct.
func (p *Payload) thriftData(r *thriftReader, rec *thriftRecord) {
	for !r.bad {
		switch kind, id := r.field(); {
		case kind == thriftStop:
			return
		case kind == thriftString && id == reData:
			rec.query = Some(p.text(r.bytes()))
		default:
			r.skip(kind, 2)
		}
	}
}

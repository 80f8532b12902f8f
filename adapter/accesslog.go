package adapter

import (
	"context"
	"strconv"
	"strings"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// accesslog takes one line of a CloudFront access log as body: a request for any
// file of a distribution is an event. The payload's querystring does not count.
type accesslog struct{}

var accesslogHook = Webhook{Vendor: "CloudFront", Tracker: "com.amazon.aws.cloudfront/wd_access_log", Platform: "srv"}

// accesslogVersions are the schema versions by number of fields: the log got more
// with the years.
var accesslogVersions = map[int]string{12: "1-0-0", 15: "1-0-1", 18: "1-0-2", 19: "1-0-3", 23: "1-0-4", 24: "1-0-5", 26: "1-0-6"}

const accesslogCounts = "12, 15, 18, 19, 23, 24 or 26 fields"

type accesslogKind uint8

const (
	logText accesslogKind = iota
	logInt
	logDouble
	logEscaped // percent-encoded, and that once more
	logQuery   // the same; one encoding stays
)

// accesslogFields are the fields from the third on; the first two are the time.
var accesslogFields = [...]struct {
	name string
	kind accesslogKind
}{
	{"xEdgeLocation", logText},
	{"scBytes", logInt},
	{"cIp", logText},
	{"csMethod", logText},
	{"csHost", logText},
	{"csUriStem", logText},
	{"scStatus", logText},
	{"csReferer", logEscaped},
	{"csUserAgent", logEscaped},
	{"csUriQuery", logQuery},
	{"csCookie", logText},
	{"xEdgeResultType", logText},
	{"xEdgeRequestId", logText},
	{"xHostHeader", logText},
	{"csProtocol", logText},
	{"csBytes", logInt},
	{"timeTaken", logDouble},
	{"xForwardedFor", logText},
	{"sslProtocol", logText},
	{"sslCipher", logText},
	{"xEdgeResponseResultType", logText},
	{"csProtocolVersion", logText},
	{"fleStatus", logText},
	{"fleEncryptedFields", logText},
}

// Places of the fields that become more than data.
const (
	logAddress   = 4
	logReferer   = 9
	logUserAgent = 10
)

func (accesslog) Adapt(_ context.Context, p *payload.Payload, s *Scratch, emit func(*Raw) error) error {
	if err := accesslogHook.needBody(p); err != nil {
		return err
	}
	count := strings.Count(p.Body.Value, "\t") + 1
	version, ok := accesslogVersions[count]
	if !ok {
		return accesslogHook.fail(Error{Kind: WrongFieldCount, Field: "Body", Value: payload.Some(strconv.Itoa(count)), Want: accesslogCounts})
	}
	fields := strings.Split(p.Body.Value, "\t")
	s.Reset()
	var errs Errors
	ms, ok := payload.ParseTimestamp(fields[0], fields[1])
	if !ok {
		errs = errs.with(accesslogHook.fail(Error{
			Kind: InvalidTimestamp, Field: "date and time", Value: payload.Some(fields[0] + "T" + fields[1]), Want: "yyyy-MM-dd and HH:mm:ss",
		}))
	}
	from := len(s.Buf)
	s.Buf = appendAccesslog(s.Buf, fields, &errs)
	if errs != nil {
		return errs
	}
	data := s.Buf[from:]
	s.replaced = payload.Payload{
		Vendor: p.Vendor, Version: p.Version, Query: p.Query, ContentType: p.ContentType, Body: p.Body,
		Source: p.Source, Encoding: p.Encoding, Hostname: p.Hostname,
		Timestamp: ms, HasTimestamp: true, UserAgentEncoded: true,
	}
	if ip := fields[logAddress]; ip != "" {
		s.replaced.IP = payload.Some(ip)
	}
	if agent := fields[logUserAgent]; agent != "" {
		at := len(s.Buf)
		s.Buf = payload.AppendSingleEncoded(s.Buf, agent)
		s.replaced.UserAgent = payload.Some(s.since(at))
	}
	if url := fields[logReferer]; url != "" && url != "-" {
		s.query = append(s.query, payload.Pair{Name: "url", Value: payload.Some(url)})
	}
	accesslogHook.Event(s, &s.replaced, s.query, "iglu:com.amazon.aws.cloudfront/wd_access_log/jsonschema/"+version, data)
	return emit(&s.Raw)
}

// appendAccesslog appends the fields as data and what is wrong with them to errs.
func appendAccesslog(dst []byte, fields []string, errs *Errors) []byte {
	dst = append(dst, `{"dateTime":`...)
	dst = jsondoc.AppendString(dst, fields[0]+"T"+fields[1]+"Z")
	for i, v := range fields[2:] {
		f := accesslogFields[i]
		dst = append(jsondoc.AppendString(append(dst, ','), f.name), ':')
		out, kind, want := f.kind.append(dst, v)
		if kind != "" {
			*errs = errs.with(accesslogHook.fail(Error{Kind: kind, Field: f.name, Value: payload.Some(v), Want: want}))
			continue
		}
		dst = out
	}
	return append(dst, '}')
}

// append appends a field's value, or says what is wrong with it. Empty fields are
// null; - is a text.
func (k accesslogKind) append(dst []byte, v string) (out []byte, wrong ErrorKind, want string) {
	if v == "" {
		return append(dst, "null"...), "", ""
	}
	switch k {
	case logInt:
		if !isInt32(v) {
			return dst, InvalidNumber, "an integer of 32 bits (int)"
		}
		return appendInt32(dst, v), "", ""
	case logDouble:
		n, ok := double(v)
		if !ok {
			return dst, InvalidNumber, "a number (double)"
		}
		return append(dst, n...), "", ""
	case logQuery:
		return jsondoc.AppendString(dst, share(payload.AppendSingleEncoded(nil, v))), "", ""
	case logEscaped:
		text, ok := payload.AppendFormDecoded(nil, share(payload.AppendSingleEncoded(nil, v)))
		if !ok {
			return dst, InvalidURLEncoding, "percent-encoded text"
		}
		return jsondoc.AppendString(dst, share(text)), "", ""
	}
	return jsondoc.AppendString(dst, v), "", ""
}

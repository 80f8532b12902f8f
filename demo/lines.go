package demo

import (
	"cmp"
	"encoding/base64"
	"strconv"

	"github.com/camonica/camonica/jsondoc"
)

// appendTomcat writes a line of the Clojure collector's access log.
func appendTomcat(b []byte, h *hit) []byte {
	b = h.at.AppendFormat(b, "2006-01-02\t15:04:05\t-\t")
	b = append(b, "37\t"...)
	b = append(append(b, h.visitor.ip...), '\t')
	b = append(append(b, h.method...), '\t')
	b = append(append(b, h.visitor.ip...), '\t')
	b = append(append(b, h.path...), "\t200\t"...)
	b = append(appendHeader(b, h.referer), '\t')
	b = append(appendEscaped(b, h.agent, true), '\t')
	if !h.post {
		b = appendQuery(b, h.events[0])
	}
	b = append(append(b, "&cv="+collector+"&nuid="...), h.visitor.nuid...)
	b = append(b, "\t-\t-\t-\t"...)
	if !h.post {
		return append(b, "-\t-\n"...)
	}
	b = append(b, "application%2Fjson%3B+charset%3Dutf-8\t"...)
	b = base64.RawURLEncoding.AppendEncode(b, appendBody(nil, h.events))
	return append(b, '\n')
}

// appendBody writes the body of a tp2 request.
func appendBody(b []byte, events []params) []byte {
	b = append(b, `{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[`...)
	for i, e := range events {
		if i > 0 {
			b = append(b, ',')
		}
		for j, p := range e {
			b = append(b, "{,"[min(j, 1)])
			b = append(jsondoc.AppendString(b, p.name), ':')
			b = jsondoc.AppendString(b, p.value)
		}
		b = append(b, '}')
	}
	return append(b, "]}"...)
}

// appendCloudFront writes a line of CloudFront's access log of the pixel.
func appendCloudFront(b []byte, h *hit) []byte {
	return appendAccess(b, h, request{path: "/i", query: appendQuery(nil, h.events[0]), referer: h.referer})
}

// appendDownload writes a line of the access log of the shop's pages.
func appendDownload(b []byte, h *hit) []byte {
	v := h.visitor
	return appendAccess(b, h, request{path: string(appendHeader(nil, v.page.path)), query: []byte(cmp.Or(v.page.query, "-")), referer: cmp.Or(v.referrer, "-")})
}

// A request is what differs from one access log to another.
type request struct {
	path, referer string
	query         []byte
}

// appendAccess writes a line of CloudFront's access log, whose fields are
// percent-encoded once more.
func appendAccess(b []byte, h *hit, r request) []byte {
	b = h.at.AppendFormat(b, "2006-01-02\t15:04:05\t")
	b = append(b, "MXP64-C1\t480\t"...)
	b = append(append(b, h.visitor.ip...), "\tGET\td111111abcdef8.cloudfront.net\t"...)
	b = append(append(b, r.path...), "\t200\t"...)
	b = append(appendTwice(b, appendHeader(nil, r.referer)), '\t')
	b = append(appendTwice(b, appendEscaped(nil, h.agent, false)), '\t')
	b = appendTwice(b, r.query)
	b = append(b, "\t-\tHit\t"...)
	b = strconv.AppendInt(b, h.at.UnixNano(), 36)
	b = append(b, "==\td111111abcdef8.cloudfront.net\thttps\t1204\t0.002\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tHit\tHTTP/2.0\n"...)
	return b
}

// appendTwice encodes the percent signs of an encoded text again.
func appendTwice(b, encoded []byte) []byte {
	for _, c := range encoded {
		if b = append(b, c); c == '%' {
			b = append(b, "25"...)
		}
	}
	return b
}

func appendQuery(b []byte, e params) []byte {
	for i, p := range e {
		if i > 0 {
			b = append(b, '&')
		}
		b = append(append(b, p.name...), '=')
		b = appendEscaped(b, p.value, false)
	}
	return b
}

// appendHeader writes an address as browsers send it: only what is no ASCII, and
// blanks, are encoded.
func appendHeader(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= ' ' || c >= 0x7f {
			b = append(b, '%', hexUpper[c>>4], hexUpper[c&15])
		} else {
			b = append(b, c)
		}
	}
	return b
}

const hexUpper = "0123456789ABCDEF"

// appendEscaped percent-encodes all but unreserved characters; as a form it
// writes spaces as plus signs.
func appendEscaped(b []byte, s string, form bool) []byte {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_', c == '.', c == '~':
			b = append(b, c)
		case c == ' ' && form:
			b = append(b, '+')
		default:
			b = append(b, '%', hexUpper[c>>4], hexUpper[c&15])
		}
	}
	return b
}

package demo

import (
	"encoding/base64"
	"fmt"
	"strconv"

	"github.com/camonica/camonica/jsondoc"
)

// lineWriter returns the function that appends a hit as one line of the format.
func lineWriter(format string) (func([]byte, *hit) []byte, error) {
	switch format {
	case "clj-tomcat":
		return appendTomcat, nil
	case "cloudfront":
		return appendCloudFront, nil
	}
	return nil, fmt.Errorf("no sample data in format %q, only in %v", format, Formats())
}

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
	b = append(b, "&cv=clj-2.0.0-tom-0.1.0&nuid="...)
	b = append(b, h.visitor.nuid...)
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

// appendCloudFront writes a line of CloudFront's access log, whose fields are
// percent-encoded once more.
func appendCloudFront(b []byte, h *hit) []byte {
	b = h.at.AppendFormat(b, "2006-01-02\t15:04:05\t")
	b = append(b, "MXP64-C1\t480\t"...)
	b = append(append(b, h.visitor.ip...), "\tGET\td111111abcdef8.cloudfront.net\t/i\t200\t"...)
	b = append(appendTwice(b, appendHeader(nil, h.referer)), '\t')
	b = append(appendTwice(b, appendEscaped(nil, h.agent, false)), '\t')
	b = appendTwice(b, appendQuery(nil, h.events[0]))
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

// spoil now and then breaks a line of the mix, as real logs are broken.
func (g *generator) spoil(line []byte) []byte {
	if g.o.Traffic != Mix {
		return line
	}
	switch g.r.IntN(1500) {
	case 0: // cut off
		return append(line[:len(line)/5], '\n')
	case 1: // somebody looks for a way in
		at := g.hit.at.Format("2006-01-02\t15:04:05")
		if g.o.Format == "cloudfront" {
			return append(line[:0], at+"\tMXP64-C1\t480\t203.0.113.9\tGET\td111111abcdef8.cloudfront.net\t/admin/login.php\t404\t-\t-\t-\n"...)
		}
		return append(line[:0], at+"\t-\t37\t203.0.113.9\tGET\t203.0.113.9\t/admin/login.php\t404\t-\t-\t&cv=clj-2.0.0-tom-0.1.0&nuid=-\n"...)
	case 2: // bytes that are no text
		for i := 20; i < len(line)-1 && i < 60; i++ {
			if line[i] != '\t' {
				line[i] = byte(0x80 + g.r.IntN(0x7f))
			}
		}
	case 3:
		if g.o.Format == "cloudfront" {
			return append(line[:0], "#Version: 1.0\n"...)
		}
	}
	return line
}

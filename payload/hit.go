package payload

import (
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"time"
)

// A Hit is one request as a collector records it: everything as it was sent.
// What formats read is a [Payload]; a Hit is what is written.
type Hit struct {
	Time      int64 // milliseconds since 1970
	Method    string
	Path      string // without the querystring
	Query     string // without the question mark
	Status    int    // of the answer
	Sent      int64  // bytes of the answer's body
	Client    string // address of the client
	Peer      string // address of the other end of the connection
	Host      string // of the Host header
	Referer   Text
	UserAgent Text

	ContentType Text
	Body        Text // in UTF-8
	Headers     []string
	UserID      Text   // of the collector's cookie
	Collector   string // name and version, without & and blanks
}

// AppendCljTomcat appends the hit as a line of the Clojure Collector's access
// log, with its end. What would break the line apart is percent-encoded, which
// the original left undone. The time is cut to seconds; headers are not in it.
func (h *Hit) AppendCljTomcat(dst []byte) []byte {
	dst = time.UnixMilli(h.Time).UTC().AppendFormat(dst, "2006-01-02\t15:04:05\t-\t")
	if h.Sent > 0 {
		dst = strconv.AppendInt(dst, h.Sent, 10)
	} else {
		dst = append(dst, '-')
	}
	for _, field := range [...]string{h.Client, h.Method, h.Peer, h.Path} {
		dst = appendField(append(dst, '\t'), field)
	}
	dst = strconv.AppendInt(append(dst, '\t'), int64(h.Status), 10)
	dst = appendField(append(dst, '\t'), h.Referer.Value)
	dst = appendFormField(append(dst, '\t'), h.UserAgent)
	dst = appendEscaped(append(dst, '\t'), h.Query)
	dst = append(append(dst, "&cv="...), h.Collector...)
	if h.UserID.Set {
		dst = appendEscaped(append(dst, "&nuid="...), h.UserID.Value)
	}
	dst = append(dst, "\t-\t-\t-\t"...)
	dst = append(appendFormField(dst, h.ContentType), '\t')
	if h.Body.Value == "" {
		return append(dst, "-\n"...)
	}
	return append(base64.RawURLEncoding.AppendEncode(dst, bytesOf(h.Body.Value)), '\n')
}

// appendField appends a field that is written as it is, a dash for nothing.
func appendField(dst []byte, s string) []byte {
	if s == "" {
		return append(dst, '-')
	}
	return appendEscaped(dst, s)
}

const upperHex = "0123456789ABCDEF"

// appendEscaped percent-encodes what may not stand in a line or in a URI.
func appendEscaped(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' {
			dst = append(dst, '%', upperHex[c>>4], upperHex[c&15])
			continue
		}
		dst = append(dst, c)
	}
	return dst
}

// appendFormField appends a field that is form-encoded, a dash for nothing.
func appendFormField(dst []byte, t Text) []byte {
	if t.Value == "" {
		return append(dst, '-')
	}
	for i := 0; i < len(t.Value); i++ {
		c := t.Value[i]
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '.', c == '-', c == '*', c == '_':
			dst = append(dst, c)
		case c == ' ':
			dst = append(dst, '+')
		default:
			dst = append(dst, '%', upperHex[c>>4], upperHex[c&15])
		}
	}
	return dst
}

// AppendThrift appends the hit as a CollectorPayload in Thrift's binary protocol,
// as the Stream Collector writes it.
func (h *Hit) AppendThrift(dst []byte) []byte {
	dst = appendThriftText(dst, cpSchema, Some(collectorPayloadSchema))
	dst = appendThriftText(dst, cpIP, Text{Value: h.Client, Set: h.Client != ""})
	dst = appendThriftField(dst, thriftI64, cpTimestamp)
	dst = binary.BigEndian.AppendUint64(dst, uint64(h.Time))
	for _, f := range [...]struct {
		id   uint16
		text Text
	}{
		{cpEncoding, Some(utf8Name)}, {cpCollector, Some(h.Collector)}, {cpUserAgent, h.UserAgent}, {cpReferer, h.Referer},
		{cpPath, Some(h.Path)}, {cpQuerystring, Text{Value: h.Query, Set: h.Query != ""}}, {cpBody, h.Body},
	} {
		dst = appendThriftText(dst, f.id, f.text)
	}
	dst = appendThriftField(dst, thriftList, cpHeaders)
	dst = binary.BigEndian.AppendUint32(append(dst, thriftString), uint32(len(h.Headers)))
	for _, header := range h.Headers {
		dst = append(binary.BigEndian.AppendUint32(dst, uint32(len(header))), header...)
	}
	dst = appendThriftText(dst, cpContentType, h.ContentType)
	dst = appendThriftText(dst, cpHostname, Text{Value: h.Host, Set: h.Host != ""})
	dst = appendThriftText(dst, cpUserID, h.UserID)
	return append(dst, thriftStop)
}

func appendThriftField(dst []byte, kind byte, id uint16) []byte {
	return binary.BigEndian.AppendUint16(append(dst, kind), id)
}

func appendThriftText(dst []byte, id uint16, t Text) []byte {
	if !t.Set {
		return dst
	}
	dst = appendThriftField(dst, thriftString, id)
	return append(binary.BigEndian.AppendUint32(dst, uint32(len(t.Value))), t.Value...)
}

package demo

import (
	"time"

	"github.com/camonica/camonica/payload"
)

// collector is what the collector calls itself, whatever format it writes: so
// that the same seed gives the same events.
const collector = "clj-2.0.0-tom-0.1.0"

// seconds is when the hit was, in milliseconds, but cut to seconds: the access
// log of the Clojure Collector has no fractions of them.
func (h *hit) seconds() int64 { return h.at.Truncate(time.Second).UnixMilli() }

// appendThrift writes a record of the Stream Collector.
func appendThrift(b []byte, h *hit) []byte {
	r := payload.Hit{
		Time: h.seconds(), Path: h.path, Client: h.visitor.ip, Host: "c.camonica.example",
		Referer: payload.Some(string(appendHeader(nil, h.referer))), UserAgent: payload.Some(h.agent),
		UserID: payload.Some(h.visitor.nuid), Collector: collector,
	}
	r.Headers = []string{
		"Host: c.camonica.example", "User-Agent: " + h.agent, "Accept: */*", "Accept-Language: " + h.visitor.lang,
		"Accept-Encoding: gzip, deflate, br", "Referer: " + r.Referer.Value, "Origin: " + site, "Connection: keep-alive",
	}
	if h.post {
		const kind = "application/json; charset=utf-8"
		r.ContentType, r.Body = payload.Some(kind), payload.Some(string(appendBody(nil, h.events)))
		r.Headers = append(r.Headers, "Content-Type: "+kind)
	} else {
		r.Query = string(appendQuery(nil, h.events[0]))
	}
	return r.AppendThrift(b)
}

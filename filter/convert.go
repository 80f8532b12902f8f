package filter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/camonica/camonica/payload"
	"github.com/camonica/camonica/payload/container"
)

// A RecordWriter writes raw records of one format. Flush ends the last block.
type RecordWriter interface {
	Write(h *payload.Hit) error
	Flush() error
}

// RecordFormats are the formats that records can be written in.
var RecordFormats = []string{"clj-tomcat", "thrift"}

// NewRecordWriter writes records to w: lines of the Clojure Collector's log, or
// Thrift records in the blocks of the S3 loader.
func NewRecordWriter(format string, w io.Writer) (RecordWriter, error) {
	switch format {
	case "clj-tomcat":
		return &lineRecords{w: w}, nil
	case "thrift":
		return &blockRecords{w: container.NewBlockWriter(w)}, nil
	}
	return nil, fmt.Errorf("records can't be written as %q: want %s", format, strings.Join(RecordFormats, " or "))
}

type lineRecords struct {
	w   io.Writer
	buf []byte
}

func (l *lineRecords) Write(h *payload.Hit) error {
	l.buf = h.AppendCljTomcat(l.buf[:0])
	_, err := l.w.Write(l.buf)
	return err
}

func (l *lineRecords) Flush() error { return nil }

type blockRecords struct {
	w   *container.BlockWriter
	buf []byte
}

func (b *blockRecords) Write(h *payload.Hit) error {
	b.buf = h.AppendThrift(b.buf[:0])
	return b.w.WriteRecord(b.buf)
}

func (b *blockRecords) Flush() error { return b.w.Flush() }

// ConvertCounts are what became of the records.
type ConvertCounts struct {
	Written int64
	Skipped int64 // no events, such as header lines
	Failed  int64 // not of the format, damaged or too long: left out
}

// Convert reads records of a format and writes those that are requests to w. What
// the other format has no place for is lost: the log of the Clojure Collector has
// no headers, host names and fractions of seconds.
func Convert(ctx context.Context, inputs []Input, from payload.Format, limits container.Limits, to string, w io.Writer) (ConvertCounts, error) {
	var n ConvertCounts
	out, err := NewRecordWriter(to, w)
	if err != nil {
		return n, err
	}
	z := recordReader{inputs: inputs, binary: from.Binary(), limits: limits}
	defer z.close()
	var b records
	var p payload.Payload
	for {
		more, err := z.fill(ctx, &b)
		if err != nil {
			return n, err
		}
		if !more {
			return n, out.Flush()
		}
		for _, r := range b.list {
			if r.damage != "" || r.tooLong > 0 {
				n.Failed++
				continue
			}
			err := from.Parse(b.buf[r.start:r.end], &p)
			switch {
			case errors.Is(err, payload.ErrSkip):
				n.Skipped++
				continue
			case err != nil:
				n.Failed++
				continue
			}
			h := hitOf(&p, to == "clj-tomcat")
			if err := out.Write(&h); err != nil {
				return n, fmt.Errorf("write records: %w", err)
			}
			n.Written++
		}
	}
}

// hitOf makes the request again that a payload was read from. ownFields says that
// the collector's version and cookie have fields of their own instead of being
// parameters.
func hitOf(p *payload.Payload, ownFields bool) payload.Hit {
	h := payload.Hit{
		Time: p.Timestamp, Method: "GET", Path: "/" + p.Vendor + "/" + p.Version, Status: 200,
		Client: p.IP.Value, Peer: p.IP.Value, Host: p.Hostname.Value, Referer: p.Referer, UserAgent: p.UserAgent,
		ContentType: p.ContentType, Body: p.Body, Headers: p.Headers, UserID: p.UserID, Collector: p.Source,
	}
	if p.Vendor == "com.snowplowanalytics.snowplow" && p.Version == "tp1" {
		h.Path = "/i"
	}
	if p.Body.Set {
		h.Method = "POST"
	}
	if p.UserAgentEncoded {
		if b, ok := payload.AppendFormDecoded(nil, p.UserAgent.Value); ok {
			h.UserAgent.Value = string(b)
		}
	}
	var query strings.Builder
	for _, q := range p.Query {
		switch {
		case ownFields && q.Name == "cv":
			h.Collector = q.Value.Value
			continue
		case ownFields && q.Name == "nuid":
			h.UserID = q.Value
			continue
		}
		if query.Len() > 0 {
			query.WriteByte('&')
		}
		query.WriteString(url.QueryEscape(q.Name))
		if q.Value.Set {
			query.WriteByte('=')
			query.WriteString(url.QueryEscape(q.Value.Value))
		}
	}
	h.Query = query.String()
	return h
}

package payload_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/camonica/camonica/payload"
)

// equal compares what was recorded, not the memory it lies in.
func equal(got, want *payload.Payload) string {
	return cmp.Diff(want, got, cmpopts.IgnoreUnexported(payload.Payload{}), cmpopts.EquateEmpty())
}

func text(pattern string) *rapid.Generator[payload.Text] {
	return rapid.Custom(func(t *rapid.T) payload.Text {
		if rapid.Bool().Draw(t, "set") {
			return payload.Some(rapid.StringMatching(pattern).Draw(t, "text"))
		}
		return payload.Text{}
	})
}

var hits = rapid.Custom(func(t *rapid.T) *payload.Hit {
	h := &payload.Hit{
		Time:        rapid.Int64Range(0, 4_000_000_000_000).Draw(t, "time"),
		Method:      "GET",
		Path:        rapid.SampledFrom([]string{"/i", "/com.acme/v1", "/r/tp2"}).Draw(t, "path"),
		Query:       rapid.StringMatching(`([a-z]{1,3}=([a-z+;]|%C3%A9|%20){0,5}&?){0,4}`).Draw(t, "query"),
		Status:      200,
		Client:      rapid.SampledFrom([]string{"192.0.2.1", "2001:db8::1"}).Draw(t, "client"),
		Peer:        "192.0.2.9",
		Host:        "collector.example.com",
		Referer:     text(`http://[a-z]{1,5}/[a-z%?=]{0,5}`).Draw(t, "referer"),
		UserAgent:   text(`[A-Za-z0-9/;() é~\t]{2,20}`).Draw(t, "agent"),
		ContentType: text(`[a-z]{2,5}/[a-z; =é]{1,9}`).Draw(t, "type"),
		UserID:      text(`[a-f0-9-]{2,9}`).Draw(t, "user"),
		Headers:     rapid.SliceOfN(rapid.StringMatching(`[A-Z][a-z]{1,5}: [a-zé]{0,5}`), 0, 3).Draw(t, "headers"),
		Collector:   "cam-1.0.0",
	}
	if h.Body = text(`(?s)[ -~é€\n\t]{1,40}`).Draw(t, "body"); h.Body.Set {
		h.Method = "POST"
	}
	return h
})

func TestCljTomcatReadsWhatWasWritten(t *testing.T) {
	f, err := payload.ByName("clj-tomcat")
	if err != nil {
		t.Fatal(err)
	}
	var got payload.Payload
	rapid.Check(t, func(t *rapid.T) {
		h := hits.Draw(t, "hit")
		line := string(h.AppendCljTomcat(nil))
		if strings.Count(line, "\t") != 16 || strings.Count(line, "\n") != 1 {
			t.Fatalf("line %q has not 17 fields", line)
		}
		if err := f.Parse([]byte(strings.TrimSuffix(line, "\n")), &got); err != nil {
			t.Fatalf("%v: %q", err, line)
		}
		want := written(h, "clj-tomcat", h.Query+"&cv=cam-1.0.0"+userID(h))
		want.Timestamp -= want.Timestamp % 1000
		want.UserAgent, want.UserAgentEncoded = formEncoded(h.UserAgent), true
		want.UserID, want.Headers, want.Hostname = payload.Text{}, nil, payload.Text{}
		if h.Body.Set && !h.ContentType.Set {
			want.ContentType = payload.Some("-") // what stands in the line, as R108 reads it
		}
		if diff := equal(&got, want); diff != "" {
			t.Fatalf("line %q\n%s", line, diff)
		}
	})
}

func userID(h *payload.Hit) string {
	if !h.UserID.Set {
		return ""
	}
	return "&nuid=" + h.UserID.Value
}

// formEncoded is the plain version of form encoding.
func formEncoded(t payload.Text) payload.Text {
	var b strings.Builder
	for _, c := range []byte(t.Value) {
		switch {
		case c == ' ':
			b.WriteByte('+')
		case strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-*_", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return payload.Text{Value: b.String(), Set: t.Set}
}

func TestThriftReadsWhatWasWritten(t *testing.T) {
	f, err := payload.ByName("thrift")
	if err != nil {
		t.Fatal(err)
	}
	var got payload.Payload
	rapid.Check(t, func(t *rapid.T) {
		h := hits.Draw(t, "hit")
		if err := f.Parse(h.AppendThrift(nil), &got); err != nil {
			t.Fatal(err)
		}
		if diff := equal(&got, written(h, "cam-1.0.0", h.Query)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// written is the payload that a hit must be read as.
func written(h *payload.Hit, source, query string) *payload.Payload {
	p := &payload.Payload{
		Source: source, Encoding: "UTF-8", Timestamp: h.Time, HasTimestamp: true, IP: payload.Some(h.Client),
		UserAgent: h.UserAgent, Referer: h.Referer, ContentType: h.ContentType, Body: h.Body,
		Headers: h.Headers, Hostname: payload.Some(h.Host), UserID: h.UserID,
	}
	p.Vendor, p.Version, _ = payload.APIPath(h.Path)
	p.Query, _, _ = payload.ParseQuery(nil, nil, query)
	return p
}

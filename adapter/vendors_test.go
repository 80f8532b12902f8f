package adapter_test

import (
	"errors"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

const formType = "application/x-www-form-urlencoded"

// adaptTo returns the data of each event, or the kinds of the errors.
func adaptTo(t *testing.T, r *adapter.Registry, p *payload.Payload) (data []string, kinds []adapter.ErrorKind) {
	t.Helper()
	err := r.Adapt(t.Context(), p, new(adapter.Scratch), func(raw *adapter.Raw) error {
		v, _ := raw.Param("ue_pr")
		var d jsondoc.Doc
		if err := d.Parse([]byte(v.Value), jsondoc.DefaultDepth); err != nil {
			t.Fatal(err)
		}
		data = append(data, string(d.Root().Get("data").Get("data").AppendCompact(nil)))
		return nil
	})
	var errs adapter.Errors
	if err != nil && !errors.As(err, &errs) {
		t.Fatal(err)
	}
	for _, e := range errs {
		kinds = append(kinds, e.Kind)
	}
	return data, kinds
}

func bodyOf(vendor, version, contentType, body string) *payload.Payload {
	p := &payload.Payload{Vendor: vendor, Version: version, Body: payload.Some(body)}
	if contentType != "" {
		p.ContentType = payload.Some(contentType)
	}
	return p
}

func TestData(t *testing.T) {
	f := func(vendor, contentType, body string, want ...string) {
		t.Helper()
		if got, kinds := adaptTo(t, adapter.NewRegistry(nil), bodyOf(vendor, "v1", contentType, body)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %q %q, want %q", vendor, got, kinds, want)
		}
	}
	const json = "application/json"
	f("com.google.analytics", "", "t=transaction&tr=1.005&ts=-1.015&tt=.5\n", `{"revenue":1.0,"shipping":-1.02,"tax":0.5}`)
	f("com.google.analytics", "", "t=transaction&tr=1e3&ts=0.0005&tt=-0.001", `{"revenue":1000.0,"shipping":0.0,"tax":0.0}`)
	f("com.google.analytics", "", "t=event&ev=%2B007\ft=event&ea=x&ea=y", `{"value":7}`, `{"action":"y"}`)
	f("com.google.analytics", "", "t=event&pr1cd=x&pr1id2=y&pr1=z&cu=EUR", `{}`)
	f("com.mailchimp", formType, "type=cleaned&data[a]=1&data[a][b][]=2&data[c]&data[a][d]=3&data[e][f]=1&data[e]=2",
		`{"type":"cleaned","data":{"a":{"b":"2","d":"3"},"c":null,"e":"2"}}`)
	f("com.mailchimp", formType, "type=cleaned&a[x]=1&a=2&a[y]=3", `{"type":"cleaned","a":{"y":"3"}}`)
	f("com.mandrill", formType, "mandrill_events="+url.QueryEscape(`[{"event":"open","n":1.50,"a":{"ts":"7","event":"open"}},[{"event":"click"}]]`),
		`{"n":1.50,"a":{"ts":"1970-01-01T00:00:07.000Z"}}`, `[{}]`)
	f("com.olark", formType, "data="+url.QueryEscape(`{"items":[{"timestamp":"1.2399","a_b":[{"timestamp":"2"}]}],"operators":{"op_1":{}}}`),
		`{"items":[{"timestamp":"1970-01-01T00:00:01.239Z","aB":[{"timestamp":"1970-01-01T00:00:02.000Z"}]}],"operators":{"op1":{}}}`)
	f("com.getvero", "", `{"type":"user_updated","changes":{"_tags":{"type":"user_updated"}},"triggered_at":1,"a":{"triggered_at":"1"}}`,
		`{"changes":{"tags":{}},"triggered_at":"1970-01-01T00:00:01.000Z","a":{"triggered_at":"1"}}`)
	f("com.hubspot", json, `[{"subscriptionType":"deal.deletion","occurredAt":"5","x":"deal.deletion"}]`, `{"occurredAt":"1970-01-01T00:00:00.005Z","x":"deal.deletion"}`)
	f("com.mailgun", json, `{"signature":{"timestamp":"1","token":"t","signature":"s"},"event-data":{"event":"opened","attachment-count":"2","token":"own","log-level":"info"}}`,
		`{"attachmentCount":2,"token":"own","logLevel":"info","timestamp":"1970-01-01T00:00:01.000Z","signature":"s"}`)
	f("com.unbounce", formType, "page_id=1&page_name=n&variant=a&page_url=u&_x=1&data.json="+url.QueryEscape(`{"_id":{"_a":1},"b":[{"_c":1}]}`),
		`{"pageId":"1","pageName":"n","variant":"a","pageUrl":"u","X":"1","data.json":{"id":{"a":1},"b":[{"c":1}]}}`)
	f("com.unbounce", formType, "page_id=1&page_name=n&variant=a&page_url=u&data.json="+url.QueryEscape(`[{"_id":{"_a":1}}]`),
		`{"pageId":"1","pageName":"n","variant":"a","pageUrl":"u","data.json":[{"Id":{"a":1}}]}`)
	f("com.unbounce", formType, "page_id=1&page_name&variant=a&page_url=u&data.xml=x&data.json=7", `{"pageId":"1","pageName":null,"variant":"a","pageUrl":"u","data.json":7}`)
}

func TestErrorKinds(t *testing.T) {
	f := func(vendor, contentType, body string, want ...adapter.ErrorKind) {
		t.Helper()
		if got, kinds := adaptTo(t, adapter.NewRegistry(nil), bodyOf(vendor, "v1", contentType, body)); !reflect.DeepEqual(kinds, want) {
			t.Errorf("%s: got %q %q, want %q", vendor, kinds, got, want)
		}
	}
	const json = "application/json"
	f("com.google.analytics", "", "t=event&ev=2147483648\nt=event&ev\n\nt=what&pr1qt=x&aip=2",
		adapter.InvalidNumber, adapter.InvalidNumber, adapter.MissingEventType,
		adapter.UnknownEventType, adapter.UnknownEventType, adapter.InvalidBoolean, adapter.InvalidNumber)
	f("com.google.analytics", "", "t=event&pr99999999999id=1", adapter.InvalidNumber)
	f("com.google.analytics", "", `{"t":1}`, adapter.UnparseableBody)
	f("com.mailchimp", formType, "{}", adapter.UnparseableBody)
	f("com.pagerduty", json, "", adapter.InvalidJSON)
	f("com.olark", formType, "data", adapter.MissingField)
	f("com.hubspot", json, "[]", adapter.NoEvents)
	f("com.urbanairship.connect", "", `{"type":"OPEN","id":"1","processed":"2020-01-01"}`, adapter.MissingField)
	f("com.urbanairship.connect", "", `{"type":"OPEN","id":"1","occurred":"1.1.2020","processed":"2020-01-01"}`, adapter.InvalidTimestamp)
}

func TestMailgunMultipart(t *testing.T) {
	part := func(head, value string) string {
		return "--a=b\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + value + "\r\n"
	}
	body := part(`name="event"`, "opened") + part(`filename="x.txt"; name="attachment-1"`, "x") + part(`name="timestamp"`, "1") +
		part(`name="token"`, "t=u ") + part(`name="signature"`, "s")
	want := []string{`{"attachment1":"x","timestamp":"1970-01-01T00:00:01.000Z","token":"t=u","signature":"s"}`}
	for _, c := range []struct{ contentType, body string }{
		{`multipart/form-data; boundary="a=b"; charset=utf-8`, body + "--a=b--\r\n"},
		{`multipart/form-data; boundary=a=b`, body + "--a=b--"},
		{`multipart/form-data; boundary="a=b"`, body},
		{`multipart/form-data; boundary="a=b"`, strings.ReplaceAll(body, "\r\n", "\n") + "--a=b--"},
	} {
		if got, kinds := adaptTo(t, adapter.NewRegistry(nil), bodyOf("com.mailgun", "v1", c.contentType, c.body)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %q %q, want %q", c.contentType, got, kinds, want)
		}
	}
}

func TestWithSchemas(t *testing.T) {
	const body = `[{"event":"open","sg_event_id":"a"},{"event":"open"},{"event":"open","sg_event_id":"a"},{"event":"open"}]`
	p := bodyOf("com.sendgrid", "v3", "application/json", body)
	if got, _ := adaptTo(t, adapter.NewRegistry(nil), p); len(got) != 4 {
		t.Errorf("got %d events, want all", len(got))
	}
	k, err := iglu.ParseKey("iglu:com.sendgrid/open/jsonschema/3-0-0")
	if err != nil {
		t.Fatal(err)
	}
	r := adapter.NewRegistry(nil, adapter.WithSchemas(k))
	if got, _ := adaptTo(t, r, p); len(got) != 3 {
		t.Errorf("got %d events, want those that are no repetitions", len(got))
	}
	err = r.Adapt(t.Context(), p, new(adapter.Scratch), func(raw *adapter.Raw) error {
		if v, _ := raw.Param("ue_pr"); !strings.Contains(v.Value, k.String()) {
			t.Errorf("got %s, want schema %v", v.Value, k)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestAccessLogPayload tells the payload of the line from that of the request.
func TestAccessLogPayload(t *testing.T) {
	p := bodyOf("com.amazon.aws.cloudfront", "wd_access_log", "", "2024-03-05\t10:20:30\tc\t1\t::1\tGET\th\t/\t200\t-\tMoz%2520x\t-")
	p.UserID, p.Query = payload.Some("cookie"), []payload.Pair{{Name: "aid", Value: payload.Some("x")}}
	err := adapter.NewRegistry(nil).Adapt(t.Context(), p, new(adapter.Scratch), func(r *adapter.Raw) error {
		got := r.Payload
		if got.Timestamp != 1709634030000 || got.IP != payload.Some("::1") || got.UserAgent != payload.Some("Moz%20x") || !got.UserAgentEncoded || got.UserID.Set {
			t.Errorf("got %+v", got)
		}
		for _, name := range []string{"url", "aid"} {
			if v, ok := r.Param(name); ok {
				t.Errorf("got parameter %s = %s", name, v.Value)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestLargeBodies holds the work on a body to what its length asks for.
func TestLargeBodies(t *testing.T) {
	start := time.Now()
	r := adapter.NewRegistry(nil)
	var form, products, deep strings.Builder
	form.WriteString("type=cleaned")
	products.WriteString("t=pageview&cu=" + strings.Repeat("E", 100_000))
	for i := range 50_000 {
		n := strings.Repeat("x", i%7) + string(rune('a'+i%26)) + time.Duration(i).String()
		form.WriteString("&" + n + "=1&d[" + n + "]=")
		products.WriteString("&pr" + time.Duration(i).String()[:1] + strings.Repeat("0", i%6) + "1id=")
	}
	for range 100_000 {
		deep.WriteString("[a")
	}
	if got, kinds := adaptTo(t, r, bodyOf("com.mailchimp", "v1", formType, form.String())); len(got) != 1 {
		t.Errorf("large form: %q", kinds)
	}
	if _, kinds := adaptTo(t, r, bodyOf("com.google.analytics", "v1", "", products.String())); !reflect.DeepEqual(kinds, []adapter.ErrorKind{adapter.UnparseableCompositeField}) {
		t.Errorf("large hit: %q", kinds)
	}
	err := r.Adapt(t.Context(), bodyOf("com.mailchimp", "v1", formType, "type=cleaned&a"+deep.String()+"=1"), new(adapter.Scratch), func(*adapter.Raw) error { return nil })
	if err != nil {
		t.Error(err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestErrorOfEmitComesBack(t *testing.T) {
	stop := errors.New("stop")
	emitted := 0
	body := "t=pageview\nt=pageview"
	err := adapter.NewRegistry(nil).Adapt(t.Context(), bodyOf("com.google.analytics", "v1", "", body), new(adapter.Scratch), func(*adapter.Raw) error {
		emitted++
		return stop
	})
	if !errors.Is(err, stop) || emitted != 1 {
		t.Errorf("got %v after %d events", err, emitted)
	}
}

func BenchmarkSendgrid(b *testing.B) {
	r := adapter.NewRegistry(nil)
	p := bodyOf("com.sendgrid", "v3", "application/json", "["+strings.Repeat(
		`{"email":"a@b.example","timestamp":1446549615,"smtp-id":"<x>","event":"open","sg_event_id":"x"},`, 99)+`{"event":"click"}]`)
	var s adapter.Scratch
	b.ReportAllocs()
	b.SetBytes(int64(len(p.Body.Value)))
	for b.Loop() {
		if err := r.Adapt(b.Context(), p, &s, func(*adapter.Raw) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

package remote_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/adapter/remote"
	"github.com/camonica/camonica/payload"
)

// A service answers as told and keeps the request.
type service struct {
	answer  answer
	request []byte
}

func (s *service) RoundTrip(r *http.Request) (*http.Response, error) {
	var err error
	if s.request, err = io.ReadAll(r.Body); err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: s.answer.status, Body: io.NopCloser(strings.NewReader(s.answer.body)), Request: r, Header: http.Header{}}, nil
}

// FuzzAnswer holds for whatever a service answers: events that are those of the
// answer, Errors, or an outage, neither of which quotes the answer.
func FuzzAnswer(f *testing.F) {
	for _, body := range []string{
		`{"events":[{"e":"ue","p":"srv","tv":"acme-1","nuid":null},{}],"error":null}`, `{"events":[],"error":"secret"}`, `{"events":[]}`,
		`{"events":["secret"]}`, `{"events":[{"tr_tt":1}]}`, `{"events":{"a":[]}}`, `{"error":7,"events":[{"a":"\ud800\u0000","a":"b"}]}`, `[]`, `{`, "",
	} {
		f.Add(body, uint8(0))
	}
	f.Add("", uint8(1))
	statuses := []int{200, 204, 302, 400, 403, 413, 422} // those that are not asked for again
	f.Fuzz(func(t *testing.T, body string, status uint8) {
		s := &service{answer: answer{statuses[int(status)%len(statuses)], body}}
		got, err := adapt(t.Context(), t, remote.Config{URL: "https://acme.example/adapt", Transport: s}, acme())
		var errs adapter.Errors
		var outage *remote.OutageError
		if err != nil && !errors.As(err, &errs) && !errors.As(err, &outage) {
			t.Errorf("got %v", err)
		}
		if aboutPayload := s.answer.status > 403 || s.answer.status == 400; aboutPayload != (errs != nil) && s.answer.status/100 != 2 {
			t.Errorf("status %d: got %v", s.answer.status, err)
		}
		if err != nil {
			if len(body) > 8 && strings.Contains(err.Error(), body) {
				t.Errorf("error quotes the answer: %v", err)
			}
			return
		}
		var root map[string]json.RawMessage
		var want []map[string]*string
		if err := errors.Join(json.Unmarshal([]byte(body), &root), json.Unmarshal(root["events"], &want)); err != nil {
			t.Fatalf("%q gave %v, but is %v", body, got, err)
		}
		if s.answer.status/100 != 2 || len(got) != len(want) || len(got) == 0 {
			t.Errorf("status %d with %q gave %v", s.answer.status, body, got)
		}
	})
}

// FuzzRequest holds for any payload: what the service is told is JSON of just
// that.
func FuzzRequest(f *testing.F) {
	f.Add("text/x-acme", "door=1", "a=1&b&a=%22%0a", "X-Key: \"k\"\nX-B: c")
	f.Add("", "\x00\u2028\\", "", "")
	f.Fuzz(func(t *testing.T, contentType, body, query, headers string) {
		for _, text := range []string{contentType, body, query, headers} {
			if !utf8.ValidString(text) {
				return // no format gives such
			}
		}
		if body == "" {
			return
		}
		p := &payload.Payload{Vendor: "com.acme", Version: "v1", Body: payload.Some(body)}
		wantType, wantQuery, wantHeaders := any(nil), map[string]any{}, []any{}
		if contentType != "" {
			p.ContentType, wantType = payload.Some(contentType), contentType
		}
		p.Query, _, _ = payload.ParseQuery(nil, nil, query)
		for _, q := range p.Query {
			wantQuery[q.Name] = nil
			if q.Value.Set {
				wantQuery[q.Name] = q.Value.Value
			}
		}
		if headers != "" {
			p.Headers = strings.Split(headers, "\n")
		}
		for _, h := range p.Headers {
			wantHeaders = append(wantHeaders, h)
		}
		s := &service{answer: answer{200, `{"events":[{"e":"pv"}]}`}}
		if _, err := adapt(t.Context(), t, remote.Config{URL: "https://acme.example/adapt", Transport: s}, p); err != nil {
			t.Fatal(err)
		}
		var got any
		if err := json.Unmarshal(s.request, &got); err != nil {
			t.Fatalf("%v in %s", err, s.request)
		}
		want := map[string]any{"contentType": wantType, "queryString": wantQuery, "headers": wantHeaders, "body": body}
		if !reflect.DeepEqual(got, any(want)) {
			t.Errorf("service was asked %s, want %v", s.request, want)
		}
	})
}

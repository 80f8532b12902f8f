package remote_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/adapter/remote"
	"github.com/camonica/camonica/payload"
)

func acme() *payload.Payload {
	return &payload.Payload{
		Vendor: "com.acme", Version: "v1", ContentType: payload.Some("text/x-acme"), Body: payload.Some("door=1"),
		Headers: []string{"X-Key: k"},
		Query: []payload.Pair{
			{Name: "aid", Value: payload.Some("first")}, {Name: "flag"}, {Name: "aid", Value: payload.Some("last")},
		},
	}
}

func adapt(ctx context.Context, t *testing.T, cfg remote.Config, p *payload.Payload) ([]map[string]string, error) {
	t.Helper()
	cfg.Vendor, cfg.Version = "com.acme", "v1"
	a, err := remote.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var events []map[string]string
	registry := adapter.NewRegistry(nil, adapter.WithAdapter(a.API(), a))
	err = registry.Adapt(ctx, p, new(adapter.Scratch), func(r *adapter.Raw) error {
		event := map[string]string{}
		for _, q := range r.Params {
			event[q.Name] = q.Value.Value
		}
		events = append(events, event)
		return nil
	})
	return events, err
}

func TestAdapt(t *testing.T) {
	var request any
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("got %s with %s", r.Method, r.Header.Get("Content-Type"))
		}
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
			t.Error(err)
		}
		io.WriteString(w, `{"events":[{"e":"ue","p":"srv","tv":"acme-1"},{"e":"pv"}],"error":null}`)
	}))
	defer server.Close()
	got, err := adapt(t.Context(), t, remote.Config{URL: server.URL}, acme())
	if want := []map[string]string{{"e": "ue", "p": "srv", "tv": "acme-1"}, {"e": "pv"}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v %v, want %v", got, err, want)
	}
	want := map[string]any{
		"contentType": "text/x-acme", "body": "door=1", "headers": []any{"X-Key: k"}, "queryString": map[string]any{"flag": nil, "aid": "last"},
	}
	if !reflect.DeepEqual(request, want) {
		t.Errorf("service was asked %v, want %v", request, want)
	}
}

// answers is a service that gives one answer after the other, then the last again.
type answers struct {
	list  []answer
	asked int
}

type answer struct {
	status int // 0 never comes
	body   string
}

func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	next := a.list[min(a.asked, len(a.list)-1)]
	a.asked++
	if next.status == 0 {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	return &http.Response{StatusCode: next.status, Body: io.NopCloser(strings.NewReader(next.body)), Request: r, Header: http.Header{}}, nil
}

func TestFailures(t *testing.T) {
	const good = `{"events":[{"e":"pv"}]}`
	f := func(name string, asked int, wantKind adapter.ErrorKind, wantOutage bool, list ...answer) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			service := &answers{list: list}
			events, err := adapt(t.Context(), t, remote.Config{URL: "https://acme.example/adapt", Transport: service}, acme())
			var errs adapter.Errors
			var kind adapter.ErrorKind
			if errors.As(err, &errs) {
				kind = errs[0].Kind
			}
			var outage *remote.OutageError
			if kind != wantKind || errors.As(err, &outage) != wantOutage || service.asked != asked || (err == nil) != (events != nil) {
				t.Errorf("%s: got %v, %v after %d requests, want %q after %d", name, events, err, service.asked, wantKind, asked)
			}
			if err != nil && (strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "acme.example")) {
				t.Errorf("%s: error says too much: %v", name, err)
			}
		})
	}
	f("second try", 2, "", false, answer{503, ""}, answer{200, good})
	f("third try after no answer", 3, "", false, answer{0, ""}, answer{429, ""}, answer{200, good})
	f("down", 3, "", true, answer{500, ""})
	f("silent", 3, "", true, answer{0, ""})
	f("not allowed", 1, "", true, answer{403, "secret"})
	f("redirect", 1, "", true, answer{302, ""})
	f("refused", 1, adapter.RemoteError, false, answer{422, "secret"})
	f("error", 1, adapter.RemoteError, false, answer{200, `{"events":[],"error":"secret"}`})
	f("no events", 1, adapter.NoEvents, false, answer{200, `{"events":[],"error":null}`})
	f("no JSON", 1, "", true, answer{200, `<html>secret`})
	f("no object", 1, "", true, answer{200, `{"events":["secret"]}`})
	f("number", 1, "", true, answer{200, `{"events":[{"tr_tt":1}]}`})
	f("nothing", 1, "", true, answer{200, `{}`})
	f("too long", 1, "", true, answer{200, `{"events":[{"e":"` + strings.Repeat("x", 16<<20) + `"}]}`})
}

func TestEmptyBody(t *testing.T) {
	service := &answers{list: []answer{{500, ""}}}
	p := acme()
	p.Body = payload.Text{}
	var errs adapter.Errors
	_, err := adapt(t.Context(), t, remote.Config{URL: "https://acme.example/", Transport: service}, p)
	if !errors.As(err, &errs) || errs[0].Kind != adapter.EmptyBody || service.asked != 0 {
		t.Errorf("got %v after %d requests, want an empty body", err, service.asked)
	}
}

func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		service := &answers{list: []answer{{0, ""}}}
		_, err := adapt(ctx, t, remote.Config{URL: "https://acme.example/", Transport: service}, acme())
		if !errors.Is(err, context.DeadlineExceeded) || service.asked != 1 {
			t.Errorf("got %v after %d requests", err, service.asked)
		}
	})
}

func TestNew(t *testing.T) {
	for _, url := range []string{"", "acme.example", "ftp://acme.example/"} {
		if _, err := remote.New(remote.Config{URL: url}); err == nil {
			t.Errorf("address %q is taken", url)
		}
	}
	if _, err := remote.New(remote.Config{URL: "http://acme.example/", RequireTLS: true}); !errors.Is(err, remote.ErrPlaintext) {
		t.Errorf("got %v, want plaintext refused", err)
	}
}

func TestBuiltInWins(t *testing.T) {
	a, err := remote.New(remote.Config{Vendor: "com.mandrill", Version: "v1", URL: "https://acme.example/"})
	if err != nil {
		t.Fatal(err)
	}
	for _, api := range adapter.NewRegistry(nil, adapter.WithAdapter(a.API(), a)).APIs() {
		if api.Name == "remote" {
			t.Error("a remote adapter took the place of Mandrill's")
		}
	}
}

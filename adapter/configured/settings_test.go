package configured_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/adapter/configured"
	"github.com/camonica/camonica/adapter/remote"
	"github.com/camonica/camonica/payload"
)

func TestCheck(t *testing.T) {
	f := func(s configured.Settings, want ...string) {
		t.Helper()
		var got []string
		for _, p := range s.Check() {
			got = append(got, p.Field)
			if strings.Contains(p.Error(), "hunter2") {
				t.Errorf("a password shows in %v", p)
			}
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%+v: got %v, want %v", s, got, want)
		}
		if _, err := s.NewRegistry(nil); (err != nil) != (want != nil) {
			t.Errorf("%+v: got registry with error %v", s, err)
		}
	}
	of := func(vendor, version, url string) configured.Remote {
		return configured.Remote{Vendor: vendor, Version: version, URL: url}
	}
	one := func(r configured.Remote) configured.Settings {
		return configured.Settings{Remote: []configured.Remote{r}}
	}

	f(configured.Settings{})
	f(configured.Settings{Schemas: []string{"iglu:com.sendgrid/open/jsonschema/2-0-0"}})
	f(configured.Settings{Schemas: []string{"iglu:com.sendgrid/open/jsonschema/2-0-0", "open"}}, "schemas[1]")
	f(one(of("com.acme", "v1", "http://acme.example/adapt")))
	f(one(of("com.acme/x", "", "http://acme.example/")), "remote[0].vendor", "remote[0].version")
	f(one(of("com.mandrill", "v1", "http://acme.example/")), "remote[0].vendor")
	f(one(of("com.acme", "v1", "acme.example")), "remote[0].url")
	f(one(of("com.acme", "v1", "https://me:hunter2@acme.example/")), "remote[0].url")
	f(one(configured.Remote{Vendor: "com.acme", Version: "v1", URL: "http://acme.example/", ConnectTimeout: -1, ReadTimeout: 601}),
		"remote[0].connect_timeout", "remote[0].read_timeout")
	f(configured.Settings{Remote: []configured.Remote{of("com.acme", "v1", "https://a.example/"), of("com.acme", "v1", "https://b.example/")}}, "remote[1].vendor")
	f(configured.Settings{RequireTLS: true, Remote: []configured.Remote{of("com.acme", "v1", "http://acme.example/")}}, "remote[0].url")
}

func TestRegistry(t *testing.T) {
	down := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if down {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		io.WriteString(w, `{"events":[{"e":"pv"}],"error":null}`)
	}))
	defer server.Close()
	s := configured.Settings{
		Schemas: []string{"iglu:com.sendgrid/open/jsonschema/2-0-0"},
		Remote:  []configured.Remote{{Vendor: "com.acme", Version: "v1", URL: server.URL, ConnectTimeout: 1, ReadTimeout: 1}},
	}
	registry, err := s.NewRegistry(nil)
	if err != nil {
		t.Fatal(err)
	}
	adapt := func(p *payload.Payload) (params string, err error) {
		err = registry.Adapt(context.Background(), p, new(adapter.Scratch), func(r *adapter.Raw) error {
			for _, q := range r.Params {
				params += q.Name + "=" + q.Value.Value + "\n"
			}
			return nil
		})
		return params, err
	}

	got, err := adapt(&payload.Payload{Vendor: "com.sendgrid", Version: "v3", ContentType: payload.Some("application/json"),
		Body: payload.Some(`[{"event":"open","timestamp":1446549615,"sg_message_id":"1"}]`)})
	if err != nil || !strings.Contains(got, "iglu:com.sendgrid/open/jsonschema/2-0-0") {
		t.Errorf("sendgrid: got %s%v, want the configured version of its schema", got, err)
	}
	acme := &payload.Payload{Vendor: "com.acme", Version: "v1", Body: payload.Some("door=1")}
	if got, err = adapt(acme); err != nil || got != "e=pv\n" {
		t.Errorf("remote: got %q, %v", got, err)
	}
	down = true
	var outage *remote.OutageError
	if _, err = adapt(acme); !errors.As(err, &outage) || !outage.Temporary() {
		t.Errorf("remote: got %v, want an outage", err)
	}
}

package apirequest_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/apirequest"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/jsondoc"
)

func build(t *testing.T, parameters string) enrich.Enrichment {
	t.Helper()
	var d jsondoc.Doc
	if err := d.Parse([]byte(`{"parameters":`+parameters+`}`), jsondoc.DefaultDepth); err != nil {
		t.Fatal(err)
	}
	s, err := apirequest.New(context.Background(), &settings.Config{Data: d.Root()})
	if err != nil {
		t.Fatal(err)
	}
	if !s.Calls || s.Order != enrich.OrderAPI {
		t.Errorf("step %+v", s)
	}
	return s.Enrichment
}

func parameters(address, method, ignore string) string {
	return `{"inputs":[{"key":"user","pojo":{"field":"user_id"}}],"api":{"http":{"method":"` + method + `","uri":"` + address +
		`/{{ user }}","timeout":2000,"authentication":{"httpBasic":{"username":"u","password":"key-of-ours"}}}},"outputs":[{"schema":"iglu:com.acme/user/jsonschema/1-0-0","json":{"jsonPath":"$.r"}}],"cache":{"size":100,"ttl":60},"ignoreOnError":` + ignore + `}`
}

func TestSuite(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/gone" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = io.WriteString(w, `{"r": {"path": "`+r.URL.Path+`"}}`)
	}))
	defer srv.Close()
	e := build(t, parameters(srv.URL, "GET", "false"))
	enrichtest.Run(t, e, []enrichtest.Input{
		{Columns: map[string]string{"user_id": "anna"}},
		{Columns: map[string]string{"user_id": "gone"}},
	}, []string{"anna", "gone", "key-of-ours", srv.URL}, 12)
}

func TestPostSendsInputs(t *testing.T) {
	var got atomic.Pointer[http.Request]
	var body atomic.Value
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got.Store(r)
		body.Store(string(b))
		_, _ = io.WriteString(w, `{"r":[1,2]}`)
	}))
	defer srv.Close()
	r := enrichtest.NewWork(0).Run(build(t, parameters(srv.URL, "POST", "false")), &enrichtest.Input{Columns: map[string]string{"user_id": "a b\"c"}})
	if r.Err != nil || len(r.Derived) != 1 || r.Derived[0].Data != "[1,2]" {
		t.Fatalf("%+v", r)
	}
	want, err := json.Marshal(map[string]string{"user": "a b\"c"})
	if err != nil {
		t.Fatal(err)
	}
	user, password, _ := got.Load().BasicAuth()
	if body.Load() != string(want) || user != "u" || password != "key-of-ours" || got.Load().RequestURI != "/a+b%22c" {
		t.Errorf("body %s, user %s, address %s", body.Load(), user, got.Load().RequestURI)
	}
}

func TestPlainAddressesAreRefusedWithEncryption(t *testing.T) {
	f := func(address string, refused bool) {
		t.Helper()
		var d jsondoc.Doc
		if err := d.Parse([]byte(`{"parameters":`+parameters(address, "GET", "false")+`}`), jsondoc.DefaultDepth); err != nil {
			t.Fatal(err)
		}
		_, err := apirequest.New(context.Background(), &settings.Config{Data: d.Root(), TLSOnly: true})
		var p *settings.Problem
		if errors.As(err, &p) != refused {
			t.Errorf("%s: got %v, want refused %t", address, err, refused)
		}
	}
	f("https://api.acme.com", false)
	f("http://localhost:8000/a", false)
	f("http://127.0.0.1", false)
	f("HTTP://api.acme.com", true)
	f("http://{{host}}", true)
	f("http://localhost.acme.com?x", true)
}

func TestServiceDown(t *testing.T) {
	srv := httptest.NewServer(nil)
	address := srv.URL
	srv.Close()
	in := enrichtest.Input{Columns: map[string]string{"user_id": "anna"}}
	var f *enrich.Failure
	r := enrichtest.NewWork(0).Run(build(t, parameters(address, "GET", "false")), &in)
	if !errors.As(r.Err, &f) || strings.Contains(f.Want, "127.0.0.1") {
		t.Errorf("got %v", r.Err)
	}
	if r := enrichtest.NewWork(0).Run(build(t, parameters(address, "GET", "true")), &in); r.Err != nil || len(r.Derived) != 0 {
		t.Errorf("ignored: %+v", r)
	}
}

package httpreg_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/httpreg"
)

var key = iglu.Key{Vendor: "com.acme", Name: "x", Format: "jsonschema", Version: iglu.Version{Model: 1}}

func open(t *testing.T, cfg httpreg.Config) *httpreg.Registry {
	t.Helper()
	r, err := httpreg.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func serve(t *testing.T, f http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	return s
}

func TestLookup(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/schemas/com.acme/x/jsonschema/1-0-0" || r.Header.Get("apikey") != "k" {
			http.Error(w, "no", http.StatusTeapot)
			return
		}
		_, _ = w.Write([]byte(`{"type":"object"}`))
	})
	b, err := open(t, httpreg.Config{URI: s.URL + "/api/", APIKey: "k"}).Lookup(context.Background(), key)
	if err != nil || string(b) != `{"type":"object"}` {
		t.Errorf("%s, %v", b, err)
	}
}

func TestStatuses(t *testing.T) {
	f := func(status int, missing []int, want error, temporary bool) {
		t.Helper()
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(status)
		})
		_, err := open(t, httpreg.Config{URI: s.URL, MissingStatus: missing}).Lookup(context.Background(), key)
		var soft interface {
			Temporary() bool
			RetryAfter() time.Duration
		}
		isSoft := errors.As(err, &soft) && soft.Temporary()
		if want != nil && !errors.Is(err, want) || isSoft != temporary {
			t.Errorf("status %d: %v, temporary %v", status, err, isSoft)
		}
		if isSoft && soft.RetryAfter() != 7*time.Second {
			t.Errorf("status %d: retry after %v", status, soft.RetryAfter())
		}
	}
	f(404, nil, iglu.ErrNotFound, false)
	f(410, nil, iglu.ErrNotFound, false)
	f(401, nil, iglu.ErrDenied, false)
	f(403, nil, iglu.ErrDenied, false)
	f(403, []int{403, 404}, iglu.ErrNotFound, false)
	f(400, nil, iglu.ErrBroken, false)
	f(429, nil, nil, true)
	f(408, nil, nil, true)
	f(500, nil, nil, true)
	f(599, nil, nil, true)
}

func TestBodies(t *testing.T) {
	f := func(body string, temporary bool) {
		t.Helper()
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
		_, err := open(t, httpreg.Config{URI: s.URL}).Lookup(context.Background(), key)
		var soft interface{ Temporary() bool }
		if !errors.Is(err, iglu.ErrBroken) || (errors.As(err, &soft) && soft.Temporary()) != temporary {
			t.Errorf("body %.20q: %v", body, err)
		}
	}
	f("", true)
	f("<html>", true)
	f("[]", false)
	f(`"`+strings.Repeat("x", iglu.MaxSchemaBytes)+`"`, false)
}

// TestRedirects: the key stays at its origin, and plain http leads nowhere else.
func TestRedirects(t *testing.T) {
	var leaked string
	other := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leaked = r.Header.Get("apikey")
		_, _ = w.Write([]byte(`{}`))
	}))
	defer other.Close()
	plain := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{}`)) })
	var s *httptest.Server
	s = serve(t, func(w http.ResponseWriter, r *http.Request) {
		to := map[string]string{"secure": other.URL, "same": s.URL + "/end", "plain": strings.Replace(plain.URL, "127.0.0.1", "localhost", 1), "loop": s.URL + r.URL.Path}
		if r.URL.Path == "/end" {
			_, _ = w.Write([]byte(`{}`))
			return
		}
		http.Redirect(w, r, to[strings.Split(r.URL.Path, "/")[1]], http.StatusFound)
	})
	f := func(path string, ok bool) {
		t.Helper()
		_, err := open(t, httpreg.Config{URI: s.URL + "/" + path, APIKey: "k", Transport: other.Client().Transport}).Lookup(context.Background(), key)
		if (err == nil) != ok {
			t.Errorf("redirect %s: %v", path, err)
		}
	}
	f("secure", true)
	f("same", true)
	f("plain", false)
	f("loop", false)
	if leaked != "" {
		t.Error("the API key went to another host")
	}
}

func TestNew(t *testing.T) {
	f := func(uri string, requireTLS, ok bool) {
		t.Helper()
		if _, err := httpreg.New(httpreg.Config{URI: uri, RequireTLS: requireTLS}); (err == nil) != ok {
			t.Errorf("%s, TLS required %v: %v", uri, requireTLS, err)
		}
	}
	f("https://iglu.example", true, true)
	f("http://iglu.example", false, true)
	f("http://iglu.example", true, false)
	f("http://iglucentral.com", true, true)
	f("http://mirror01.iglucentral.com/x", true, true)
	f("http://iglucentral.com.example", true, false)
	f("ftp://iglu.example", false, false)
	f("iglu.example", false, false)
}

func TestVersions(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/schemas/com.acme/x/jsonschema/1" {
			_, _ = w.Write([]byte(`["iglu:com.acme/x/jsonschema/1-0-0","iglu:com.acme/x/jsonschema/1-0-10","iglu:com.acme/x/jsonschema/1-0-2"]`))
			return
		}
		_, _ = w.Write([]byte(`["iglu:com.acme/x/jsonschema/2-0-1"]`))
	})
	r := open(t, httpreg.Config{URI: s.URL})
	got, err := r.Versions(context.Background(), "com.acme", "x", "jsonschema", 1)
	if err != nil || len(got) != 3 || got[2].Addition != 10 {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := r.Versions(context.Background(), "com.acme", "x", "jsonschema", 2); !errors.Is(err, iglu.ErrBroken) {
		t.Errorf("list without its first version: %v", err)
	}
}

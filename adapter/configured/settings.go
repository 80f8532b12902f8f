package configured

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/adapter/remote"
	"github.com/camonica/camonica/iglu"
)

// Settings say how adapters differ from those of R108. The zero value changes
// nothing.
type Settings struct {
	// Schemas are Iglu URIs of the versions that webhooks' events are written in
	// instead of R108's. A schema that no webhook writes has no effect.
	Schemas []string `json:"schemas,omitempty"`
	Remote  []Remote `json:"remote,omitempty"`
	// RequireTLS refuses services over http.
	RequireTLS bool `json:"require_tls,omitempty"`
}

// A Remote is a service that is the adapter of an API.
type Remote struct {
	Vendor         string `json:"vendor"`
	Version        string `json:"version"`
	URL            string `json:"url"`
	ConnectTimeout int64  `json:"connect_timeout,omitempty"` // seconds; 0 is 5
	ReadTimeout    int64  `json:"read_timeout,omitempty"`    // seconds, for a whole answer; 0 is 30
}

// MaxTimeout is the longest that a service may be waited for, in seconds.
const MaxTimeout = 600

// A Problem is something wrong with settings. It shows no address: there may be a
// password in it.
type Problem struct {
	Field string // such as remote[0].url
	Want  string
}

func (p Problem) Error() string { return "adapters." + p.Field + ": want " + p.Want }

// Check returns everything that is wrong.
func (s *Settings) Check() []Problem {
	var ps []Problem
	for i, uri := range s.Schemas {
		if _, err := iglu.ParseKey(uri); err != nil {
			ps = append(ps, Problem{fmt.Sprintf("schemas[%d]", i), "iglu:VENDOR/NAME/FORMAT/VERSION"})
		}
	}
	taken := map[[2]string]bool{}
	for _, a := range adapter.NewRegistry(nil).APIs() {
		taken[[2]string{a.Vendor, a.Version}] = true
	}
	for i := range s.Remote {
		r := &s.Remote[i]
		add := func(field, want string) {
			ps = append(ps, Problem{fmt.Sprintf("remote[%d].%s", i, field), want})
		}
		for _, part := range []struct{ field, value string }{{"vendor", r.Vendor}, {"version", r.Version}} {
			if part.value == "" || strings.ContainsAny(part.value, "/?# ") {
				add(part.field, "a part of the path /VENDOR/VERSION")
			}
		}
		if at := [2]string{r.Vendor, r.Version}; taken[at] {
			add("vendor", "with version a path that no adapter serves yet")
		} else {
			taken[at] = true
		}
		if want := s.wantedAddress(r.URL); want != "" {
			add("url", want)
		}
		for _, limit := range []struct {
			field string
			value int64
		}{{"connect_timeout", r.ConnectTimeout}, {"read_timeout", r.ReadTimeout}} {
			if limit.value < 0 || limit.value > MaxTimeout {
				add(limit.field, fmt.Sprintf("1 to %d seconds", MaxTimeout))
			}
		}
	}
	return ps
}

// wantedAddress tells what an address should be instead, "" if it is good.
func (s *Settings) wantedAddress(address string) string {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return "http://HOST… or https://HOST…"
	case u.User != nil:
		return "an address without user and password"
	case s.RequireTLS && u.Scheme == "http":
		return "https, as connections must be encrypted"
	}
	return ""
}

// NewRegistry makes the adapters. Bodies of the tracker protocol are validated
// with the schemas. Nothing is asked of a service yet. The error joins Problems.
func (s *Settings) NewRegistry(schemas adapter.Schemas) (*adapter.Registry, error) {
	var errs []error
	for _, p := range s.Check() {
		errs = append(errs, p)
	}
	if errs != nil {
		return nil, errors.Join(errs...)
	}
	var keys []iglu.Key
	for _, uri := range s.Schemas {
		k, err := iglu.ParseKey(uri)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	options := []adapter.Option{adapter.WithSchemas(keys...)}
	for _, r := range s.Remote {
		a, err := remote.New(remote.Config{
			Vendor: r.Vendor, Version: r.Version, URL: r.URL, RequireTLS: s.RequireTLS,
			ConnectTimeout: time.Duration(r.ConnectTimeout) * time.Second, ReadTimeout: time.Duration(r.ReadTimeout) * time.Second,
		})
		if err != nil {
			return nil, err
		}
		options = append(options, adapter.WithAdapter(a.API(), a))
	}
	return adapter.NewRegistry(schemas, options...), nil
}

package resolver_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/resolver"
)

// down is a network on which nobody answers; it counts requests.
type down struct{ requests int }

func (d *down) RoundTrip(*http.Request) (*http.Response, error) {
	d.requests++
	return nil, errors.New("down")
}

func build(t *testing.T, network *down, mode resolver.CentralMode, registries ...iglu.RegistryConfig) *iglu.Set {
	t.Helper()
	set, err := resolver.New(&iglu.ResolverConfig{Registries: registries}, resolver.Options{
		Central: mode, Transport: network,
		Set: iglu.Options{Sleep: func(context.Context, time.Duration) error { return nil }},
	})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

const link = "iglu:com.snowplowanalytics.snowplow/link_click/jsonschema/1-0-1"

var (
	centralHTTP = iglu.RegistryConfig{Name: "Iglu Central", Prefixes: []string{"com.snowplowanalytics"}, URI: "http://iglucentral.com"}
	private     = iglu.RegistryConfig{Name: "Private", Priority: 5, Prefixes: []string{"com.acme"}, URI: "https://iglu.example"}
)

// TestCentral: the program's schemas stand in for Iglu Central.
func TestCentral(t *testing.T) {
	f := func(mode resolver.CentralMode, uri string, wantErr bool, requests int, registries ...iglu.RegistryConfig) {
		t.Helper()
		network := new(down)
		_, err := build(t, network, mode, registries...).ByURI(context.Background(), uri)
		if (err != nil) != wantErr || network.requests != requests {
			t.Errorf("%s %s: %v, %d requests; want error %v, %d", mode, uri, err, network.requests, wantErr, requests)
		}
	}
	f("", link, false, 0, centralHTTP)
	f("", link, false, 0, centralHTTP, private)
	f("", "iglu:com.acme/x/jsonschema/1-0-0", true, 5, centralHTTP)
	f(resolver.EmbeddedOnly, "iglu:com.acme/x/jsonschema/1-0-0", true, 0, centralHTTP)
	f(resolver.NetworkOnly, link, true, 5, centralHTTP)
	f("", link, false, 0) // no registry at all: asked last
	bootstrap := "iglu:com.snowplowanalytics.iglu/resolver-config/jsonschema/1-0-1"
	f(resolver.NetworkOnly, bootstrap, false, 0, centralHTTP)
	f(resolver.NetworkOnly, "iglu:com.snowplowanalytics.iglu/resolver-config/jsonschema/9-0-0", true, 0, centralHTTP, private)
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	at := filepath.Join(dir, "schemas", "com.acme", "x", "jsonschema")
	if err := os.MkdirAll(at, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(at, "1-0-0"), []byte(`{}`), 0o600); err != nil {
		t.Fatal(err)
	}
	set := build(t, new(down), "", iglu.RegistryConfig{Name: "Local", URI: "file://" + filepath.ToSlash(dir)})
	if _, err := set.ByURI(context.Background(), "iglu:com.acme/x/jsonschema/1-0-0"); err != nil {
		t.Error(err)
	}
}

func TestOrder(t *testing.T) {
	set := build(t, new(down), "", centralHTTP, private)
	if got := fmt.Sprint(set.Order("com.acme")); got != "[Private Iglu Client Embedded Iglu Central]" {
		t.Error(got)
	}
}

func TestUnknownMode(t *testing.T) {
	if _, err := resolver.New(&iglu.ResolverConfig{}, resolver.Options{Central: "sometimes"}); err == nil {
		t.Error("no error")
	}
}

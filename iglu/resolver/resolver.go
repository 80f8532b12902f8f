package resolver

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/embedded"
	"github.com/camonica/camonica/iglu/folder"
	"github.com/camonica/camonica/iglu/httpreg"
)

// A CentralMode says how registries at Iglu Central's hosts are asked.
type CentralMode string

// The modes; "" is EmbeddedThenNetwork.
const (
	EmbeddedThenNetwork CentralMode = "embedded-then-network"
	EmbeddedOnly        CentralMode = "embedded"
	NetworkOnly         CentralMode = "network"
)

// Options of New.
type Options struct {
	Central       CentralMode
	RequireTLS    bool             // refuse registries over http
	MissingStatus map[string][]int // by registry name: statuses that say "no such schema"
	Transport     http.RoundTripper
	Set           iglu.Options
}

// BootstrapName is how lookup histories show the schemas of the program.
const BootstrapName = "Iglu Client Embedded"

// New opens the registries of a configuration. None is asked yet.
func New(cfg *iglu.ResolverConfig, opts Options) (*iglu.Set, error) {
	switch opts.Central {
	case "", EmbeddedThenNetwork, EmbeddedOnly, NetworkOnly:
	default:
		return nil, fmt.Errorf("resolver: iglu_central is %q, want %s, %s or %s", opts.Central, EmbeddedThenNetwork, EmbeddedOnly, NetworkOnly)
	}
	sources := []iglu.Source{{Name: BootstrapName, Class: iglu.ClassEmbedded, Registry: bootstrap{}}}
	standsIn := false
	for _, rc := range cfg.Registries {
		src, err := source(rc, opts)
		if err != nil {
			return nil, fmt.Errorf("registry %q: %w", rc.Name, err)
		}
		standsIn = standsIn || src.Central || rc.Embedded
		sources = append(sources, src)
	}
	if !standsIn {
		sources = append(sources, iglu.Source{Name: BootstrapName, Class: iglu.ClassLast, Registry: embedded.Registry{}})
	}
	return iglu.NewSet(sources, opts.Set), nil
}

func source(rc iglu.RegistryConfig, opts Options) (iglu.Source, error) {
	src := iglu.Source{Name: rc.Name, Priority: rc.Priority, Prefixes: rc.Prefixes, Class: iglu.ClassHTTP}
	var err error
	switch {
	case rc.Embedded:
		src.Class, src.Registry = iglu.ClassEmbedded, embedded.Registry{}
	case strings.HasPrefix(strings.ToLower(rc.URI), "file:"):
		src.Registry, err = openFolder(rc.URI)
	default:
		src.Central = isCentral(rc.URI)
		src.Registry, err = web(rc, opts)
	}
	return src, err
}

func openFolder(uri string) (iglu.Registry, error) {
	u, err := url.Parse(uri)
	if err != nil {
		return nil, errors.New("not a file address")
	}
	return folder.Open(filepath.FromSlash(u.Path))
}

// isCentral tells whether the host is one of Iglu Central's: those whose name
// contains its word count as one in deciding what is missing.
func isCentral(uri string) bool {
	u, err := url.Parse(uri)
	return err == nil && strings.Contains(u.Hostname(), "iglucentral")
}

func web(rc iglu.RegistryConfig, opts Options) (iglu.Registry, error) {
	network, err := httpreg.New(httpreg.Config{
		URI: rc.URI, APIKey: string(rc.APIKey), MissingStatus: opts.MissingStatus[rc.Name],
		RequireTLS: opts.RequireTLS, Transport: opts.Transport,
	})
	if err != nil {
		return nil, err
	}
	if opts.Central == NetworkOnly || !standIn(rc.URI) {
		return network, nil
	}
	if opts.Central == EmbeddedOnly {
		return embedded.Registry{}, nil
	}
	return central{network}, nil
}

// standIn tells whether the program's schemas are asked instead of the address.
func standIn(uri string) bool {
	u, err := url.Parse(uri)
	return err == nil && (u.Hostname() == "iglucentral.com" || u.Hostname() == "mirror01.iglucentral.com")
}

// central answers from the program and asks the network for what that lacks.
type central struct{ network *httpreg.Registry }

var _ iglu.Lister = central{}

func (c central) Lookup(ctx context.Context, k iglu.Key) ([]byte, error) {
	b, err := embedded.Registry{}.Lookup(ctx, k)
	if errors.Is(err, iglu.ErrNotFound) {
		return c.network.Lookup(ctx, k)
	}
	return b, err
}

func (c central) Versions(ctx context.Context, vendor, name, format string, model int) ([]iglu.Version, error) {
	v, err := embedded.Registry{}.Versions(ctx, vendor, name, format, model)
	if errors.Is(err, iglu.ErrNotFound) {
		return c.network.Versions(ctx, vendor, name, format, model)
	}
	return v, err
}

// bootstrap holds the schemas that every Iglu client carries with it.
type bootstrap struct{}

func (bootstrap) Lookup(ctx context.Context, k iglu.Key) ([]byte, error) {
	if !iglu.IsBootstrap(k) {
		return nil, iglu.ErrNotFound
	}
	return embedded.Registry{}.Lookup(ctx, k)
}

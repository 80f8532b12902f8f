package httpreg

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/camonica/camonica/iglu"
)

const (
	connectTimeout = 5 * time.Second
	requestTimeout = 30 * time.Second // with redirects and body
	maxRedirects   = 5
	maxRequests    = 8 // at once
)

// Config names a registry.
type Config struct {
	URI           string            // root, without /schemas
	APIKey        string            // sent as header apikey; "" sends none
	MissingStatus []int             // statuses that say "no such schema"; nil is 404 and 410
	RequireTLS    bool              // refuse http, but for hosts that are known to have https
	Transport     http.RoundTripper // nil for one of its own
}

// A Registry asks a web server for schemas.
type Registry struct {
	root    *url.URL
	base    string // of addresses, without final slash
	apiKey  string
	missing []int
	tls     bool
	client  *http.Client
	slots   chan struct{} // one per request under way
}

var (
	_ iglu.Registry = (*Registry)(nil)
	_ iglu.Lister   = (*Registry)(nil)
)

// ErrPlaintext refuses a registry over http where encryption is demanded.
var ErrPlaintext = errors.New("httpreg: registry over http: connections must be encrypted")

// New returns the registry at an address. Nothing is asked yet.
func New(cfg Config) (*Registry, error) {
	root, err := url.Parse(Upgrade(cfg.URI))
	if err != nil || root.Host == "" || root.Scheme != "http" && root.Scheme != "https" {
		return nil, errors.New("httpreg: address of registry must be http://host… or https://host…")
	}
	if cfg.RequireTLS && root.Scheme == "http" {
		return nil, ErrPlaintext
	}
	if cfg.MissingStatus == nil {
		cfg.MissingStatus = []int{http.StatusNotFound, http.StatusGone}
	}
	if cfg.Transport == nil {
		cfg.Transport = &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: connectTimeout}).DialContext,
			TLSHandshakeTimeout:   connectTimeout,
			MaxIdleConnsPerHost:   maxRequests,
			IdleConnTimeout:       requestTimeout,
			ForceAttemptHTTP2:     true,
			ResponseHeaderTimeout: requestTimeout,
		}
	}
	return &Registry{
		root:    root,
		base:    strings.TrimSuffix(root.String(), "/"),
		apiKey:  cfg.APIKey,
		missing: cfg.MissingStatus,
		tls:     cfg.RequireTLS,
		slots:   make(chan struct{}, maxRequests),
		client: &http.Client{
			Transport:     cfg.Transport,
			Timeout:       requestTimeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// Upgrade returns the address with https if it is one of Iglu Central's hosts,
// which older configurations name with http.
func Upgrade(uri string) string {
	for _, host := range []string{"iglucentral.com", "mirror01.iglucentral.com"} {
		rest, ok := strings.CutPrefix(uri, "http://"+host)
		if ok && (rest == "" || rest[0] == '/') {
			return "https://" + host + rest
		}
	}
	return uri
}

// SchemaURL returns the address of a schema under a root; one final slash of the
// root does not count.
func SchemaURL(root string, k iglu.Key) string {
	return strings.TrimSuffix(root, "/") + "/schemas/" + k.Path()
}

// ListURL returns the address of the list of a model.
func ListURL(root, vendor, name, format string, model int) string {
	return strings.TrimSuffix(root, "/") + "/schemas/" + vendor + "/" + name + "/" + format + "/" + strconv.Itoa(model)
}

// Lookup asks for one schema.
func (r *Registry) Lookup(ctx context.Context, k iglu.Key) ([]byte, error) {
	if _, ok := iglu.SafePath(k); !ok {
		return nil, iglu.ErrNotFound
	}
	b, err := r.get(ctx, SchemaURL(r.base, k))
	if err != nil {
		return nil, err
	}
	if !json.Valid(b) {
		return nil, &failure{err: iglu.ErrBroken, what: "answer is not JSON", temporary: true}
	}
	return iglu.CheckAnswer(b)
}

// Versions asks for the list of a model.
func (r *Registry) Versions(ctx context.Context, vendor, name, format string, model int) ([]iglu.Version, error) {
	if vendor == "." || vendor == ".." {
		return nil, iglu.ErrNotFound
	}
	b, err := r.get(ctx, ListURL(r.base, vendor, name, format, model))
	if err != nil {
		return nil, err
	}
	var uris []string
	if err := json.Unmarshal(b, &uris); err != nil {
		return nil, &failure{err: iglu.ErrBroken, what: "list of schemas is no array of texts"}
	}
	keys, err := iglu.ParseList(uris)
	if err != nil {
		return nil, &failure{err: iglu.ErrBroken, what: err.Error()}
	}
	out := make([]iglu.Version, 0, len(keys))
	for _, k := range keys {
		out = append(out, k.Version)
	}
	slices.SortFunc(out, iglu.Version.Compare)
	return out, nil
}

// get returns the body of a 2xx answer, following redirects.
func (r *Registry) get(ctx context.Context, address string) ([]byte, error) {
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	for range maxRedirects + 1 {
		b, next, err := r.once(ctx, address)
		if err != nil || next == "" {
			return b, err
		}
		address = next
	}
	return nil, &failure{err: iglu.ErrBroken, what: "too many redirects"}
}

// once sends one request and returns the body, or the address it is redirected to.
func (r *Registry) once(ctx context.Context, address string) (body []byte, next string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, "", &failure{err: iglu.ErrBroken, what: "bad address"}
	}
	req.Header.Set("Accept", "application/json")
	if r.apiKey != "" && sameOrigin(req.URL, r.root) {
		req.Header.Set("apikey", r.apiKey)
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return nil, "", unreachable(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 == 3 && resp.Header.Get("Location") != "" {
		next, err := r.redirect(req.URL, resp)
		return nil, next, err
	}
	if resp.StatusCode/100 != 2 {
		return nil, "", r.refused(resp)
	}
	body, err = io.ReadAll(io.LimitReader(resp.Body, iglu.MaxSchemaBytes+1))
	if err != nil {
		return nil, "", unreachable(err)
	}
	if len(body) > iglu.MaxSchemaBytes {
		return nil, "", &failure{err: iglu.ErrBroken, what: fmt.Sprintf("answer larger than %d bytes", iglu.MaxSchemaBytes)}
	}
	return body, "", nil
}

// redirect checks where an answer leads: to the same host, or to https; never
// from https to http.
func (r *Registry) redirect(from *url.URL, resp *http.Response) (string, error) {
	to, err := resp.Location()
	if err != nil || to.Host == "" {
		return "", &failure{err: iglu.ErrBroken, what: "redirect to a bad address", status: resp.StatusCode}
	}
	secure := to.Scheme == "https"
	same := to.Scheme == "http" && from.Scheme == "http" && to.Hostname() == from.Hostname() && !r.tls
	if !secure && !same {
		return "", &failure{err: iglu.ErrBroken, what: "redirect to another host without https", status: resp.StatusCode}
	}
	return to.String(), nil
}

func sameOrigin(a, b *url.URL) bool { return a.Scheme == b.Scheme && a.Host == b.Host }

package apirequest

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/inputs"
	"github.com/camonica/camonica/enrich/jsonpath"
	"github.com/camonica/camonica/enrich/lookup"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/jsondoc"
)

// New reads the configuration.
func New(_ context.Context, c *settings.Config) (enrich.Step, error) {
	return NewWithClient(c, lookup.NewClient(nil))
}

// NewWithClient reads the configuration and sends requests with the client.
func NewWithClient(c *settings.Config, client *lookup.Client) (enrich.Step, error) {
	p := c.Parameters()
	h := p.Get("api").Get("http")
	var limits struct {
		API   struct{ HTTP struct{ Timeout int64 } }
		Cache struct{ Size, TTL int64 }
	}
	if err := c.Decode(&limits); err != nil {
		return enrich.Step{}, err
	}
	e := &Enrichment{
		client:        client,
		method:        h.Get("method").Text(),
		user:          credentials(h.Get("authentication").Get("httpBasic")),
		header:        http.Header{"Accept": {"*/*"}, "Content-Type": {"application/json"}},
		timeout:       time.Duration(limits.API.HTTP.Timeout) * time.Millisecond,
		cache:         lookup.NewCache[[]string](int(limits.Cache.Size), time.Duration(limits.Cache.TTL)*time.Second),
		ignoreOnError: p.Get("ignoreOnError").True(),
	}
	if c.TLSOnly && plain(h.Get("uri").Text()) {
		return enrich.Step{}, c.Problem("/api/http/uri", "an address that starts with https, as encryption is on")
	}
	keys := e.readInputs(p.Get("inputs"))
	e.address, e.unfillable = compile(h.Get("uri").Text(), keys)
	if problem := e.readOutputs(c, p.Get("outputs")); problem != nil {
		return enrich.Step{}, problem
	}
	return enrich.Step{
		Name: "api_request_enrichment_config", Schema: c.Schema, Identifier: "api-request",
		Order: enrich.OrderAPI, Calls: true, Enrichment: e,
	}, nil
}

// plain tells whether an address is asked without encryption over a network. An
// address whose host is not known before an event is there is taken for such.
func plain(address string) bool {
	rest, ok := strings.CutPrefix(strings.ToLower(address), "http://")
	if !ok {
		return false
	}
	host := rest[:strings.IndexAny(rest+"/", "/?#")]
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return !lookup.ThisMachine(host)
}

// credentials returns user and password, nil if there is neither.
func credentials(n jsondoc.Node) *url.Userinfo {
	user, password := n.Get("username").Text(), n.Get("password").Text()
	if user == "" && password == "" {
		return nil
	}
	return url.UserPassword(user, password)
}

// readInputs returns the keys of the inputs, in the order of e.inputs.
func (e *Enrichment) readInputs(list jsondoc.Node) (keys []string) {
	for _, n := range list.Elements() {
		key := n.Get("key").Text()
		e.inputs = append(e.inputs, inputs.Read(n))
		i := slices.Index(keys, key)
		if i < 0 {
			i = len(keys)
			keys = append(keys, key)
		}
		e.target = append(e.target, i)
	}
	e.keys = keys
	return keys
}

func (e *Enrichment) readOutputs(c *settings.Config, list jsondoc.Node) error {
	for i, n := range list.Elements() {
		path, err := jsonpath.Compile(n.Get("json").Get("jsonPath").Text(), jsonpath.Gatling)
		if err != nil {
			p := c.Problem("/outputs/"+strconv.Itoa(i)+"/json/jsonPath", "a JSON path")
			p.Err = err
			return p
		}
		e.outputs = append(e.outputs, output{schema: n.Get("schema").Text(), path: path})
	}
	return nil
}

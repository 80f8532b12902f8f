package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/httpreg"
	"github.com/camonica/camonica/iglu/resolver"
	"github.com/camonica/camonica/jsondoc"
)

func init() { register("resolver-lookup", runResolverLookup) }

// A lookupRegistry is a registry of a case; it answers from the case.
type lookupRegistry struct {
	Name     string
	Kind     string
	Host     string
	Priority int
	Prefixes []string `json:"vendor_prefixes"`
	Answers  json.RawMessage
	Lists    map[string][]string
	Found    []string
	Corrupt  []string
	errors   []string // answered in turn, the last one again and again
	asked    *[]string
}

type unreachable struct{}

func (unreachable) Error() string   { return "unreachable" }
func (unreachable) Temporary() bool { return true }

func (r *lookupRegistry) Lookup(_ context.Context, k iglu.Key) ([]byte, error) {
	*r.asked = append(*r.asked, r.Name)
	if len(r.errors) > 0 {
		e := r.errors[0]
		if len(r.errors) > 1 {
			r.errors = r.errors[1:]
		}
		return nil, map[string]error{"not-found": iglu.ErrNotFound, "client-failure": iglu.ErrBroken, "repo-failure": unreachable{}}[e]
	}
	switch v := k.Version.String(); {
	case slices.Contains(r.Found, v):
		return []byte(`{"type":"object"}`), nil
	case slices.Contains(r.Corrupt, v):
		return nil, iglu.ErrBroken
	}
	var byKey map[string][]string
	if r.Answers != nil {
		if err := decode(r.Answers, &byKey); err != nil {
			return nil, err
		}
	}
	answers := byKey[k.String()]
	if len(answers) == 0 {
		return nil, iglu.ErrNotFound
	}
	id, newer, superseded := strings.Cut(strings.TrimPrefix(answers[0], "schema:"), ">")
	schema := map[string]any{"enum": []string{id}}
	if superseded {
		schema["$supersededBy"] = newer
	}
	return json.Marshal(schema)
}

func (r *lookupRegistry) Versions(_ context.Context, vendor, name, format string, model int) ([]iglu.Version, error) {
	*r.asked = append(*r.asked, r.Name)
	list := r.Lists[fmt.Sprintf("iglu:%s/%s/%s/%d", vendor, name, format, model)]
	if list == nil {
		return nil, iglu.ErrNotFound
	}
	keys, err := iglu.ParseList(list)
	if err != nil {
		return nil, err
	}
	var out []iglu.Version
	for _, k := range keys {
		out = append(out, k.Version)
	}
	return out, nil
}

var classOf = map[string]iglu.Class{"in_memory": iglu.ClassMemory, "embedded": iglu.ClassEmbedded, "http": iglu.ClassHTTP, "": iglu.ClassHTTP}

// lookupSet returns a set over the registries of a case and the bootstrap one,
// and where it notes who was asked.
func lookupSet(registries []*lookupRegistry, withBootstrap bool) (*iglu.Set, *[]string) {
	asked := new([]string)
	var sources []iglu.Source
	if withBootstrap {
		boot := &lookupRegistry{Name: resolver.BootstrapName, asked: asked}
		sources = append(sources, iglu.Source{Name: boot.Name, Class: iglu.ClassEmbedded, Registry: boot})
	}
	for _, r := range registries {
		r.asked = asked
		sources = append(sources, iglu.Source{
			Name: r.Name, Class: classOf[r.Kind], Priority: r.Priority, Prefixes: r.Prefixes,
			Central: strings.Contains(r.Host, "iglucentral"), Registry: r,
		})
	}
	return iglu.NewSet(sources, iglu.Options{Sleep: func(context.Context, time.Duration) error { return nil }}), asked
}

func runResolverLookup(_ *testing.T, _ *topicFile, c *testCase) error {
	var in struct {
		Op, Vendor, Key string
		Registries      json.RawMessage
		Errors          map[string][]string
		Steps           []lookupStep
		Error           json.RawMessage `json:"registry_error"`
		Resolution      json.RawMessage `json:"resolution_error"`
		Validation      json.RawMessage `json:"validation_error"`
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	want, err := newest(c)
	if err != nil {
		return err
	}
	if in.Op == "schemas_until" {
		return untilOutcome(want, in.Registries, in.Key)
	}
	var registries []*lookupRegistry
	if in.Registries != nil {
		if err := decode(in.Registries, &registries); err != nil {
			return err
		}
	}
	switch in.Op {
	case "order":
		set, _ := lookupSet(registries, true)
		return sameJSON(want, set.Order(in.Vendor))
	case "http_answer":
		return httpOutcome(c, want)
	case "is_not_found":
		for _, r := range registries {
			r.errors = in.Errors[r.Name]
		}
		set, _ := lookupSet(registries, false)
		_, err := set.ByURI(context.Background(), "iglu:com.acme/x/jsonschema/1-0-0")
		var missing *iglu.ResolutionError
		return sameJSON(want, errors.As(err, &missing))
	case "lists":
		return listsOutcome(want, registries, in.Steps)
	case "lookups":
		return lookupsOutcome(want, registries, in.Steps)
	case "error_json":
		return errorJSON(want, in.Error, in.Resolution, in.Validation)
	case "cache_enabled", "backoff", "merge_history":
		return errDeviation // facts about the originals
	}
	return fmt.Errorf("unknown op %s", in.Op)
}

type lookupStep struct {
	Key, Model, Like string
	Cached           map[string][]string
}

func untilOutcome(want, registries json.RawMessage, key string) error {
	var byName map[string]*lookupRegistry
	if err := decode(registries, &byName); err != nil {
		return err
	}
	var list []*lookupRegistry
	for name, r := range byName {
		r.Name, r.Kind = name, "embedded"
		list = append(list, r)
	}
	set, _ := lookupSet(list, false)
	k, err := iglu.ParseKey(key)
	if err != nil {
		return err
	}
	versions, err := set.Versions(context.Background(), k)
	if err == nil {
		return sameJSON(want, map[string]any{"ok": true, "versions": versionTexts(versions)})
	}
	var missing *iglu.ResolutionError
	var out *iglu.OutageError
	switch {
	case errors.As(err, &missing):
		k = missing.Key
	case errors.As(err, &out):
		k = out.Key
	default:
		return err
	}
	return sameJSON(want, map[string]any{"ok": false, "failed_at": k.Version.String()})
}

func listsOutcome(want json.RawMessage, registries []*lookupRegistry, steps []lookupStep) error {
	set, asked := lookupSet(registries, true)
	var got []map[string]any
	for _, s := range steps {
		uri, list := s.Like, set.ListHolding
		if s.Model != "" {
			uri, list = s.Model+"-0-0", set.List
		}
		k, err := iglu.ParseKey(uri)
		if err != nil {
			return err
		}
		if s.Cached != nil { // the list as it was when first asked for
			lists := registries[0].Lists
			registries[0].Lists = s.Cached
			if _, err := set.List(context.Background(), k); err != nil {
				return err
			}
			registries[0].Lists = lists
		}
		*asked = (*asked)[:0]
		versions, err := list(context.Background(), k)
		step := map[string]any{"asked": append([]string{}, *asked...)}
		var missing *iglu.ResolutionError
		switch {
		case errors.As(err, &missing):
			step["unresolved"] = historyKinds(missing.History)
		case err != nil:
			return err
		default:
			list := []string{}
			for _, v := range versions {
				list = append(list, k.Within(v).String())
			}
			step["uris"] = list
		}
		got = append(got, step)
	}
	return sameJSON(want, got)
}

func historyKinds(history []iglu.History) map[string]any {
	out := make(map[string]any)
	for _, h := range history {
		kinds := []string{}
		for _, e := range h.Errors {
			kinds = append(kinds, map[iglu.RegistryErrorKind]string{iglu.NotFound: "not-found", iglu.ClientFailure: "client-failure", iglu.RepoFailure: "repo-failure"}[e.Kind])
		}
		out[h.Registry] = kinds
	}
	return out
}

// lookupsOutcome compares who was asked, the schema found, and the history by
// kinds of errors.
func lookupsOutcome(wantJSON json.RawMessage, registries []*lookupRegistry, steps []lookupStep) error {
	var want struct {
		Steps []struct {
			Asked        []string
			Outcome      string
			Schema       string
			SupersededBy *string `json:"superseded_by"`
			History      map[string]struct {
				Errors   []string
				Attempts int
			}
		}
	}
	if err := decode(wantJSON, &want); err != nil {
		return err
	}
	set, asked := lookupSet(registries, true)
	for i, step := range steps {
		w := want.Steps[i]
		*asked = (*asked)[:0]
		s, err := set.ByURI(context.Background(), step.Key)
		if fmt.Sprint(*asked) != fmt.Sprint(w.Asked) {
			return fmt.Errorf("asked %v, want %v", *asked, w.Asked)
		}
		var missing *iglu.ResolutionError
		if errors.As(err, &missing) && w.Outcome == "unresolved" {
			for _, h := range missing.History {
				wh := w.History[h.Registry]
				got, exp := fmt.Sprint(historyKinds(missing.History)[h.Registry]), fmt.Sprint(kindsOnly(wh.Errors))
				if got != exp || h.Attempts != wh.Attempts {
					return fmt.Errorf("history of %s: %s, %d attempts; want %s, %d", h.Registry, got, h.Attempts, exp, wh.Attempts)
				}
			}
			continue
		}
		if err != nil || w.Outcome != "found" {
			return fmt.Errorf("outcome %v, want %s", err, w.Outcome)
		}
		var d jsondoc.Doc
		if err := d.Parse([]byte(`"`+w.Schema+`"`), 10); err != nil {
			return err
		}
		if s.Validate(d.Root()) != nil {
			return fmt.Errorf("found another schema than %s", w.Schema)
		}
		if v, ok := s.SupersededBy(); ok != (w.SupersededBy != nil) || ok && v.String() != *w.SupersededBy {
			return fmt.Errorf("superseded by %v, %v", v, ok)
		}
	}
	return nil
}

func kindsOnly(texts []string) []string {
	out := []string{}
	for _, t := range texts {
		kind, _, _ := strings.Cut(t, ":")
		out = append(out, kind)
	}
	return out
}

// A canned transport answers the address of a schema, and one other.
type canned struct {
	status     int
	body       string
	location   string
	exception  string
	target     int
	targetBody string
	requests   int
}

func (t *canned) RoundTrip(req *http.Request) (*http.Response, error) {
	t.requests++
	if t.exception != "" {
		return nil, syscall.ECONNREFUSED
	}
	w := httptest.NewRecorder()
	if req.URL.Host != "registry.example" {
		w.WriteHeader(max(t.target, http.StatusOK))
		_, err := io.WriteString(w, t.targetBody)
		return w.Result(), err
	}
	if t.location != "" {
		w.Header().Set("Location", t.location)
	}
	w.WriteHeader(t.status)
	_, err := io.WriteString(w, t.body)
	return w.Result(), err
}

func httpOutcome(c *testCase, wantJSON json.RawMessage) error {
	var in struct {
		Status     int
		Body       string
		Location   string
		Exception  string
		Target     int    `json:"target_status"`
		TargetBody string `json:"target_body"`
	}
	var want struct {
		Result  string
		Retried bool
	}
	if err := errors.Join(decode(c.Input, &in), decode(wantJSON, &want)); err != nil {
		return err
	}
	t := &canned{in.Status, in.Body, in.Location, in.Exception, in.Target, in.TargetBody, 0}
	r, err := httpreg.New(httpreg.Config{URI: "http://registry.example", Transport: t})
	if err != nil {
		return err
	}
	tries := 0
	count := countingRegistry{r, &tries}
	set := iglu.NewSet([]iglu.Source{{Name: "r", Class: iglu.ClassHTTP, Registry: count}},
		iglu.Options{Sleep: func(context.Context, time.Duration) error { return nil }})
	_, lookupErr := r.Lookup(context.Background(), iglu.Key{Vendor: "com.acme", Name: "x", Format: "jsonschema", Version: iglu.Version{Model: 1}})
	if _, err := set.ByURI(context.Background(), "iglu:com.acme/x/jsonschema/1-0-0"); (err == nil) != (lookupErr == nil) {
		return fmt.Errorf("set says %v, registry %v", err, lookupErr)
	}
	if in.Location != "" {
		return redirectOutcome(in.Location, t, lookupErr)
	}
	got := "unreachable"
	switch {
	case lookupErr == nil:
		got = "found"
	case errors.Is(lookupErr, iglu.ErrNotFound):
		got = "missing"
	case errors.Is(lookupErr, iglu.ErrDenied):
		got = "denied"
	case errors.Is(lookupErr, iglu.ErrBroken):
		got = "broken"
	}
	if want.Result != "" && got != want.Result || (tries > 1) != want.Retried {
		return fmt.Errorf("%s, %d tries; want %s, retried %v", got, tries, want.Result, want.Retried)
	}
	return nil
}

// redirectOutcome: a redirect is followed to https or to the same host only.
func redirectOutcome(location string, t *canned, err error) error {
	follow := strings.HasPrefix(location, "https://") || strings.HasPrefix(location, "http://registry.example/")
	if followed := t.requests > 2; followed != follow {
		return fmt.Errorf("redirect to %s: %d requests, %v", location, t.requests, err)
	}
	return nil
}

type countingRegistry struct {
	iglu.Registry
	n *int
}

func (r countingRegistry) Lookup(ctx context.Context, k iglu.Key) ([]byte, error) {
	*r.n++
	return r.Registry.Lookup(ctx, k)
}

func errorJSON(want, registry, resolution, validation json.RawMessage) error {
	type registryError struct{ Kind, Message string }
	kinds := map[string]iglu.RegistryErrorKind{"not-found": iglu.NotFound, "repo-failure": iglu.RepoFailure, "client-failure": iglu.ClientFailure}
	if registry != nil {
		var in registryError
		if err := decode(registry, &in); err != nil {
			return err
		}
		return sameJSON(want, iglu.RegistryError{Kind: kinds[in.Kind], Message: in.Message})
	}
	if resolution != nil {
		var in map[string]struct {
			Errors   []registryError
			Attempts int
			LastMs   int64 `json:"last_ms"`
		}
		if err := decode(resolution, &in); err != nil {
			return err
		}
		e := new(iglu.ResolutionError)
		for name, h := range in {
			hist := iglu.History{Registry: name, Attempts: h.Attempts, LastAttempt: time.UnixMilli(h.LastMs)}
			for _, re := range h.Errors {
				hist.Errors = append(hist.Errors, iglu.RegistryError{Kind: kinds[re.Kind], Message: re.Message})
			}
			e.History = append(e.History, hist)
		}
		slices.SortFunc(e.History, func(a, b iglu.History) int { return strings.Compare(a.Registry, b.Registry) })
		return sameJSON(want, e)
	}
	return validationJSON(want, validation)
}

func validationJSON(want, validation json.RawMessage) error {
	var in struct {
		Reports []struct {
			Message       string
			Path, Keyword *string
			Targets       []string
		}
		Issues       []iglu.Issue `json:"schema_issues"`
		SupersededBy *string      `json:"superseded_by"`
	}
	if err := decode(validation, &in); err != nil {
		return err
	}
	if in.Issues != nil {
		return sameJSON(want, &iglu.SchemaError{Issues: in.Issues})
	}
	e := new(iglu.ValidationError)
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	for _, r := range in.Reports {
		e.Reports = append(e.Reports, iglu.Report{Message: r.Message, Path: text(r.Path), Keyword: text(r.Keyword), Targets: r.Targets})
	}
	if in.SupersededBy != nil {
		v, err := iglu.ParseVersion(*in.SupersededBy)
		if err != nil {
			return err
		}
		e.SupersededBy = v
	}
	return sameJSON(want, e)
}

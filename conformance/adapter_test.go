package conformance

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/payload"
)

func init() {
	for _, name := range []string{
		"tp1", "tp2", "redirect", "iglu", "callrail", "cloudfront-access-log", "google-analytics", "mailchimp", "mailgun", "mandrill",
		"marketo", "olark", "pagerduty", "pingdom", "sendgrid", "statusgator", "unbounce", "urbanairship", "vero",
	} {
		register("adapters-"+name, runAdapter)
	}
	register("adapters-later", runLaterAdapter)
	register("adapters-registry", runAdapterRegistry)
}

// testSchemas are the schemas of the fixtures, compiled when first asked for.
type testSchemas struct {
	mu    sync.Mutex
	found map[iglu.Key]*iglu.Schema
}

var fixtureSchemas = &testSchemas{found: map[iglu.Key]*iglu.Schema{}}

func (s *testSchemas) ByURI(_ context.Context, uri string) (*iglu.Schema, error) {
	k, err := iglu.ParseKey(uri)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if found, ok := s.found[k]; ok {
		return found, nil
	}
	b, err := os.ReadFile(filepath.Join(dataDir(), "iglu-central", "schemas", filepath.FromSlash(k.Path())))
	if errors.Is(err, os.ErrNotExist) {
		return nil, iglu.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	found, err := iglu.Compile(k, b)
	if err == nil {
		s.found[k] = found
	}
	return found, err
}

type adapterExpect struct {
	Result string
	Events []struct {
		Parameters     map[string]any
		ParametersText map[string]string `json:"parameters_text"`
		Context        *payloadContext
	}
	Errors []map[string]any
}

func runAdapter(_ *testing.T, _ *topicFile, c *testCase) error {
	want, err := adapterWant(c)
	if err != nil {
		return err
	}
	return checkAdapter(c, want)
}

func adapterWant(c *testCase) (*adapterExpect, error) {
	wanted, ok := c.want()
	if !ok {
		return nil, errDeviation
	}
	want := new(adapterExpect)
	return want, decode(wanted, want)
}

func checkAdapter(c *testCase, want *adapterExpect, opts ...adapter.Option) error {
	var in payloadCase
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	p, err := buildPayload(&in)
	if err != nil {
		return err
	}
	var n int
	var differ error
	registry := adapter.NewRegistry(fixtureSchemas, opts...)
	err = registry.Adapt(context.Background(), p, new(adapter.Scratch), func(r *adapter.Raw) error {
		if n++; n <= len(want.Events) {
			w := &want.Events[n-1]
			differ = errors.Join(differ, compareParams(w.Parameters, w.ParametersText, r.Params))
			if w.Context != nil {
				differ = errors.Join(differ, compareContext(w.Context, r.Payload))
			}
		}
		return nil
	})
	if want.Result == "bad" {
		return compareErrors(want.Errors, adapterFacts(err))
	}
	if err != nil {
		return fmt.Errorf("%w: %+v", err, adapterFacts(err))
	}
	if n != len(want.Events) {
		return fmt.Errorf("got %d events, want %d", n, len(want.Events))
	}
	return differ
}

func compareContext(want *payloadContext, p *payload.Payload) error {
	if got := describePayload(p).Context; !reflect.DeepEqual(normal(got), normal(want)) {
		return fmt.Errorf("got context %s, want %s", text(got), text(want))
	}
	return nil
}

// compareParams compares the parameters of one event. A wanted value that is no
// text is JSON, which we have as text; in cx, as text in Base64. texts has the JSON
// of the few that have a member twice: ours may keep the last one only.
func compareParams(want map[string]any, texts map[string]string, got []payload.Pair) error {
	seen := map[string]bool{}
	for _, p := range got {
		if seen[p.Name] {
			return fmt.Errorf("parameter %s is there twice", p.Name)
		}
		seen[p.Name] = true
		if exact, ok := texts[p.Name]; ok && p.Value.Value == exact {
			continue
		}
		w, ok := want[p.Name]
		if !ok {
			return fmt.Errorf("parameter %s = %q is not wanted", p.Name, p.Value.Value)
		}
		if err := compareParam(p, w); err != nil {
			return err
		}
	}
	for name := range want {
		if !seen[name] {
			return fmt.Errorf("parameter %s is missing", name)
		}
	}
	return nil
}

func compareParam(p payload.Pair, want any) error {
	switch want := want.(type) {
	case nil:
		if p.Value.Set {
			return fmt.Errorf("parameter %s: got %q, want no value", p.Name, p.Value.Value)
		}
		return nil
	case string:
		if !p.Value.Set || p.Value.Value != want {
			return fmt.Errorf("parameter %s: got %q, want %q", p.Name, p.Value.Value, want)
		}
		return nil
	}
	b := []byte(p.Value.Value)
	if p.Name == "cx" {
		var err error
		if b, err = base64.RawURLEncoding.DecodeString(p.Value.Value); err != nil {
			return fmt.Errorf("parameter cx: %w", err)
		}
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, b); err != nil {
		return fmt.Errorf("parameter %s: %w", p.Name, err)
	}
	if compact.String() != string(b) {
		return fmt.Errorf("parameter %s is not compact: %s", p.Name, b)
	}
	if got := normal(json.RawMessage(b)); !reflect.DeepEqual(inOrder(got), inOrder(normal(want))) {
		return fmt.Errorf("parameter %s: got  %s\nwant %s", p.Name, b, text(want))
	}
	return nil
}

// inOrder sorts the entities of a contexts envelope: their order does not count.
func inOrder(v any) any {
	m, ok := v.(map[string]any)
	if !ok {
		return v
	}
	list, ok := m["data"].([]any)
	if !ok {
		return v
	}
	sorted := map[string][]any{}
	for _, e := range list {
		schema := ""
		if e, ok := e.(map[string]any); ok {
			schema = fmt.Sprint(e["schema"])
		}
		sorted[schema] = append(sorted[schema], e)
	}
	return map[string]any{"schema": m["schema"], "data": sorted}
}

func adapterFacts(err error) []fact {
	var es adapter.Errors
	if !errors.As(err, &es) {
		return []fact{{kind: fmt.Sprintf("%T: %v", err, err)}}
	}
	var fs []fact
	for _, e := range es {
		names := append([]string{e.Vendor, e.Field, e.Value.Value, e.Want, e.Keyword}, e.Names...)
		if e.Index >= 0 {
			names = append(names, fmt.Sprint(e.Index))
		}
		fs = append(fs, fact{string(e.Kind), names})
	}
	return fs
}

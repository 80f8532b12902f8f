package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/javascript"
	"github.com/camonica/camonica/enrich/pii"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

func init() {
	register("enrichment-javascript-script", runJavaScript)
	register("enrichment-pii", runPII)
}

// settingsOf makes a configuration of data, which are its members by name.
func settingsOf(data map[string]any) (*settings.Config, error) {
	b, err := json.Marshal(data)
	if err != nil {
		return nil, err
	}
	var d jsondoc.Doc
	if err := d.Parse(b, 100); err != nil {
		return nil, err
	}
	return &settings.Config{File: "case.json", Enabled: true, Data: d.Root()}, nil
}

// columnTexts are columns as texts; null is left out and JSON compacted.
func columnTexts(fields map[string]any) map[string]string {
	columns := map[string]string{}
	for name, v := range fields {
		switch v := v.(type) {
		case nil:
		case string:
			columns[name] = v
		case json.Number:
			columns[name] = v.String()
		default:
			b, _ := json.Marshal(v) // it was decoded from JSON
			columns[name] = string(b)
		}
	}
	return columns
}

// compareFailureKind wants an error of one of the kinds "event-fails: …"; phrases
// are what our text says for a kind.
func compareFailureKind(want *string, err error, phrases map[string]string) error {
	if want == nil || err == nil {
		if (want == nil) != (err == nil) {
			return fmt.Errorf("got error %v, want %v", err, deref(want))
		}
		return nil
	}
	kind := strings.TrimPrefix(*want, "event-fails: ")
	for k, phrase := range phrases {
		if strings.HasPrefix(kind, k) && strings.Contains(err.Error(), phrase) {
			return nil
		}
	}
	return fmt.Errorf("got error %w, want %s", err, *want)
}

func deref(s *string) string {
	if s == nil {
		return "none"
	}
	return *s
}

func runJavaScript(_ *testing.T, _ *topicFile, c *testCase) error {
	b, ok := c.want()
	if !ok {
		return errDeviation
	}
	var conf struct {
		Script string
		Config any
	}
	var in struct {
		Event   map[string]any
		Headers []string
	}
	var want struct {
		Contexts      []selfDescribing
		ChangedFields map[string]any `json:"changed_fields"`
		Outcome       string
		Error         *string
	}
	if err := errors.Join(decode(c.Config, &conf), decode(c.Input, &in), decode(b, &want)); err != nil {
		return err
	}
	parameters := map[string]any{"script": conf.Script}
	if conf.Config != nil {
		parameters["config"] = conf.Config
	}
	s, err := settingsOf(map[string]any{"parameters": parameters})
	if err != nil {
		return err
	}
	step, err := javascript.New(context.Background(), s)
	if err != nil {
		var p *settings.Problem
		if want.Error == nil || !errors.As(err, &p) || !strings.HasPrefix(*want.Error, string(p.Kind)) {
			return fmt.Errorf("got %w, want %s", err, deref(want.Error))
		}
		return nil
	}
	columns := columnTexts(in.Event)
	r := enrichtest.NewWork(0).Run(step.Enrichment, &enrichtest.Input{Columns: columns, Headers: in.Headers})
	if err := compareScriptError(want.Error, r.Err); err != nil || r.Err != nil {
		return err
	}
	if dropped := want.Outcome == "dropped"; r.Dropped != dropped {
		return fmt.Errorf("dropped %t, want %s", r.Dropped, want.Outcome)
	}
	for name, v := range columnTexts(want.ChangedFields) {
		columns[name] = v
	}
	for name, v := range want.ChangedFields {
		if v == nil {
			delete(columns, name)
		}
	}
	if got, want := fmt.Sprint(r.Columns), fmt.Sprint(columns); got != want {
		return fmt.Errorf("columns %s, want %s", got, want)
	}
	return compareEntities(want.Contexts, r.Derived)
}

func compareScriptError(want *string, err error) error {
	if f := (*enrich.Failure)(nil); want != nil && strings.Contains(*want, ", names ") && errors.As(err, &f) {
		if _, name, _ := strings.Cut(*want, ", names "); f.Field != name {
			return fmt.Errorf("failure of %s, want %s", f.Field, *want)
		}
	}
	return compareFailureKind(want, err, map[string]string{
		"exception in script": "exception in script", "result is not an array": "not an array",
		"element is not self-describing": "not self-describing", "process is not a function": "process is not a function",
		"not JSON": "not JSON",
	})
}

// piiRow is a feed that keeps the last row.
type piiRow []byte

func (p *piiRow) Add(_ int, e *event.Event) { *p = e.AppendTSV((*p)[:0]) }

func runPII(_ *testing.T, _ *topicFile, c *testCase) error {
	b, ok := c.want()
	if !ok {
		return errDeviation
	}
	var conf struct {
		EmitEvent     bool
		AnonymousOnly *bool
		PII           any
		Strategy      any
	}
	var in struct {
		Event   map[string]any
		Headers []string
	}
	var want struct {
		Event map[string]any
		PII   any
	}
	if err := errors.Join(decode(c.Config, &conf), decode(c.Input, &in), decode(b, &want)); err != nil {
		return err
	}
	for name, v := range in.Event {
		if v == "" && want.Event[name] != "" {
			return deviation("enrichment-pii", "empty-column-is-null")
		}
	}
	data := map[string]any{"emitEvent": conf.EmitEvent, "parameters": map[string]any{"pii": conf.PII, "strategy": conf.Strategy}}
	if conf.AnonymousOnly != nil {
		data["anonymousOnly"] = *conf.AnonymousOnly
	}
	s, err := settingsOf(data)
	if err != nil {
		return err
	}
	step, err := pii.New(context.Background(), s)
	if err != nil {
		return err
	}
	var feed piiRow
	step.Enrichment.(*pii.Enrichment).SetFeed(&feed)
	r := enrichtest.NewWork(0).Run(step.Enrichment, &enrichtest.Input{Columns: columnTexts(in.Event), Headers: in.Headers})
	if r.Err != nil {
		return r.Err
	}
	if err := comparePIIColumns(r.Columns, columnTexts(want.Event)); err != nil {
		return err
	}
	got := "null"
	if len(feed) > 0 {
		var e event.Event
		if err := e.ParseTSV(feed); err != nil {
			return err
		}
		got = canonicalJSON([]byte(e.Get(event.UnstructEvent)))
	}
	wanted, err := json.Marshal(want.PII)
	if err != nil {
		return err
	}
	if w := canonicalJSON(wanted); got != w {
		return fmt.Errorf("pii %s, want %s", got, w)
	}
	return nil
}

func comparePIIColumns(got, want map[string]string) error {
	for _, columns := range []map[string]string{got, want} {
		for name, v := range columns {
			if strings.HasPrefix(v, "{") {
				columns[name] = canonicalJSON([]byte(v))
			}
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		return fmt.Errorf("columns %v, want %v", got, want)
	}
	return nil
}

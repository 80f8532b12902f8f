package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
	iglufolder "github.com/camonica/camonica/iglu/folder"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

func init() {
	register("parameter-mapping", runParameterMapping)
	register("map-transformer", runMapTransformer)
	register("enriched-tsv", runEnrichedTSV)
}

// folderSchemas are the registries of the fixtures.
var folderSchemas = sync.OnceValues(func() (*iglu.Set, error) {
	var sources []iglu.Source
	for _, name := range []string{"iglu-test", "iglu-central"} {
		r, err := iglufolder.Open(filepath.Join(dataDir(), name))
		if err != nil {
			return nil, err
		}
		sources = append(sources, iglu.Source{Name: name, Class: iglu.ClassEmbedded, Priority: len(sources), Registry: r})
	}
	return iglu.NewSet(sources, iglu.Options{}), nil
})

// anySchema finds a schema that allows everything under every key.
type anySchema struct{}

func (anySchema) ByURI(_ context.Context, uri string) (*iglu.Schema, error) {
	k, err := iglu.ParseKey(uri)
	if err != nil {
		return nil, err
	}
	return iglu.Compile(k, []byte(`{}`))
}

// An enrichCase is one event for enrich: parameters, and what enrichments do.
type enrichCase struct {
	params  []payload.Pair
	steps   []enrich.Step
	options func(*enrich.Options)
}

// An enriched is what became of it. Texts are copies.
type enriched struct {
	columns    map[string]string // of the good event, or those of the failed one
	good       bool
	family     badrow.Family
	messages   []badrow.Message // of the family
	also       []badrow.Message // of later phases
	incomplete map[string]string
}

func (r *enriched) all() []badrow.Message {
	return append(append([]badrow.Message(nil), r.messages...), r.also...)
}

func (r *enriched) Good(e *event.Event) error {
	r.good, r.columns = true, columnsOf(e)
	return nil
}

func (r *enriched) Incomplete(e *event.Event) error {
	r.incomplete = columnsOf(e)
	return nil
}

func (r *enriched) Bad(row *badrow.Row) error {
	line := row.Append(nil)
	back, err := badrow.Read(line)
	if err = errors.Join(err, validBadRow(line)); err != nil {
		return err
	}
	if back.Family != row.Family || len(back.Messages) != len(row.Messages) {
		return errors.New("failed event does not read back")
	}
	r.family, r.messages, r.also = row.Family, row.Messages, row.Also
	if row.Event != nil {
		r.columns = columnsOf(row.Event)
	}
	return nil
}

// validBadRow validates a failed event against the schema of its family. Values
// of the payload may be longer than it says.
func validBadRow(line []byte) error {
	set, err := folderSchemas()
	if err != nil {
		return err
	}
	var d jsondoc.Doc
	if err := d.Parse(line, 200); err != nil {
		return err
	}
	uri, data, err := iglu.Envelope(d.Root())
	if err != nil {
		return err
	}
	schema, err := set.ByURI(context.Background(), uri)
	if err != nil {
		return err
	}
	for _, r := range schema.Validate(data) {
		if r.Keyword != "maxLength" || !strings.HasPrefix(r.Path, "$.payload.") {
			return fmt.Errorf("failed event breaks its schema: %+v: %s", r, line)
		}
	}
	return nil
}

// columnsOf reads the columns back from the row.
func columnsOf(e *event.Event) map[string]string {
	m := map[string]string{}
	for i, s := range strings.Split(string(e.AppendTSV(nil)), "\t") {
		if s != "" {
			m[event.Column(i).String()] = s
		}
	}
	return m
}

// The one record of an enrichCase comes from these.
type (
	oneFormat  struct{}
	oneAdapter struct{ params []payload.Pair }
)

func (oneFormat) Name() string   { return "clj-tomcat" }
func (oneFormat) Loader() string { return "clj-tomcat" }
func (oneFormat) Binary() bool   { return false }

func (oneFormat) Parse(_ []byte, p *payload.Payload) error {
	p.Reset()
	p.Vendor, p.Version = "com.snowplowanalytics.snowplow", "tp2"
	p.Source, p.Encoding = "clj-tomcat", "UTF-8"
	p.Timestamp, p.HasTimestamp = time.Date(2013, 8, 29, 0, 18, 48, 0, time.UTC).UnixMilli(), true
	p.IP = payload.Some("37.157.33.123")
	return nil
}

func (a oneAdapter) Adapt(_ context.Context, p *payload.Payload, _ *adapter.Scratch, emit func(*adapter.Raw) error) error {
	return emit(&adapter.Raw{Params: a.params, Payload: p})
}

func (c *enrichCase) run() (*enriched, error) {
	set, err := folderSchemas()
	if err != nil {
		return nil, err
	}
	o := enrich.DefaultOptions()
	o.Format, o.Adapter, o.Schemas, o.Steps = oneFormat{}, oneAdapter{c.params}, set, c.steps
	o.Time, o.Version = 1700000000000, "1.2.3"
	if c.options != nil {
		c.options(&o)
	}
	e, err := enrich.New(o)
	if err != nil {
		return nil, err
	}
	out := new(enriched)
	counts, err := e.NewWorker(0).Record(context.Background(), []byte("a record"), 1, out)
	if err != nil {
		return nil, err
	}
	if counts.In != 1 || counts.Good+counts.Failed != 1 {
		return nil, fmt.Errorf("counts %+v", counts)
	}
	return out, nil
}

// pairs makes parameters of a JSON object; null is a name without value.
func pairs(m map[string]*string) []payload.Pair {
	var ps []payload.Pair
	for name, v := range m {
		p := payload.Pair{Name: name}
		if v != nil {
			p.Value = payload.Some(*v)
		}
		ps = append(ps, p)
	}
	return ps
}

// stepFunc makes an enrichment of a function.
type stepFunc func(*enrich.Work) error

func (f stepFunc) Enrich(_ context.Context, w *enrich.Work) error { return f(w) }

func compareColumns(want map[string]any, got map[string]string) error {
	var errs []error
	for name, w := range want {
		g := got[name]
		ws := ""
		switch w := w.(type) {
		case nil:
		case string:
			ws = w
		default:
			ws = fmt.Sprint(w)
		}
		if g != ws {
			errs = append(errs, fmt.Errorf("%s = %q, want %q", name, g, ws))
		}
	}
	return errors.Join(errs...)
}

func runParameterMapping(_ *testing.T, _ *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in struct{ Parameters map[string]*string }
	var want struct {
		Columns map[string]any
		Errors  []wantFault
		Error   *wantFault
	}
	if err := errors.Join(decode(c.Input, &in), decode(wanted, &want)); err != nil {
		return err
	}
	ec := enrichCase{params: pairs(in.Parameters)}
	got, err := ec.run()
	if err != nil {
		return err
	}
	if want.Error != nil {
		want.Errors = append(want.Errors, *want.Error)
	}
	return errors.Join(compareColumns(want.Columns, got.columns), compareFaults(want.Errors, parameterFaults(got, in.Parameters)))
}

// A wantFault is a fault as the vectors name it.
type wantFault struct {
	Kind  string  `json:"kind"`
	Field string  `json:"field"`
	Value *string `json:"value"`
}

func (w wantFault) String() string {
	if w.Value == nil {
		return w.Kind + " " + w.Field
	}
	return fmt.Sprintf("%s %s=%q", w.Kind, w.Field, *w.Value)
}

// parameterFaults lists what is wrong with parameters and core columns. What a
// report is about stands in the parameters.
func parameterFaults(r *enriched, params map[string]*string) []wantFault {
	var fs []wantFault
	for _, m := range r.all() {
		switch {
		case m.Source == "atomic_field":
			for _, p := range m.Reports {
				f := wantFault{Field: p.Path, Value: params[p.Path]}
				if len(p.Targets) == 1 {
					f.Kind = p.Targets[0]
				}
				fs = append(fs, f)
			}
		case m.Shape == badrow.FieldError:
			fs = append(fs, wantFault{"invalid-json", m.Field, optionalText(m.Value)})
		case m.Shape == badrow.Mismatch && m.Field == "event":
			fs = append(fs, wantFault{"unknown-event-type", m.Field, optionalText(m.Value)})
		case m.Shape == badrow.Mismatch && m.Field == "unstruct_event":
			fs = append(fs, wantFault{"unstruct-not-extracted", m.Field, nil})
		case m.Shape == badrow.Mismatch && m.Field == "v_collector":
			fs = append(fs, wantFault{"collector-version-missing", m.Field, nil})
		}
	}
	return fs
}

func optionalText(t badrow.Text) *string {
	if !t.Set {
		return nil
	}
	return &t.Value
}

// compareFaults wants each of the faults; others may be there as well.
func compareFaults(want, got []wantFault) error {
next:
	for _, w := range want {
		for _, g := range got {
			if g.Kind == w.Kind && (w.Field == "" || g.Field == w.Field) && (w.Value == nil || g.Value != nil && *g.Value == *w.Value) {
				continue next
			}
		}
		return fmt.Errorf("got %v, want %v", got, w)
	}
	return nil
}

// transformColumns are our names of the columns that the cases of map-transformer
// made up.
var transformColumns = map[string]string{
	"visit_id": "domain_sessionidx", "tracker_v": "v_tracker", "width": "dvce_screenwidth", "height": "dvce_screenheight",
}

func runMapTransformer(_ *testing.T, _ *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in struct {
		Source    map[string]*string
		Transform map[string][2]any
	}
	var want struct {
		Updated *int
		Target  map[string]any
		Errors  []wantFault
	}
	if err := errors.Join(decode(c.Input, &in), decode(wanted, &want)); err != nil {
		return err
	}
	ec := enrichCase{params: pairs(in.Source)}
	got, err := ec.run()
	if err != nil {
		return err
	}
	if err := compareFaults(want.Errors, parameterFaults(got, in.Source)); err != nil {
		return err
	}
	updated := 0
	for name, t := range in.Transform {
		if _, ok := in.Source[name]; !ok {
			continue
		}
		targets, ok := t[1].([]any)
		if !ok {
			targets = []any{t[1]}
		}
		for _, target := range targets {
			if got.columns[ourColumn(target.(string))] != "" {
				updated++
			}
		}
	}
	if want.Updated != nil && updated != *want.Updated {
		return fmt.Errorf("updated %d columns, want %d", updated, *want.Updated)
	}
	columns := map[string]any{}
	for name, v := range want.Target {
		columns[ourColumn(name)] = v
	}
	return compareColumns(columns, got.columns)
}

func ourColumn(name string) string {
	if c, ok := transformColumns[name]; ok {
		return c
	}
	return name
}

func runEnrichedTSV(_ *testing.T, _ *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in struct{ Columns map[string]json.RawMessage }
	var want struct {
		Fields, Tabs   int
		Values         map[int]string
		MustNotContain string `json:"must_not_contain"`
	}
	if err := errors.Join(decode(c.Input, &in), decode(wanted, &want)); err != nil {
		return err
	}
	e := new(event.Event)
	for name, v := range in.Columns {
		c, ok := event.ByName(name)
		if !ok {
			continue
		}
		s, err := columnText(c, v)
		if err != nil {
			return err
		}
		e.Set(c, s)
	}
	row := string(e.AppendTSV(nil))
	fields := strings.Split(row, "\t")
	if len(fields) != want.Fields || want.MustNotContain != "" && strings.Contains(row, want.MustNotContain) {
		return fmt.Errorf("row %q", row)
	}
	for i, f := range fields {
		w := want.Values[i]
		if event.Table[i].Kind == event.JSON && equalJSON(f, w) {
			continue
		}
		if f != w {
			return fmt.Errorf("field %d is %q, want %q", i, f, w)
		}
	}
	return nil
}

// columnText makes the text of a column of a JSON value. The JSON columns are
// wrapped by enrich.
func columnText(c event.Column, v json.RawMessage) (string, error) {
	var s string
	switch {
	case string(v) == "true":
		return "1", nil
	case string(v) == "false":
		return "0", nil
	case event.Table[c].Kind == event.JSON:
		return wrappedColumn(c, v)
	case json.Unmarshal(v, &s) == nil:
		return s, nil
	}
	return string(v), nil
}

func wrappedColumn(c event.Column, v json.RawMessage) (string, error) {
	ec := enrichCase{
		params:  []payload.Pair{{Name: "e", Value: payload.Some("pv")}},
		options: func(o *enrich.Options) { o.Schemas = anySchema{} },
	}
	switch c {
	case event.UnstructEvent:
		ec.params = append(ec.params, payload.Pair{Name: "ue_pr", Value: payload.Some(
			`{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":` + string(v) + `}`)})
	case event.Contexts:
		ec.params = append(ec.params, payload.Pair{Name: "co", Value: payload.Some(
			`{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0","data":` + string(v) + `}`)})
	default:
		var list []struct {
			Schema string
			Data   json.RawMessage
		}
		if err := json.Unmarshal(v, &list); err != nil {
			return "", err
		}
		ec.steps = []enrich.Step{{Name: "derive", Order: enrich.OrderHeaders, Enrichment: stepFunc(func(w *enrich.Work) error {
			for _, x := range list {
				w.Event.Derived = append(w.Event.Derived, event.Entity{Schema: x.Schema, Data: string(x.Data), Rank: enrich.RankHeaders})
			}
			return nil
		})}}
	}
	got, err := ec.run()
	if err != nil {
		return "", err
	}
	if !got.good {
		return "", fmt.Errorf("event failed: %+v", got.messages)
	}
	return got.columns[c.String()], nil
}

func equalJSON(a, b string) bool {
	var x, y any
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && reflect.DeepEqual(x, y)
}

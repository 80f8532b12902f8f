package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

func init() {
	register("failed-events", runFailedEvent)
	register("bad-rows-r108", runR108Row)
}

// A failureCase is a failure as the vectors write it.
type failureCase struct {
	Type       string
	Source     string
	Data       json.RawMessage
	Error      string
	SchemaKey  string
	Criterion  string
	Reports    []badrow.Report
	Enrichment struct{ SchemaKey, Identifier string }
	Message    struct{ Type, Field, Value, Expectation, Error, SchemaKey string }

	LookupHistory []struct {
		Repository string
		Errors     []struct{ Error, Message string }
		Attempts   int
	}
}

// message makes our message of the failure.
func (f *failureCase) message() badrow.Message {
	m := badrow.Message{Source: f.Source, Schema: f.SchemaKey, JSON: string(f.Data), Criterion: f.Criterion, Reports: f.Reports, Want: f.Error}
	switch f.Type {
	case "EnrichmentFailure":
		m = badrow.Message{Enrichment: f.Enrichment.SchemaKey, Identifier: f.Enrichment.Identifier, Want: f.Message.Error, Schema: f.Message.SchemaKey}
		if f.Message.Type == "InputData" {
			m.Shape, m.Field, m.Value, m.Want = badrow.Mismatch, f.Message.Field, badrow.Some(f.Message.Value), f.Message.Expectation
		}
	case "NotJson", "NotJSON":
		var text string
		_ = json.Unmarshal(f.Data, &text) // always a text
		m.Shape, m.JSON, m.Value = badrow.FieldError, "", badrow.Some(text)
	case "NotIglu":
		m.Shape = badrow.NotIglu
	case "CriterionMismatch":
		m.Shape = badrow.Criterion
	case "ResolutionError":
		m.Shape = badrow.Unresolved
		for _, l := range f.LookupHistory {
			x := badrow.Lookup{Repository: l.Repository, Attempts: l.Attempts}
			for _, e := range l.Errors {
				x.Errors = append(x.Errors, badrow.LookupError{Kind: e.Error, Message: e.Message})
			}
			m.Lookups = append(m.Lookups, x)
		}
	case "ValidationError":
		m.Shape = badrow.Invalid
	}
	return m
}

// failureExpect is what a failure entity must hold.
type failureExpect struct {
	FailureType string
	ErrorFields []map[string]any `json:"error_fields"`
	Errors      []map[string]any
	Schema      *string
	Data        json.RawMessage
}

func runFailedEvent(_ *testing.T, _ *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in struct {
		Failure    *failureCase
		Parameters map[string]*string
	}
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	if in.Failure == nil {
		return runFailedParameters(c, in.Parameters, wanted)
	}
	var want failureExpect
	if err := decode(wanted, &want); err != nil {
		return err
	}
	m := in.Failure.message()
	return want.compare(m.AppendFailure(nil, 1700000000000, badrow.Processor{Artifact: "camonica", Version: "1.2.3"}, true))
}

func (want *failureExpect) compare(data []byte) error {
	var got struct {
		failureExpect
		Timestamp, ComponentName, ComponentVersion string
	}
	if err := json.Unmarshal(data, &got); err != nil {
		return fmt.Errorf("%w: %s", err, data)
	}
	fields := append(want.ErrorFields, want.Errors...)
	if got.FailureType != want.FailureType || len(got.Errors) != len(fields) || got.Timestamp != "2023-11-14T22:13:20.000Z" ||
		got.ComponentName != "camonica" || got.ComponentVersion != "1.2.3" {
		return fmt.Errorf("failure %s", data)
	}
	for i, f := range fields {
		for name, v := range f {
			if name == "message" && want.ErrorFields == nil {
				continue // our own words
			}
			if g := got.Errors[i][name]; !reflect.DeepEqual(g, v) {
				return fmt.Errorf("error %d: %s is %v, want %v", i, name, g, v)
			}
		}
	}
	if !reflect.DeepEqual(got.Schema, want.Schema) {
		return fmt.Errorf("schema in %s, want %v", data, want.Schema)
	}
	if len(want.Data) > 0 && !equalJSON(string(got.Data), string(want.Data)) {
		return fmt.Errorf("data in %s, want %s", data, want.Data)
	}
	return nil
}

func runFailedParameters(c *testCase, params map[string]*string, wanted json.RawMessage) error {
	var config struct {
		Limits map[string]int `json:"atomic_limits"`
		Accept *bool          `json:"accept_invalid"`
		Emit   bool           `json:"emit_failed"`
	}
	var want struct {
		Outcome  string
		Family   string
		Messages []schemaFault
		Columns  map[string]any
		Contexts []string         `json:"context_schemas"`
		Unstruct *string          `json:"unstruct_schema"`
		Failures []failureExpect  `json:"failure_contexts"`
		Derived  []selfDescribing `json:"derived_contexts"`
	}
	if err := errors.Join(decode(c.Config, &config), decode(wanted, &want)); err != nil {
		return err
	}
	ec := enrichCase{params: pairs(params), options: func(o *enrich.Options) {
		o.Limits = [event.Count]int{}
		for name, n := range config.Limits {
			if c, ok := event.ByName(name); ok {
				o.Limits[c] = n
			}
		}
		if config.Accept != nil && !*config.Accept {
			o.Lengths = enrich.FailLength
		}
		o.EmitFailed = config.Emit
	}}
	got, err := ec.run()
	if err != nil {
		return err
	}
	outcome := "enriched"
	columns := got.columns
	switch {
	case got.incomplete != nil:
		outcome, columns = "failed-and-emitted", got.incomplete
	case !got.good:
		outcome = "failed"
	}
	if outcome != want.Outcome || string(got.family) != want.Family {
		return fmt.Errorf("%s %s, want %s %s: %+v", outcome, got.family, want.Outcome, want.Family, got.messages)
	}
	if want.Messages != nil {
		if err := compareSchemaFaults(want.Messages, schemaFaults(got.messages)); err != nil {
			return err
		}
	}
	if err := compareColumns(want.Columns, columns); err != nil {
		return err
	}
	if s := schemasOf(entities(columns["contexts"])); want.Contexts != nil && !reflect.DeepEqual(s, want.Contexts) {
		return fmt.Errorf("contexts %v, want %v", s, want.Contexts)
	}
	if s := unstructSchema(columns["unstruct_event"]); want.Unstruct != nil && s != *want.Unstruct {
		return fmt.Errorf("unstructured event %q, want %q", s, *want.Unstruct)
	}
	return compareDerived(want.Failures, want.Derived, entities(columns["derived_contexts"]))
}

// compareDerived wants the failures first, then – if given – exactly the others.
func compareDerived(failures []failureExpect, others, got []selfDescribing) error {
	for i := range failures {
		if i >= len(got) || got[i].Schema != badrow.FailureSchema {
			return fmt.Errorf("derived contexts %v lack failure %d", got, i)
		}
		if err := failures[i].compare(got[i].Data); err != nil {
			return err
		}
	}
	if others == nil {
		return nil
	}
	got = got[len(failures):]
	if len(got) != len(others) {
		return fmt.Errorf("derived contexts %v, want %v", got, others)
	}
	for i := range others {
		if got[i].Schema != others[i].Schema || !equalJSON(string(got[i].Data), string(others[i].Data)) {
			return fmt.Errorf("derived context %s %s, want %s %s", got[i].Schema, got[i].Data, others[i].Schema, others[i].Data)
		}
	}
	return nil
}

func runR108Row(_ *testing.T, _ *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in struct {
		Function, Value, Line string
		Errors                []string
		Time                  int64 `json:"tstamp_ms"`
		Maximum               int64
	}
	var want struct {
		OK     json.RawMessage
		Absent []string
		Values map[string]json.RawMessage
		Keys   []string `json:"keys_in_order"`
		Errors []struct {
			Level string
			Names []string
		}
	}
	if err := errors.Join(decode(c.Input, &in), decode(wanted, &want)); err != nil {
		return err
	}
	size := int64(len(in.Value))
	row := badrow.Row{Family: badrow.SizeViolation, Time: in.Time, Size: size, MaxSize: in.Maximum}
	var got []byte
	var err error
	switch in.Function {
	case "byte-size", "oversized-event-to-bad-row":
		row.Messages = []badrow.Message{badrow.TooLarge(size, in.Maximum)}
		got = row.AppendR108(nil)
	case "shrink-oversized-bad-row":
		got, err = badrow.ShrinkR108([]byte(in.Value))
	case "bad-row":
		row.Family, row.Line = badrow.GenericError, []byte(in.Line)
		for _, e := range in.Errors {
			row.Messages = append(row.Messages, badrow.Message{Want: e})
		}
		got = row.AppendR108(nil)
	default:
		return fmt.Errorf("unknown function %q", in.Function)
	}
	if err != nil {
		return err
	}
	if want.OK != nil {
		want.Values = map[string]json.RawMessage{"size": want.OK}
	}
	return compareR108(got, want.Absent, want.Keys, want.Values, func(errs []struct{ Level, Message string }) error {
		for i, w := range want.Errors {
			if i >= len(errs) || errs[i].Level != w.Level {
				return fmt.Errorf("errors %v", errs)
			}
			for _, n := range w.Names {
				if !strings.Contains(errs[i].Message, n) {
					return fmt.Errorf("message %q does not name %s", errs[i].Message, n)
				}
			}
		}
		return nil
	})
}

func compareR108(got []byte, absent, keys []string, values map[string]json.RawMessage, check func([]struct{ Level, Message string }) error) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(got, &members); err != nil {
		return fmt.Errorf("%w: %s", err, got)
	}
	for _, n := range absent {
		if _, ok := members[n]; ok {
			return fmt.Errorf("%s has %s", got, n)
		}
	}
	for n, v := range values {
		if !equalJSON(string(members[n]), string(v)) {
			return fmt.Errorf("%s is %s, want %s", n, members[n], v)
		}
	}
	at := 0
	for _, k := range keys {
		i := bytes.Index(got[at:], []byte(`"`+k+`":`))
		if i < 0 {
			return fmt.Errorf("%s: %s is missing or out of order", got, k)
		}
		at += i
	}
	var errs []struct{ Level, Message string }
	if json.Unmarshal(members["errors"], &errs) != nil {
		return nil // not of our making
	}
	return check(errs)
}

// fixedFormat gives the same payload for every record.
type fixedFormat struct{ payload *payload.Payload }

func (fixedFormat) Name() string   { return "thrift" }
func (fixedFormat) Loader() string { return "thrift" }
func (fixedFormat) Binary() bool   { return true }

func (f fixedFormat) Parse(_ []byte, p *payload.Payload) error {
	*p = *f.payload
	return nil
}

// TestRefusedPayloads makes failed events of all payloads that the vectors of
// adapters refuse, and of those whose events enrich refuses.
func TestRefusedPayloads(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(vectorsDir(), "adapters-*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skipf("no vectors in %s; set CAMONICA_VECTORS", vectorsDir())
	}
	set, err := folderSchemas()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		f, err := readTopic(file)
		if err != nil {
			t.Fatal(err)
		}
		for i := range f.Cases {
			var in payloadCase
			if decode(f.Cases[i].Input, &in) != nil || in.API.Vendor == "" {
				continue // a case of one function
			}
			p, err := buildPayload(&in)
			if err != nil {
				t.Fatal(err)
			}
			o := enrich.DefaultOptions()
			o.Format, o.Adapter, o.Schemas, o.Version = fixedFormat{p}, adapter.NewRegistry(set), set, "1.2.3"
			e, err := enrich.New(o)
			if err != nil {
				t.Fatal(err)
			}
			counts, err := e.NewWorker(0).Record(context.Background(), []byte{0xff}, 0, new(endToEnd))
			if err != nil || counts.In != counts.Good+counts.Failed || counts.In == 0 {
				t.Errorf("%s: %s: %+v, %v", f.Topic, f.Cases[i].Name, counts, err)
			}
		}
	}
}

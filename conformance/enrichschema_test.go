package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"sort"
	"strings"
	"testing"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

func init() {
	register("schema-enrichment", runSchemaEnrichment)
	register("schema-validation", runSchemaValidation)
}

func runSchemaEnrichment(_ *testing.T, _ *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in struct {
		Event         *string
		UnstructEvent *string `json:"unstruct_event"`
	}
	var want struct {
		OK    map[string]any
		Error *wantFault
	}
	if err := errors.Join(decode(c.Input, &in), decode(wanted, &want)); err != nil {
		return err
	}
	// The column event is set as it is, past the codes of the parameter.
	ec := enrichCase{steps: []enrich.Step{{Name: "type", Order: enrich.OrderFingerprint, Enrichment: stepFunc(func(w *enrich.Work) error {
		w.Event.Set(event.EventType, "")
		if in.Event != nil {
			w.Event.Set(event.EventType, *in.Event)
		}
		return nil
	})}}}
	if in.UnstructEvent != nil {
		ec.params = append(ec.params, payload.Pair{Name: "ue_pr", Value: payload.Some(*in.UnstructEvent)})
	}
	got, err := ec.run()
	if err != nil {
		return err
	}
	if want.Error != nil {
		return compareFaults([]wantFault{*want.Error}, parameterFaults(got, nil))
	}
	return compareColumns(want.OK, got.columns)
}

// A schemaFault is a finding about a self-describing part, as the vectors name it.
type schemaFault struct {
	Kind   string `json:"kind"`
	Source string `json:"source"`
	Schema string `json:"schema"`
	Detail string `json:"detail"`
	Field  string `json:"field"`
}

var shapeKinds = map[badrow.Shape]string{
	badrow.FieldError: "NotJSON", badrow.NotIglu: "NotIglu", badrow.Criterion: "CriterionMismatch",
	badrow.Unresolved: "ResolutionError", badrow.Invalid: "ValidationError", badrow.BadSchema: "ValidationError",
}

// schemaFaults lists the findings of messages: one for each report on a column,
// else one for each message.
func schemaFaults(ms []badrow.Message) []schemaFault {
	var fs []schemaFault
	for _, m := range ms {
		f := schemaFault{Kind: shapeKinds[m.Shape], Source: m.Source, Schema: m.Schema}
		switch {
		case m.Shape == badrow.NotIglu:
			f.Detail = m.Want
		case m.Source == "atomic_field":
			for _, r := range m.Reports {
				f.Field = r.Path
				fs = append(fs, f)
			}
			continue
		case m.Shape == badrow.Invalid && m.Reports[0].Path == "/":
			f.Detail = "json-depth"
		}
		fs = append(fs, f)
	}
	return fs
}

// compareSchemaFaults compares as sets; what a wanted fault leaves open matches.
func compareSchemaFaults(want, got []schemaFault) error {
	if len(want) != len(got) {
		return fmt.Errorf("got faults %+v, want %+v", got, want)
	}
	open := func(w, g string) bool { return w == "" || w == g }
	used := make([]bool, len(got))
next:
	for _, w := range want {
		for i, g := range got {
			if !used[i] && w.Kind == g.Kind && open(w.Source, g.Source) && open(w.Schema, g.Schema) && open(w.Detail, g.Detail) && open(w.Field, g.Field) {
				used[i] = true
				continue next
			}
		}
		return fmt.Errorf("got faults %+v, want %+v", got, w)
	}
	return nil
}

type selfDescribing struct {
	Schema string          `json:"schema"`
	Data   json.RawMessage `json:"data"`
}

// entities reads a column of contexts.
func entities(column string) []selfDescribing {
	var w struct{ Data []selfDescribing }
	if json.Unmarshal([]byte(column), &w) != nil {
		return nil
	}
	return w.Data
}

// schemasOf lists the schemas of entities, but for those that enrich itself adds.
func schemasOf(es []selfDescribing) []string {
	var out []string
	for _, e := range es {
		if !strings.HasSuffix(e.Schema, "/validation_info/jsonschema/1-0-0") && e.Schema != badrow.FailureSchema {
			out = append(out, e.Schema)
		}
	}
	return out
}

func unstructSchema(column string) string {
	var w struct{ Data selfDescribing }
	_ = json.Unmarshal([]byte(column), &w) // an empty column has none
	return w.Data.Schema
}

func runSchemaValidation(_ *testing.T, _ *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in struct {
		Unstruct, Contexts *string
		Derived            []selfDescribing `json:"derived_contexts"`
	}
	var config struct {
		Depth int `json:"schema_client_max_json_depth"`
	}
	var want struct {
		Errors   []schemaFault
		Unstruct *string         `json:"unstruct_schema"`
		Contexts []string        `json:"context_schemas"`
		Valid    []string        `json:"valid_schemas"`
		Info     json.RawMessage `json:"validation_info"`
	}
	if err := errors.Join(decode(c.Input, &in), decode(c.Config, &config), decode(wanted, &want)); err != nil {
		return err
	}
	ec := enrichCase{params: []payload.Pair{{Name: "e", Value: payload.Some("pv")}}}
	if in.Unstruct != nil {
		ec.params = append(ec.params, payload.Pair{Name: "ue_pr", Value: payload.Some(*in.Unstruct)})
	}
	if in.Contexts != nil {
		ec.params = append(ec.params, payload.Pair{Name: "co", Value: payload.Some(*in.Contexts)})
	}
	ec.steps = []enrich.Step{{Name: "derive", Order: enrich.OrderHeaders, Enrichment: stepFunc(func(w *enrich.Work) error {
		for _, d := range in.Derived {
			w.Event.Derived = append(w.Event.Derived, event.Entity{Schema: d.Schema, Data: string(d.Data), Rank: enrich.RankHeaders})
		}
		return nil
	})}}
	options := func(p enrich.DerivedPolicy) func(*enrich.Options) {
		return func(o *enrich.Options) {
			o.Derived = p
			if config.Depth > 0 {
				o.MaxSchemaDepth = config.Depth
			}
		}
	}
	ec.options = options(enrich.FailDerived)
	failing, err := ec.run()
	if err != nil {
		return err
	}
	if failing.good != (len(want.Errors) == 0) {
		return fmt.Errorf("good: %t, messages %+v", failing.good, failing.messages)
	}
	if err := compareSchemaFaults(want.Errors, schemaFaults(failing.messages)); err != nil {
		return err
	}
	ec.options = options(enrich.DropDerived)
	got, err := ec.run()
	if err != nil {
		return err
	}
	unstruct := ""
	if want.Unstruct != nil {
		unstruct = *want.Unstruct
	}
	if s := unstructSchema(got.columns["unstruct_event"]); s != unstruct {
		return fmt.Errorf("unstructured event has schema %q, want %q", s, unstruct)
	}
	if s := schemasOf(entities(got.columns["contexts"])); len(s)+len(want.Contexts) > 0 && !reflect.DeepEqual(s, want.Contexts) {
		return fmt.Errorf("contexts %v, want %v", s, want.Contexts)
	}
	derived := entities(got.columns["derived_contexts"])
	if s := schemasOf(derived); len(s)+len(want.Valid) > 0 && !reflect.DeepEqual(s, want.Valid) {
		return fmt.Errorf("derived contexts %v, want %v", s, want.Valid)
	}
	return compareInfo(want.Info, derived)
}

// compareInfo compares the entities that tell of superseded schemas as sets: we
// tell of each schema once.
func compareInfo(want json.RawMessage, derived []selfDescribing) error {
	if len(want) == 0 {
		return nil
	}
	var list []json.RawMessage
	if err := json.Unmarshal(want, &list); err != nil {
		return err
	}
	var got []json.RawMessage
	for _, d := range derived {
		if strings.HasSuffix(d.Schema, "/validation_info/jsonschema/1-0-0") {
			got = append(got, d.Data)
		}
	}
	a, b := canonical(list), canonical(got)
	if !reflect.DeepEqual(a, b) || len(b) != len(got) {
		return fmt.Errorf("validation info %s, want %s", got, list)
	}
	return nil
}

// canonical returns the distinct values, sorted.
func canonical(list []json.RawMessage) []string {
	set := map[string]bool{}
	for _, v := range list {
		var x any
		if json.Unmarshal(v, &x) == nil {
			b, _ := json.Marshal(x) // what was unmarshalled marshals
			set[string(b)] = true
		}
	}
	out := make([]string, 0, len(set))
	for s := range set {
		out = append(out, s)
	}
	sort.Strings(out)
	return out
}

package enrich

import (
	"errors"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// atomicSchema describes the columns; findings about single columns and the
// parameters they come from are made against it.
const atomicSchema = "iglu:com.snowplowanalytics.snowplow/atomic/jsonschema/1-0-0"

// Keywords of findings about columns, as later releases name them.
const (
	parseKeyword  = "atomic_field_parse_error"
	lengthKeyword = "atomic_field_length_exceeded"
)

// The parts of an event that findings name.
const (
	sourceContexts = "contexts"
	sourceUnstruct = "unstruct"
	sourceDerived  = "derived_contexts"
	sourceAtomic   = "atomic_field"
)

// faults are all things wrong with one event, by phase. A modern failed event
// tells the first phase in which anything was wrong.
type faults struct {
	params  columnFaults     // of tracker parameters and the collector's time
	input   []badrow.Message // of contexts and the unstructured event
	enrich  []badrow.Message
	lengths columnFaults
	output  []badrow.Message // of derived contexts
}

// columnFaults become one message: reports and the values they are about.
type columnFaults struct {
	reports []badrow.Report
	values  []payload.Text
}

func (f *columnFaults) add(field, want, keyword string, targets []string, value payload.Text) {
	f.reports = append(f.reports, badrow.Report{Message: want, Path: field, Keyword: keyword, Targets: targets})
	f.values = append(f.values, value)
}

func (f *columnFaults) reset() { f.reports, f.values = f.reports[:0], f.values[:0] }

// message returns the faults as one message. Its JSON is the object of the
// values by field.
func (f *columnFaults) message() badrow.Message {
	b := []byte{'{'}
	for i := range f.reports {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(jsondoc.AppendString(b, f.reports[i].Path), ':')
		if f.values[i].Set {
			b = jsondoc.AppendString(b, f.values[i].Value)
		} else {
			b = append(b, "null"...)
		}
	}
	return badrow.Message{
		Shape: badrow.Invalid, Source: sourceAtomic, Schema: atomicSchema,
		Reports: append([]badrow.Report(nil), f.reports...), JSON: string(append(b, '}')),
	}
}

func (f *faults) reset() {
	f.params.reset()
	f.lengths.reset()
	f.input, f.enrich, f.output = f.input[:0], f.enrich[:0], f.output[:0]
}

func (f *faults) any() bool {
	return len(f.params.reports)+len(f.input)+len(f.enrich)+len(f.lengths.reports)+len(f.output) > 0
}

// phases returns the family and the messages of the first phase with faults,
// and the messages of the others.
func (f *faults) phases() (family badrow.Family, first, rest []badrow.Message) {
	var input, output []badrow.Message
	if len(f.params.reports) > 0 {
		input = append(input, f.params.message())
	}
	input = append(input, f.input...)
	if len(f.lengths.reports) > 0 {
		output = append(output, f.lengths.message())
	}
	output = append(output, f.output...)
	switch {
	case len(input) > 0:
		return badrow.SchemaViolations, input, append(append(rest, f.enrich...), output...)
	case len(f.enrich) > 0:
		return badrow.EnrichmentFailures, f.enrich, output
	default:
		return badrow.SchemaViolations, output, nil
	}
}

// fail notes that a core step failed the event.
func (w *Worker) fail(c event.Column, want string) {
	s := w.event.Get(c)
	w.faults.enrich = append(w.faults.enrich, badrow.Message{
		Shape: badrow.Mismatch, Field: c.String(), Value: badrow.Text{Value: s, Set: s != ""}, Want: want,
	})
}

// failStep notes that an enrichment failed the event.
func (w *Worker) failStep(s *Step, err error) {
	m := badrow.Message{Enrichment: s.Schema.String(), Identifier: s.Identifier, Want: err.Error()}
	var f *Failure
	if errors.As(err, &f) {
		m.Want = f.Want
		if f.Field != "" {
			m.Shape, m.Field, m.Value = badrow.Mismatch, f.Field, badrow.Text(f.Value)
		}
	}
	w.faults.enrich = append(w.faults.enrich, m)
}

// compact copies a value's text.
func compact(n jsondoc.Node) string { return string(n.AppendCompact(nil)) }

package javascript

import (
	"context"
	"errors"
	"strconv"

	"github.com/dop251/goja"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/perworker"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// An Enrichment runs a script. Make it with New.
type Enrichment struct {
	machines perworker.Of[machine]
}

// Enrich calls the script's function. Entities of the result are added to the
// event; a result of null or undefined adds none.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	m := e.machines.Get(w.Worker)
	result, err := m.run(w)
	if err != nil {
		return failure(err)
	}
	if result == "" {
		return nil
	}
	return m.entities(w, result)
}

// entities appends the self-describing objects of the array that a script
// returned, given as JSON.
func (m *machine) entities(w *enrich.Work, result string) error {
	m.text = append(m.text[:0], result...)
	if err := m.doc.Parse(m.text, jsondoc.DefaultDepth); err != nil {
		return &enrich.Failure{Want: "the result of the script to be JSON that is not nested too deeply"}
	}
	root := m.doc.Root()
	if root.Kind() != jsondoc.Array {
		return &enrich.Failure{Want: "the result of the script to be an array; it is not an array"}
	}
	for item := root.First(); item.Exists(); item = item.Next() {
		uri, data, err := iglu.Envelope(item.Value())
		if err == nil {
			_, err = iglu.ParseKey(uri)
		}
		if err != nil {
			return &enrich.Failure{Want: "each element of the script's result to be self-describing; one is not self-describing"}
		}
		w.Event.Derived = append(w.Event.Derived, event.Entity{
			Schema: w.Event.Keep([]byte(uri)),
			Data:   w.Event.Done(data.AppendCompact(w.Event.Grow(len(data.Raw())))),
			Rank:   enrich.RankJavaScript,
		})
	}
	return nil
}

// failure turns what went wrong in the engine into what a failed event tells.
// The text of an exception may hold event data, so it is the failure's value.
func failure(err error) error {
	var f *enrich.Failure
	if errors.As(err, &f) {
		return f
	}
	var interrupted *goja.InterruptedError
	if errors.As(err, &interrupted) {
		if want, ok := interrupted.Value().(string); ok {
			return &enrich.Failure{Want: want}
		}
	}
	var overflow *goja.StackOverflowError
	if errors.As(err, &overflow) {
		return &enrich.Failure{Want: "functions of the script to call each other at most " + strconv.Itoa(callDepth) + " deep"}
	}
	var ex *goja.Exception
	if !errors.As(err, &ex) {
		return &enrich.Failure{Want: "the script to end without an exception; the engine failed"}
	}
	if f, ok := ex.Value().Export().(*enrich.Failure); ok {
		return f
	}
	want := "the script to end without an exception; exception in script"
	if stack := ex.Stack(); len(stack) > 0 && stack[0].Position().Line > 0 {
		want += " line " + strconv.Itoa(stack[0].Position().Line)
	}
	return &enrich.Failure{Field: "script", Value: payload.Some(event.Cut(ex.Value().String(), told)), Want: want}
}

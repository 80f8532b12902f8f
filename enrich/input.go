package enrich

import (
	"context"
	"errors"
	"strconv"
	"unsafe"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

// The wrappers that the JSON columns are written with, and those they may come
// in.
const (
	contextsURI = "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1"
	unstructURI = "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0"

	contextsPrefix = `{"schema":"` + contextsURI + `","data":`
	unstructPrefix = `{"schema":"` + unstructURI + `","data":`
)

var (
	contextsCriterion = iglu.MustCriterion("iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-*")
	unstructCriterion = iglu.MustCriterion("iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-*")
)

// inputSchemas are the self-describing parts that the tracker sent.
type inputSchemas struct {
	contexts, unstruct inputText

	// event names the schema of the self-describing event; its Name is empty if
	// there is no such event. version is the text of its version.
	event   iglu.Key
	version string

	contextsColumn, unstructColumn string // as they were when validated
}

// An inputText is the decoded text of a JSON parameter.
type inputText struct{ field, text string }

// jsonParameter takes the text of a JSON parameter; it is parsed once, when it
// is validated.
func (w *Worker) jsonParameter(p *param, v payload.Text) {
	text := v.Value
	if p.base64 && v.Set {
		text = w.event.Done(payload.AppendBase64(w.event.Grow(len(v.Value)/4*3+3), v.Value))
	}
	if !v.Set || text == "" {
		err := convert.JSON(&w.doc, nil, w.e.o.MaxDepth)
		w.faults.input = append(w.faults.input, notJSON(inputText{p.name, text}, p.source, err, v.Set))
		return
	}
	t := &w.input.contexts
	if p.source == sourceUnstruct {
		t = &w.input.unstruct
	}
	if t.field != "" { // another parameter for the column: it must be JSON all the same
		if err := convert.JSON(&w.doc, view(t.text), w.e.o.MaxDepth); err != nil {
			w.faults.input = append(w.faults.input, notJSON(*t, p.source, err, true))
		}
	}
	*t = inputText{p.name, text}
}

func notJSON(t inputText, source string, err error, set bool) badrow.Message {
	want := err.Error()
	var e *convert.Error
	if errors.As(err, &e) {
		want = "expected " + e.Want
	}
	return badrow.Message{
		Shape: badrow.FieldError, Source: source, Field: t.field, Value: badrow.Text{Value: t.text, Set: set}, Want: want,
	}
}

// validateInput validates the self-describing event and the contexts and sets
// their columns to what is valid.
func (w *Worker) validateInput(ctx context.Context) error {
	if w.input.unstruct.field != "" {
		if err := w.validateUnstruct(ctx); err != nil {
			return err
		}
	}
	if w.input.contexts.field != "" {
		return w.validateContexts(ctx)
	}
	return nil
}

func (w *Worker) validateUnstruct(ctx context.Context) error {
	inner, ok, err := w.wrapped(ctx, &w.unstructDoc, w.input.unstruct, sourceUnstruct, &unstructCriterion, &w.faults.input)
	if err != nil || !ok {
		return err
	}
	// The event's schema counts even if its data turns out to be invalid.
	if uri, _, err := iglu.Envelope(inner); err == nil {
		if k, err := iglu.ParseKey(uri); err == nil {
			w.input.event = k
			w.input.version = uri[len(uri)-versionLen(uri):]
		}
	}
	k, data, ok, err := w.entity(ctx, inner, sourceUnstruct, &w.faults.input)
	if err != nil || !ok {
		return err
	}
	w.input.event, w.input.version = k.key, k.version
	b := append(w.event.Grow(len(w.input.unstruct.text)+len(unstructPrefix)), unstructPrefix...)
	b = append(appendEntity(b, inner, data, k), '}')
	w.input.unstructColumn = w.event.Done(b)
	w.setJSON(event.UnstructEvent, w.input.unstructColumn, &w.unstructDoc)
	return nil
}

// versionLen returns the length of what follows the last slash.
func versionLen(uri string) int {
	n := 0
	for n < len(uri) && uri[len(uri)-1-n] != '/' {
		n++
	}
	return n
}

func (w *Worker) validateContexts(ctx context.Context) error {
	list, ok, err := w.wrapped(ctx, &w.contextsDoc, w.input.contexts, sourceContexts, &contextsCriterion, &w.faults.input)
	if err != nil || !ok {
		return err
	}
	w.valid = w.valid[:0]
	for item := list.First(); item.Exists(); item = item.Next() {
		k, data, ok, err := w.entity(ctx, item.Value(), sourceContexts, &w.faults.input)
		if err != nil {
			return err
		}
		if ok {
			w.valid = append(w.valid, validEntity{item.Value(), data, k})
		}
	}
	if len(w.valid) == 0 && list.Len() > 0 {
		return nil
	}
	b := append(w.event.Grow(len(w.input.contexts.text)+len(contextsPrefix)), contextsPrefix...)
	b = append(b, '[')
	for i := range w.valid {
		if i > 0 {
			b = append(b, ',')
		}
		v := &w.valid[i]
		b = appendEntity(b, v.item, v.data, v.schema)
	}
	w.input.contextsColumn = w.event.Done(append(b, "]}"...))
	w.setJSON(event.Contexts, w.input.contextsColumn, &w.contextsDoc)
	return nil
}

// setJSON gives a column what was made of a document.
func (w *Worker) setJSON(c event.Column, s string, d *jsondoc.Doc) {
	if d.Printable() {
		w.event.SetSafe(c, s)
	} else {
		w.event.Set(c, s)
	}
}

// A validEntity is one of the contexts.
type validEntity struct {
	item, data jsondoc.Node
	schema     *knownSchema
}

// appendEntity appends a self-describing object as it is, or with the schema
// that superseded its own.
func appendEntity(b []byte, item, data jsondoc.Node, k *knownSchema) []byte {
	if k.newURI == "" {
		return item.AppendCompact(b)
	}
	b = append(append(b, `{"schema":"`...), k.newURI...)
	b = append(b, `","data":`...)
	return append(data.AppendCompact(b), '}')
}

// wrapped parses the text of a JSON parameter, checks the wrapper that it must
// be in and returns the wrapper's data.
func (w *Worker) wrapped(ctx context.Context, d *jsondoc.Doc, t inputText, source string, c *iglu.Criterion, faults *[]badrow.Message) (data jsondoc.Node, ok bool, err error) {
	// The wrapper is one level more than the data that schemas see.
	limit, deep := w.e.o.MaxDepth, false
	if w.e.o.MaxSchemaDepth < limit {
		limit = w.e.o.MaxSchemaDepth + 1
	}
	if err := convert.JSON(d, view(t.text), limit); err != nil {
		deep = limit < w.e.o.MaxDepth && convert.JSON(d, view(t.text), w.e.o.MaxDepth) == nil
		if !deep {
			*faults = append(*faults, notJSON(t, source, err, true))
			return data, false, nil
		}
	}
	uri, data, envErr := iglu.Envelope(d.Root())
	if envErr != nil {
		*faults = append(*faults, notIglu(d.Root(), source, badrow.InvalidDataPayload))
		return data, false, nil
	}
	key, keyErr := w.schemas.key(uri)
	if keyErr != nil {
		return data, false, w.schemaFault(faults, keyErr, uri, d.Root(), source)
	}
	if !c.Matches(key) {
		*faults = append(*faults, badrow.Message{
			Shape: badrow.Criterion, Source: source, Schema: uri, Criterion: c.String(), JSON: compact(d.Root()),
		})
		return data, false, nil
	}
	if deep {
		*faults = append(*faults, badrow.Message{
			Shape: badrow.Invalid, Source: source, Schema: uri, JSON: compact(data),
			Reports: []badrow.Report{{Message: "nested deeper than " + strconv.Itoa(w.e.o.MaxSchemaDepth) + " levels", Path: "/"}},
		})
		return data, false, nil
	}
	_, ok, err = w.check(ctx, uri, data, d.Root(), source, faults)
	return data, ok, err
}

// entity checks a self-describing object.
func (w *Worker) entity(ctx context.Context, n jsondoc.Node, source string, faults *[]badrow.Message) (k *knownSchema, data jsondoc.Node, ok bool, err error) {
	uri, data, envErr := iglu.Envelope(n)
	if envErr != nil {
		*faults = append(*faults, notIglu(n, source, badrow.InvalidDataPayload))
		return nil, data, false, nil
	}
	k, ok, err = w.check(ctx, uri, data, n, source, faults)
	if ok && k.info != "" {
		w.validationInfo(k)
	}
	return k, data, ok, err
}

// check finds the schema and validates data against it; n is the object that
// both are of.
func (w *Worker) check(ctx context.Context, uri string, data, n jsondoc.Node, source string, faults *[]badrow.Message) (*knownSchema, bool, error) {
	k, err := w.schemas.get(ctx, uri)
	if err != nil {
		return nil, false, w.schemaFault(faults, err, uri, n, source)
	}
	reports := k.schema.Validate(data)
	if len(reports) == 0 {
		return k, true, nil
	}
	m := badrow.Message{Shape: badrow.Invalid, Source: source, Schema: uri, JSON: compact(data)}
	for _, r := range reports {
		m.Reports = append(m.Reports, badrow.Report(r))
	}
	if k.newURI != "" {
		m.Superseded = k.version
	}
	*faults = append(*faults, m)
	return nil, false, nil
}

// schemaFault notes why a schema cannot be had; outages are returned.
func (w *Worker) schemaFault(faults *[]badrow.Message, err error, uri string, n jsondoc.Node, source string) error {
	m, err := schemaMessage(err, uri, n, source)
	if err != nil {
		return err
	}
	*faults = append(*faults, m)
	return nil
}

func notIglu(n jsondoc.Node, source, code string) badrow.Message {
	return badrow.Message{Shape: badrow.NotIglu, Source: source, Want: code, JSON: compact(n)}
}

// view returns the bytes of s, which must not be changed.
func view(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

package enrich

import (
	"context"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
)

const validationInfoURI = "iglu:com.snowplowanalytics.iglu/validation_info/jsonschema/1-0-0"

// validationInfo adds the entity that tells of a superseded schema, once.
func (w *Worker) validationInfo(k *knownSchema) {
	for i := range w.event.Derived {
		if d := &w.event.Derived[i]; d.Data == k.info && d.Schema == validationInfoURI {
			return
		}
	}
	w.event.Derived = append(w.event.Derived, event.Entity{Schema: validationInfoURI, Data: k.info, Rank: RankValidationInfo})
}

// derivedContexts validates what enrichments derived and writes the column.
// What an enrichment changed of the tracker's own contexts and event is
// validated again.
func (w *Worker) derivedContexts(ctx context.Context) error {
	if err := w.revalidate(ctx); err != nil {
		return err
	}
	safe := false
	if w.e.o.Derived != KeepDerived {
		var err error
		if safe, err = w.validateDerived(ctx); err != nil {
			return err
		}
	}
	derived := w.event.Derived
	if len(derived) == 0 {
		return nil
	}
	if len(derived) == 1 {
		if k := w.work.knownEntity(&derived[0]); k != nil {
			w.setDerived(k.column, safe)
			return nil
		}
	}
	size := len(contextsStart) + len(contextsEnd)
	for i := range derived {
		// Few and nearly in order already: insertion keeps equal ranks as they are.
		for j := i; j > 0 && derived[j].Rank < derived[j-1].Rank; j-- {
			derived[j], derived[j-1] = derived[j-1], derived[j]
		}
		size += len(derived[i].Schema) + len(derived[i].Data) + entityFrame
	}
	b := append(w.event.Grow(size), contextsStart...)
	for i := range derived {
		if i > 0 {
			b = append(b, ',')
		}
		if k := w.work.knownEntity(&derived[i]); k != nil {
			b = append(b, k.text()...)
		} else {
			b = appendDerived(b, &derived[i])
		}
	}
	w.setDerived(w.event.Done(append(b, contextsEnd...)), safe)
	return nil
}

func (w *Worker) setDerived(text string, safe bool) {
	if safe {
		w.event.SetSafe(event.DerivedContexts, text)
	} else {
		w.event.Set(event.DerivedContexts, text)
	}
}

// What is around the entities of a column.
const (
	contextsStart = contextsPrefix + "["
	contextsEnd   = "]}"
)

// What is around schema and data of an entity.
const (
	entitySchema = `{"schema":`
	entityData   = `,"data":`
	entityFrame  = 24 // at least the bytes of both, quotes, the brace at the end and a comma
)

func appendDerived(b []byte, d *event.Entity) []byte {
	b = jsondoc.AppendString(append(b, entitySchema...), d.Schema)
	b = append(append(b, entityData...), d.Data...)
	return append(b, '}')
}

// validateDerived fails the event for invalid derived entities, or puts an
// entity that tells of the failure in their place. It tells whether the text of
// all entities is known to be safe for a row as it is.
func (w *Worker) validateDerived(ctx context.Context) (safe bool, err error) {
	n := len(w.event.Derived) // superseded schemas add entities behind
	kept := 0
	safe = true
	for i := range n {
		d := w.event.Derived[i]
		before := len(w.faults.output)
		clean, err := w.validateEntity(ctx, &d)
		if err != nil {
			return false, err
		}
		safe = safe && clean
		if len(w.faults.output) > before {
			if w.e.o.Derived == DropDerived {
				m := &w.faults.output[before]
				d = event.Entity{Schema: badrow.FailureSchema, Data: w.failureData(m), Rank: RankFailure}
				w.faults.output = w.faults.output[:before]
				w.counts.Dropped++
			} else {
				continue
			}
		}
		w.event.Derived[kept] = d
		kept++
	}
	kept += copy(w.event.Derived[kept:], w.event.Derived[n:])
	w.event.Derived = w.event.Derived[:kept]
	return safe, nil
}

// validateEntity checks one derived entity. It tells whether its text is known to
// be safe for a row as it is.
func (w *Worker) validateEntity(ctx context.Context, d *event.Entity) (safe bool, err error) {
	if d.Rank == RankValidationInfo {
		return true, nil
	}
	known := w.work.knownEntity(d)
	if known != nil {
		if s := known.valid.Load(); s != nil && w.schemas.is(d.Schema, s) {
			return true, nil
		}
	}
	if err := convert.JSON(&w.doc, view(d.Data), w.e.o.MaxSchemaDepth); err != nil {
		w.faults.output = append(w.faults.output, badrow.Message{
			Shape: badrow.FieldError, Source: sourceDerived, Field: sourceDerived,
			Value: badrow.Some(d.Data), Want: "expected JSON as data of " + d.Schema,
		})
		return false, nil
	}
	k, ok, err := w.check(ctx, d.Schema, w.doc.Root(), w.doc.Root(), sourceDerived, &w.faults.output)
	if err != nil || !ok {
		return false, err
	}
	safe = w.doc.Tidy() && w.doc.Printable()
	if k.info != "" {
		d.Schema = k.newURI
		w.validationInfo(k)
	} else if safe && known != nil {
		known.valid.Store(k.schema)
	}
	return safe, nil
}

// failureData returns the data of a failure entity in the event's memory.
func (w *Worker) failureData(m *badrow.Message) string {
	return w.event.Done(m.AppendFailure(w.event.Grow(512), w.e.o.Time, w.e.processor, w.tellsData()))
}

// tellsData tells whether failure entities may hold the offending data: not if
// personal data is pseudonymised, which is a later step and does not look there.
func (w *Worker) tellsData() bool { return len(w.e.tail) == 0 }

// revalidate validates contexts and the self-describing event again if an
// enrichment changed their columns. What it wrote stays as it is.
func (w *Worker) revalidate(ctx context.Context) error {
	if s := w.event.Get(event.UnstructEvent); s != w.input.unstructColumn && s != "" {
		inner, ok, err := w.wrapped(ctx, &w.unstructDoc, inputText{sourceUnstruct, s}, sourceUnstruct, &unstructCriterion, &w.faults.output)
		if err != nil {
			return err
		}
		if ok {
			if _, _, _, err := w.entity(ctx, inner, sourceUnstruct, &w.faults.output); err != nil {
				return err
			}
		}
	}
	s := w.event.Get(event.Contexts)
	if s == w.input.contextsColumn || s == "" {
		return nil
	}
	list, ok, err := w.wrapped(ctx, &w.contextsDoc, inputText{sourceContexts, s}, sourceContexts, &contextsCriterion, &w.faults.output)
	if err != nil || !ok {
		return err
	}
	for item := list.First(); item.Exists(); item = item.Next() {
		if _, _, _, err := w.entity(ctx, item.Value(), sourceContexts, &w.faults.output); err != nil {
			return err
		}
	}
	return nil
}

package run

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/stage"
)

// schemasOf are the schemas of the registries that a stage began with.
func (w *work) schemasOf(doc *engine.Document) (*iglu.Set, error) {
	var set struct {
		Registries *stage.Registries `json:"registries"`
	}
	if err := json.Unmarshal(doc.Settings, &set); err != nil {
		return nil, fmt.Errorf("%w: settings: %w", engine.ErrDocument, err)
	}
	if set.Registries == nil {
		return w.schemas, nil
	}
	now := w.registries()
	same := sameJSON(set.Registries.Resolver, now.Resolver)
	r := set.Registries
	if same && r.Central == now.Central && r.RequireTLS == now.RequireTLS && r.FailEvents == now.FailEvents {
		return w.schemas, nil
	}
	w.note("the registries of schemas changed since stage %s began: it goes on with those that it began with", doc.Stage)
	return openSchemas(r, w.answers)
}

// stepsOf are the enrichments that a stage began with.
func (w *work) stepsOf(ctx context.Context, doc *engine.Document) ([]enrich.Step, error) {
	if doc.Stage != engine.StageEnrich {
		return nil, nil
	}
	var set stage.Enrich
	if err := json.Unmarshal(doc.Settings, &set); err != nil {
		return nil, fmt.Errorf("%w: settings: %w", engine.ErrDocument, err)
	}
	if slices.EqualFunc(set.Enrichments, w.Enrichments.Documents, func(a json.RawMessage, b []byte) bool { return sameJSON(a, b) }) {
		return w.Enrichments.Steps, nil
	}
	w.note("the enrichments changed since stage enrich began: it goes on with those that it began with")
	e, err := w.OpenEnrichments(ctx, set.Enrichments)
	return e.Steps, err
}

// sameJSON compares documents without their white space.
func sameJSON(a, b []byte) bool {
	var x, y bytes.Buffer
	return json.Compact(&x, a) == nil && json.Compact(&y, b) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}

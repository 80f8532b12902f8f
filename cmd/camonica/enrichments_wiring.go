package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/datafile"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/run"
)

// openSteps builds the configured enrichments of a folder; "" is none. It fetches
// the data files that they name. The caller closes the set.
func openSteps(ctx context.Context, schemas enrich.Schemas, folder string) (*configured.Set, error) {
	all, err := config.ReadEnrichments(folder)
	if err != nil {
		return nil, err
	}
	return loadSteps(ctx, schemas, documents(all), datafile.Options{})
}

func documents(all []config.Enrichment) []settings.Document {
	docs := make([]settings.Document, len(all))
	for i, e := range all {
		docs[i] = settings.Document{File: e.File, Text: e.Text}
	}
	return docs
}

func loadSteps(ctx context.Context, schemas enrich.Schemas, docs []settings.Document, o datafile.Options) (*configured.Set, error) {
	return configured.Load(ctx, configured.Options{Schemas: schemas, Files: datafile.New(o), TLSOnly: o.TLSOnly}, docs)
}

// dataFiles is where the data files of enrichments are kept from run to run.
func dataFiles(cfg *config.Config) datafile.Options {
	o := datafile.Options{TLSOnly: cfg != nil && cfg.FailClosed() != "false"}
	if dir, err := os.UserCacheDir(); err == nil {
		o.Dir = filepath.Join(dir, "camonica", "data-files")
	}
	return o
}

// runEnrichments are the enrichments of a run.
func runEnrichments(ctx context.Context, schemas enrich.Schemas, docs []settings.Document, o datafile.Options) (run.Enrichments, error) {
	e := run.Enrichments{Repeatable: true}
	for _, d := range docs {
		e.Documents = append(e.Documents, d.Text)
	}
	if len(docs) == 0 {
		return e, nil
	}
	set, err := loadSteps(ctx, schemas, docs, o)
	if err != nil {
		return e, err
	}
	e.Steps, e.Repeatable, e.Close = set.Steps, set.Repeatable, set.Close
	for _, f := range set.Files {
		e.Files = append(e.Files, run.DataFile{URI: settings.Display(f.URI), Size: f.Size, SHA256: f.SHA256, ETag: f.ETag})
	}
	for _, w := range set.Warnings {
		e.Warnings = append(e.Warnings, w.Error())
	}
	return e, nil
}

// namedDocuments are documents of a stage document, which have no files any more.
func namedDocuments(texts []json.RawMessage) []settings.Document {
	docs := make([]settings.Document, len(texts))
	for i := range texts {
		docs[i] = settings.Document{File: fmt.Sprintf("enrichment %d of the stage", i+1), Text: texts[i]}
	}
	return docs
}

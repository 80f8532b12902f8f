package main

import (
	"context"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/datafile"
	"github.com/camonica/camonica/enrich/settings"
)

// openSteps builds the configured enrichments of a folder; "" is none. It fetches
// the data files that they name. The caller closes the set.
func openSteps(ctx context.Context, schemas enrich.Schemas, folder string) (*configured.Set, error) {
	all, err := config.ReadEnrichments(folder)
	if err != nil {
		return nil, err
	}
	docs := make([]settings.Document, len(all))
	for i, e := range all {
		docs[i] = settings.Document{File: e.File, Text: e.Text}
	}
	return configured.Load(ctx, configured.Options{Schemas: schemas, Files: datafile.New(datafile.Options{})}, docs)
}

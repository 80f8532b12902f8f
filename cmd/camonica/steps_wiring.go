package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/enrich"
)

// loadSteps makes the configured enrichments of a folder; "" is none. An
// enrichment that is switched on and not part of this build is an error: events
// without it would look complete.
func loadSteps(folder string) ([]enrich.Step, error) {
	all, err := config.ReadEnrichments(folder)
	if err != nil {
		return nil, err
	}
	docs := make([]json.RawMessage, len(all))
	for i := range all {
		docs[i] = all[i].Text
	}
	return stepsOf(docs)
}

// stepsOf is loadSteps for documents.
func stepsOf(docs []json.RawMessage) ([]enrich.Step, error) {
	var missing []string
	for _, text := range docs {
		var doc struct {
			Data struct {
				Name    string `json:"name"`
				Enabled bool   `json:"enabled"`
			} `json:"data"`
		}
		if err := json.Unmarshal(text, &doc); err != nil {
			return nil, fmt.Errorf("enrichment: %w", err)
		}
		if doc.Data.Enabled {
			missing = append(missing, doc.Data.Name)
		}
	}
	if missing != nil {
		return nil, fmt.Errorf("these enrichments are switched on and not part of this build: %s", strings.Join(missing, ", "))
	}
	return nil, nil
}

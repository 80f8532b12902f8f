package configured_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/settings"
)

// Every configuration in the documents must be valid and one of an enrichment.
func TestDocumentedConfigurations(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join("..", "..", "docs", "enrichments", "*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	schemas := enrichtest.Schemas()
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range strings.Split(string(text), "```json\n")[1:] {
			block, _, _ = strings.Cut(block, "```")
			if !strings.Contains(block, `"schema"`) {
				continue
			}
			// Not enabled, so that data files need not be there.
			block = strings.Replace(block, `"enabled": true`, `"enabled": false`, 1)
			set, err := configured.Load(context.Background(), configured.Options{Schemas: schemas}, []settings.Document{{File: page, Text: []byte(block)}})
			if err != nil {
				t.Error(err)
				continue
			}
			for _, w := range set.Warnings {
				t.Error(&w)
			}
		}
	}
}

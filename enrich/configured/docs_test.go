package configured_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/settings"
)

// TestExamplesOfPages checks that the configurations in the documentation fit
// their schemas.
func TestExamplesOfPages(t *testing.T) {
	pages, err := filepath.Glob("../../docs/enrichments/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, page := range pages {
		b, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for i, part := range strings.Split(string(b), "```json\n")[1:] {
			text, _, _ := strings.Cut(part, "```")
			if !strings.Contains(text, `"parameters"`) {
				continue
			}
			docs := []settings.Document{{File: filepath.Base(page), Text: []byte(text)}}
			configs, err := configured.Check(t.Context(), enrichtest.Schemas(), docs)
			if err != nil || len(configs) != 1 {
				t.Errorf("%s, example %d: %v", page, i+1, err)
			}
		}
	}
}

package enrichtest

import (
	"context"
	"io/fs"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/embedded"
)

// Schemas returns the schemas that are part of the program.
func Schemas() *iglu.Set {
	return iglu.NewSet([]iglu.Source{{Name: "embedded", Class: iglu.ClassEmbedded, Registry: embedded.Registry{}}}, iglu.Options{})
}

// Load makes the step of one configuration as a run does. It must be there and
// cause no warning. Schemas default to those of the program.
func Load(tb testing.TB, o configured.Options, document string) enrich.Step {
	tb.Helper()
	if o.Schemas == nil {
		o.Schemas = Schemas()
	}
	set, err := configured.Load(context.Background(), o, []settings.Document{{File: "test.json", Text: []byte(document)}})
	if err != nil {
		tb.Fatal(err)
	}
	if len(set.Steps) != 1 || len(set.Warnings) > 0 {
		tb.Fatalf("%d steps, warnings %v", len(set.Steps), set.Warnings)
	}
	tb.Cleanup(func() {
		if err := set.Close(); err != nil {
			tb.Error(err)
		}
	})
	return set.Steps[0]
}

// Files are data files in memory, by address.
type Files map[string]string

// Open returns the file of that address.
func (f Files) Open(_ context.Context, uri string) (settings.File, error) {
	text, ok := f[uri]
	if !ok {
		return settings.File{}, fs.ErrNotExist
	}
	return settings.File{URI: uri, Size: int64(len(text)), Data: []byte(text)}, nil
}

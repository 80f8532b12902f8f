package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/settings"
)

func init() { register("enrichment-configs", runEnrichmentConfig) }

func runEnrichmentConfig(_ *testing.T, _ *topicFile, c *testCase) error {
	wanted, ok := c.want()
	if !ok {
		return errDeviation
	}
	var in struct{ Configuration json.RawMessage }
	var want struct {
		Enabled *bool
		Error   *string
	}
	if err := errors.Join(decode(c.Input, &in), decode(wanted, &want)); err != nil {
		return err
	}
	configs, err := configured.Check(context.Background(), enrichtest.Schemas(), []settings.Document{{File: "case.json", Text: in.Configuration}})
	if want.Error != nil {
		return compareConfigError(*want.Error, err)
	}
	if err != nil {
		return err
	}
	if len(configs) != 1 || want.Enabled == nil || configs[0].Enabled != *want.Enabled {
		return fmt.Errorf("got %+v, want enabled %v", configs, want.Enabled)
	}
	return nil
}

// compareConfigError wants "kind: names a, b": problems of that kind whose
// pointers, or texts, have all the names.
func compareConfigError(want string, err error) error {
	var ps settings.Problems
	if !errors.As(err, &ps) {
		return fmt.Errorf("got %w, want %s", err, want)
	}
	kind, names, _ := strings.Cut(want, ": names ")
	names, _, _ = strings.Cut(names, ":")
	if names == "the schema" {
		names = "schema"
	}
	var told strings.Builder
	for _, p := range ps {
		if string(p.Kind) != kind || p.File != "case.json" {
			return fmt.Errorf("got %v, want %s", p, want)
		}
		told.WriteString(p.Pointer + "\n")
	}
	for _, n := range strings.Split(names, ", ") {
		if n = strings.NewReplacer("[", "/", "]", "", ".", "/").Replace(n); !strings.Contains(told.String(), "/"+n) {
			return fmt.Errorf("got %q, want %s", told.String(), want)
		}
	}
	return nil
}

// fixtures are the data files of the vectors: the last part of an address is
// the file's name, whatever server it names.
type fixtures struct{ folders []string }

func (f fixtures) Open(_ context.Context, uri string) (settings.File, error) {
	for _, folder := range f.folders {
		data, err := os.ReadFile(filepath.Join(dataDir(), folder, path.Base(uri)))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		return settings.File{URI: uri, Size: int64(len(data)), Data: data}, err
	}
	return settings.File{}, fs.ErrNotExist
}

var dataFiles = fixtures{[]string{"maxmind", "maxmind/enrich-6.10.0", "iab", "referers"}}

// steps loads configurations as a run does.
func steps(o configured.Options, configs ...json.RawMessage) (*configured.Set, error) {
	var docs []settings.Document
	for i, c := range configs {
		docs = append(docs, settings.Document{File: fmt.Sprintf("%d.json", i), Text: c})
	}
	o.Schemas = enrichtest.Schemas()
	if o.Files == nil {
		o.Files = dataFiles
	}
	return configured.Load(context.Background(), o, docs)
}

// configuration writes an enabled configuration for the schema.
func configuration(schema string, parameters any) json.RawMessage {
	key := strings.Split(strings.TrimPrefix(schema, "iglu:"), "/")
	text, err := json.Marshal(map[string]any{"schema": schema, "data": map[string]any{
		"vendor": key[0], "name": key[1], "enabled": true, "parameters": parameters,
	}})
	if err != nil {
		panic(err)
	}
	return text
}

// step loads one configuration.
func step(o configured.Options, schema string, parameters any) (*enrich.Step, error) {
	set, err := steps(o, configuration(schema, parameters))
	if err != nil {
		return nil, err
	}
	if len(set.Steps) != 1 || len(set.Warnings) > 0 {
		return nil, fmt.Errorf("%d steps, warnings %v", len(set.Steps), set.Warnings)
	}
	return &set.Steps[0], nil
}

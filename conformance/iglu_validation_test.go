package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/jsondoc"
)

func init() {
	register("resolver-config", runResolverConfig)
	register("validation-keywords", runValidationKeywords)
}

func runResolverConfig(_ *testing.T, _ *topicFile, c *testCase) error {
	var in struct{ Text string }
	if err := decode(c.Input, &in); err != nil {
		return err
	}
	wantJSON, err := newest(c)
	if err != nil {
		return err
	}
	var want struct {
		OK         bool
		Kind       string
		Pointer    *string
		CacheSize  int              `json:"cache_size"`
		TTL        *int             `json:"cache_ttl_seconds"`
		Registries []map[string]any `json:"registries"`
	}
	if err := decode(wantJSON, &want); err != nil {
		return err
	}
	cfg, err := iglu.ParseResolver([]byte(in.Text), func(string) (string, bool) { return "", false })
	if want.OK != (err == nil) {
		return fmt.Errorf("ok is %v, want %v: %v", err == nil, want.OK, err)
	}
	if err != nil {
		return hasProblem(err, want.Kind, want.Pointer)
	}
	if cfg.CacheSize != want.CacheSize || cfg.HasTTL != (want.TTL != nil) || want.TTL != nil && cfg.CacheTTL != *want.TTL {
		return fmt.Errorf("cache size %d, ttl %d, %v", cfg.CacheSize, cfg.CacheTTL, cfg.HasTTL)
	}
	got := []map[string]any{}
	for _, r := range cfg.Registries {
		m := map[string]any{"name": r.Name, "priority": r.Priority, "vendor_prefixes": append([]string{}, r.Prefixes...)}
		if r.Embedded {
			m["kind"], m["path"] = "embedded", r.Path
		} else {
			m["kind"], m["uri"], m["apikey"] = "http", r.URI, nil
			if r.APIKey != "" {
				m["apikey"] = string(r.APIKey)
			}
		}
		got = append(got, m)
	}
	w, err := json.Marshal(append([]map[string]any{}, want.Registries...))
	if err != nil {
		return err
	}
	return sameJSON(w, got)
}

// hasProblem tells whether one of the problems is of the kind and at the pointer
// or below it.
func hasProblem(err error, kind string, pointer *string) error {
	var ce *iglu.ConfigError
	if !errors.As(err, &ce) {
		return err
	}
	for _, p := range ce.Problems {
		if (kind == "" || string(p.Kind) == kind) &&
			(pointer == nil || p.Pointer == *pointer || strings.HasPrefix(p.Pointer, *pointer+"/")) {
			return nil
		}
	}
	return fmt.Errorf("problems %v, want kind %s at %v", ce.Problems, kind, pointer)
}

func runValidationKeywords(_ *testing.T, _ *topicFile, c *testCase) error {
	var in struct{ Schema, Instance string }
	var want struct {
		Camonica struct{ Verdict string }
	}
	if err := errors.Join(decode(c.Input, &in), decode(c.Expect, &want)); err != nil {
		return err
	}
	got, err := verdict(in.Schema, in.Instance)
	if err != nil {
		return err
	}
	if got != want.Camonica.Verdict {
		return fmt.Errorf("verdict %s, want %s", got, want.Camonica.Verdict)
	}
	return nil
}

func verdict(schema, instance string) (string, error) {
	s, err := iglu.Compile(iglu.Key{}, []byte(schema))
	var bad *iglu.SchemaError
	if errors.As(err, &bad) {
		return "bad-schema", nil
	}
	if err != nil {
		return "", err
	}
	var d jsondoc.Doc
	if err := d.Parse([]byte(instance), 1000); err != nil {
		return "invalid", nil
	}
	if s.Validate(d.Root()) != nil {
		return "invalid", nil
	}
	return "valid", nil
}

// TestPublishedSchemas: every JSON Schema of the data folder is one.
func TestPublishedSchemas(t *testing.T) {
	compiled := 0
	for _, registry := range []string{"iglu-central", "iglu-test"} {
		root := filepath.Join(dataDir(), registry, "schemas")
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			rel, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			k, err := iglu.ParsePath(filepath.ToSlash(rel))
			if err != nil || k.Format != "jsonschema" {
				return nil // other formats, and files that no lookup finds
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if _, err := iglu.Compile(k, b); err != nil {
				t.Error(err)
			}
			compiled++
			return nil
		})
		if errors.Is(err, fs.ErrNotExist) {
			t.Skipf("no schemas in %s; set CAMONICA_DATA", root)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d schemas compiled", compiled)
}

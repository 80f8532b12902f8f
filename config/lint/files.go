package lint

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/iglu"
)

// Config checks a config.yml. Warnings do not refuse the file. An error is that of
// the file system.
func Config(file string, env func(string) (string, bool)) (ps, warnings config.Problems, err error) {
	c, err := config.Load(file, env)
	if errors.As(err, &ps) {
		return ps, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	return nil, c.Warnings, nil
}

// Resolver checks a resolver file. An error is that of the file system.
func Resolver(file string, env func(string) (string, bool)) (config.Problems, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read resolver: %w", err)
	}
	var ps config.Problems
	for _, f := range iglu.LintResolver(file, text, env) {
		field := "data" + strings.ReplaceAll(f.Pointer, "/", ".")
		ps = append(ps, config.Problem{Kind: config.Schema, File: f.File, Line: f.Line, Field: field, Want: f.Want})
	}
	return ps, nil
}

// Enrichments checks every document of an enrichments folder and returns how many
// there are. An error is that of the file system, or an outage of a registry.
func Enrichments(ctx context.Context, schemas Schemas, dir string) (n int, ps config.Problems, err error) {
	all, err := config.ReadEnrichments(dir)
	if err != nil && !errors.As(err, &ps) {
		return 0, nil, err
	}
	for _, e := range all {
		more, err := document(ctx, schemas, e.File, e.URI, e.Text)
		if err != nil {
			return len(all), ps, fmt.Errorf("check %s: %w", e.File, err)
		}
		ps = append(ps, more...)
	}
	return len(all), ps, nil
}

// Targets checks every document of a targets folder and returns how many there
// are. An error is that of the file system, or an outage of a registry.
func Targets(ctx context.Context, schemas Schemas, dir string) (n int, ps config.Problems, err error) {
	all, err := config.ReadTargets(dir)
	if err != nil && !errors.As(err, &ps) {
		return 0, nil, err
	}
	for i := range all {
		text, err := os.ReadFile(filepath.Clean(all[i].File))
		if err != nil {
			return len(all), ps, fmt.Errorf("read target: %w", err)
		}
		more, err := document(ctx, schemas, all[i].File, all[i].URI, text)
		if err != nil {
			return len(all), ps, fmt.Errorf("check %s: %w", all[i].File, err)
		}
		ps = append(ps, more...)
	}
	return len(all), ps, nil
}

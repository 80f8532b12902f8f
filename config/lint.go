package config

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/camonica/camonica/iglu"
)

// Files are the files of a workspace; "" = there is none.
type Files struct {
	Config      string
	Resolver    string
	Enrichments string // folder
	Targets     string // folder
}

// Beside completes the files that were named with those that lie beside the
// configuration: resolver.json, enrichments/ and targets/. A configuration on
// standard input ("-") has nothing beside it.
func (f Files) Beside() Files {
	if f.Config == "" || f.Config == "-" {
		return f
	}
	dir := filepath.Dir(f.Config)
	find := func(named, name string) string {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); named == "" && err == nil {
			return path
		}
		return named
	}
	f.Resolver = find(f.Resolver, "resolver.json")
	f.Enrichments = find(f.Enrichments, "enrichments")
	f.Targets = find(f.Targets, "targets")
	return f
}

// Schemas finds compiled schemas; *iglu.Set is one.
type Schemas interface {
	Schema(ctx context.Context, k iglu.Key) (*iglu.Schema, error)
}

// A Lint is what was found in some files. Problems refuse them, warnings do not.
type Lint struct {
	Checked  int // files that were looked at
	Problems Problems
	Warnings Problems
	Config   *Config // by LintConfig, of a file without problems
}

func (l *Lint) add(m *Lint) {
	l.Checked += m.Checked
	l.Problems = append(l.Problems, m.Problems...)
	l.Warnings = append(l.Warnings, m.Warnings...)
}

// LintConfig checks a configuration. The error is that of the file system.
func LintConfig(file string, env func(string) (string, bool)) (*Lint, error) {
	c, err := Load(file, env)
	l := &Lint{Checked: 1}
	if c != nil {
		l.Warnings = c.Warnings
	}
	if err != nil && !errors.As(err, &l.Problems) {
		return nil, err
	}
	if err == nil {
		l.Config = c
	}
	return l, nil
}

// LintResolver checks a resolver file. The error is that of the file system.
func LintResolver(file string, env func(string) (string, bool)) (*Lint, error) {
	text, err := readFile(file)
	if err != nil {
		return nil, fmt.Errorf("read resolver: %w", err)
	}
	l := &Lint{Checked: 1}
	for _, f := range iglu.LintResolver(file, text, env) {
		l.Problems = append(l.Problems, Problem{Kind: Schema, File: f.File, Line: f.Line, Field: "data" + f.Pointer, Want: f.Want})
	}
	return l, nil
}

// LintEnrichments checks every file of an enrichments folder against its schema,
// also those that are switched off, as R108's jobs did when they started. Errors
// are those of the file system and outages of registries.
func LintEnrichments(ctx context.Context, dir string, schemas Schemas) (*Lint, error) {
	seen := map[string]string{} // schema → file that switches it on
	return lintFolder(ctx, dir, schemas, func(l *Lint, d *document) {
		name := d.key.Name
		if data := d.text("name"); data != name {
			l.Warnings = append(l.Warnings, d.problem(InvalidValue, d.data.Get("name"), "data.name", data, name+", as the schema is named, which is what counts"))
		}
		if !d.data.Get("enabled").True() {
			return
		}
		if other, doubled := seen[name]; doubled && name != "javascript_script_config" {
			l.Problems = append(l.Problems, d.problem(InvalidCombination, d.root.Get("schema"), "schema", d.key.String(), "one file of this enrichment; "+filepath.Base(other)+" is another"))
		}
		seen[name] = d.file
	})
}

// LintFeed warns of pii enrichments in a folder that tell what they replace, where
// the configuration has no place for it. Files that do not parse are passed over.
func LintFeed(c *Config, dir string) (Problems, error) {
	if !c.Enrich.PIIFeed.IsZero() {
		return nil, nil
	}
	files, err := jsonFiles(dir)
	if err != nil {
		return nil, fmt.Errorf("read folder: %w", err)
	}
	var warnings Problems
	for _, file := range files {
		text, err := readFile(file)
		if err != nil {
			return nil, err
		}
		d, bad := parseDocument(text, file)
		if bad != nil || d.key.Name != "pii_enrichment_config" || !d.data.Get("enabled").True() {
			continue
		}
		if emit := d.data.Get("emitEvent"); emit.True() {
			warnings = append(warnings, d.problem(Ignored, emit, "data.emitEvent", "true", KeyPIIFeed+" in the configuration: without it nobody is told what was replaced"))
		}
	}
	return warnings, nil
}

// LintTargets checks every file of a targets folder against its schema, and that
// no two have the same id. Errors are those of the file system and outages of
// registries.
func LintTargets(ctx context.Context, dir string, schemas Schemas) (*Lint, error) {
	var all []Target
	l, err := lintFolder(ctx, dir, schemas, func(l *Lint, d *document) {
		t, err := ParseTarget(d.raw, d.file)
		var ps Problems
		if errors.As(err, &ps) {
			l.Problems = append(l.Problems, ps...)
			return
		}
		all = append(all, *t)
	})
	if err != nil {
		return nil, err
	}
	l.Problems = append(l.Problems, doubledIDs(all)...)
	return l, nil
}

// lintFolder checks the *.json of a folder against their schemas, and each with
// a rule of its own.
func lintFolder(ctx context.Context, dir string, schemas Schemas, rule func(*Lint, *document)) (*Lint, error) {
	files, err := jsonFiles(dir)
	if err != nil {
		return nil, fmt.Errorf("read folder: %w", err)
	}
	l := new(Lint)
	for _, file := range files {
		text, err := readFile(file)
		if err != nil {
			return nil, err
		}
		l.Checked++
		d, ps := parseDocument(text, file)
		if ps != nil {
			l.Problems = append(l.Problems, ps...)
			continue
		}
		ps, err = d.validate(ctx, schemas)
		if err != nil {
			return nil, fmt.Errorf("check %s: %w", file, err)
		}
		l.Problems = append(l.Problems, ps...)
		rule(l, d)
	}
	return l, nil
}

// validate checks a document against its schema. A schema that no registry has is
// a problem of the document; a registry that does not answer is an error.
func (d *document) validate(ctx context.Context, schemas Schemas) (Problems, error) {
	schema, err := schemas.Schema(ctx, d.key)
	var missing *iglu.ResolutionError
	var bad *iglu.SchemaError
	switch {
	case errors.As(err, &missing):
		return Problems{d.problem(InvalidValue, d.root.Get("schema"), "schema", d.key.String(), "a schema that a registry of the resolver has")}, nil
	case errors.As(err, &bad):
		return Problems{d.problem(InvalidValue, d.root.Get("schema"), "schema", d.key.String(), "a schema without faults")}, nil
	case err != nil:
		return nil, err
	}
	return d.violations(schema.Validate(d.data)), nil
}

// ValidateTargets checks targets against their schemas, as a run does before it
// starts. The error is Problems, or an outage of a registry.
func ValidateTargets(ctx context.Context, all []Target, schemas Schemas) error {
	var found Problems
	for _, t := range all {
		d, ps := parseDocument(t.raw, t.File)
		if ps == nil {
			var err error
			if ps, err = d.validate(ctx, schemas); err != nil {
				return fmt.Errorf("check %s: %w", t.File, err)
			}
		}
		found = append(found, ps...)
	}
	return found.err()
}

// LintAll checks everything that a workspace has. open opens the registries of
// the resolver; without resolver, files that need schemas are not checked.
func LintAll(ctx context.Context, f Files, env func(string) (string, bool), open func(*iglu.ResolverConfig) (Schemas, error)) (*Lint, error) {
	all := new(Lint)
	take := func(l *Lint, err error) error {
		if err == nil {
			all.add(l)
		}
		return err
	}
	if f.Config != "" {
		l, err := LintConfig(f.Config, env)
		if err := take(l, err); err != nil {
			return nil, err
		}
		if l.Config != nil && f.Enrichments != "" {
			unheard, err := LintFeed(l.Config, f.Enrichments)
			if err != nil {
				return nil, err
			}
			all.Warnings = append(all.Warnings, unheard...)
		}
	}
	if f.Resolver == "" {
		return all, nil
	}
	resolver, err := LintResolver(f.Resolver, env)
	if err := take(resolver, err); err != nil || len(resolver.Problems) > 0 {
		return all, err
	}
	text, err := readFile(f.Resolver)
	if err != nil {
		return nil, fmt.Errorf("read resolver: %w", err)
	}
	rc, err := iglu.ParseResolver(text, env)
	if err != nil {
		return nil, fmt.Errorf("read resolver: %w", err)
	}
	schemas, err := open(rc)
	if err != nil {
		return nil, fmt.Errorf("open registries: %w", err)
	}
	if f.Enrichments != "" {
		if err := take(LintEnrichments(ctx, f.Enrichments, schemas)); err != nil {
			return nil, err
		}
	}
	if f.Targets != "" {
		if err := take(LintTargets(ctx, f.Targets, schemas)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

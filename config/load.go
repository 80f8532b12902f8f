package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// fileMax bounds config.yml and the documents beside it; real ones are below
// 100 KiB.
const fileMax = 16 << 20

// Load reads a configuration file, or standard input for "-". env gives
// environment variables, usually os.LookupEnv. The error is Problems with all
// findings, or that of the file system.
func Load(file string, env func(string) (string, bool)) (*Config, error) {
	return Overrides{}.Load(file, env)
}

// Overrides are options of the command line that win over those of the file.
type Overrides struct {
	Engine string // engine.name
	Jobs   string // engine.jobs
}

// Load is Load with the overrides: what the file must hold depends on them.
func (o Overrides) Load(file string, env func(string) (string, bool)) (*Config, error) {
	if file == "-" {
		text, err := io.ReadAll(io.LimitReader(os.Stdin, fileMax))
		if err != nil {
			return nil, fmt.Errorf("read configuration: %w", err)
		}
		return o.Parse(string(text), "", env)
	}
	text, err := readFile(file)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	return o.Parse(string(text), file, env)
}

// readFile reads a regular file of sensible size.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &os.PathError{Op: "read", Path: name, Err: errors.New("not a regular file")}
	}
	if info.Size() > fileMax {
		return nil, &os.PathError{Op: "read", Path: name, Err: errors.New("file too large")}
	}
	return io.ReadAll(f)
}

// Parse reads the text of a configuration; file is its name, "" for standard
// input. The error is Problems.
func Parse(text, file string, env func(string) (string, bool)) (*Config, error) {
	return Overrides{}.Parse(text, file, env)
}

// Parse is Parse with the overrides.
func (o Overrides) Parse(text, file string, env func(string) (string, bool)) (*Config, error) {
	c := &Config{File: file}
	if dir, err := filepath.Abs(filepath.Dir(file)); err == nil {
		c.Dir = dir
	}
	opts := options(c)
	d := newDecoder(file, opts)
	root, err := d.parse(text, env)
	if err != nil {
		return nil, err
	}
	c.tree = d.section(root, newOptionTree(opts), "")
	c.lines = d.lines
	d.problems = append(d.problems, o.apply(c, opts)...)
	for _, m := range d.missing {
		if c.needs(m.need) {
			d.problems = append(d.problems, m.problem)
		}
	}
	c.finish()
	d.problems = append(d.problems, c.check(env)...)
	c.Warnings = append(d.warnings, c.notEncrypted()...)
	return c, d.problems.err()
}

// apply sets the overrides, which must be values of their options.
func (o Overrides) apply(c *Config, opts []Option) Problems {
	var ps Problems
	for _, set := range []struct {
		value, key, flag string
		into             *string
	}{{o.Engine, "engine.name", "--engine", &c.Engine.Name}, {o.Jobs, "engine.jobs", "--jobs", &c.Engine.Jobs}} {
		if set.value == "" {
			continue
		}
		i := slices.IndexFunc(opts, func(o Option) bool { return o.Key == set.key })
		if !slices.Contains(opts[i].Values, set.value) {
			ps = append(ps, Problem{Kind: InvalidOption, Field: set.flag, Value: set.value, Want: "one of " + strings.Join(opts[i].Values, ", ")})
			continue
		}
		*set.into = set.value
	}
	return ps
}

// parse reads the YAML and puts what its tags give into its scalars.
func (d *decoder) parse(text string, env func(string) (string, bool)) (*yaml.Node, error) {
	t := newTagged(text)
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(t.text), &doc); err != nil {
		// The parser's text may quote the document; only its place is kept.
		return nil, Problems{{Kind: Syntax, File: d.file, Line: errorLine(err), Want: "YAML"}}
	}
	if doc.Kind != yaml.DocumentNode || resolve(doc.Content[0]).Kind != yaml.MappingNode {
		return nil, Problems{{Kind: Syntax, File: d.file, Line: 1, Want: "a YAML document with sections"}}
	}
	root := doc.Content[0]
	d.fill(root, &t, "", env)
	return root, nil
}

// newDecoder makes a decoder of the options, which have their defaults then.
func newDecoder(file string, opts []Option) *decoder {
	d := &decoder{
		file: file, lines: map[string]int{},
		unset: map[*yaml.Node][]string{}, filled: map[*yaml.Node]bool{}, listed: map[*yaml.Node][]entry{}, secret: map[string]bool{},
	}
	setDefaults(opts)
	for i := range opts {
		d.secret[opts[i].Key] = opts[i].Type == SecretText
	}
	return d
}

// errorLine finds the line in an error of the YAML parser: "yaml: line 3: …".
func errorLine(err error) int {
	_, rest, _ := strings.Cut(err.Error(), "line ")
	var n int
	_, _ = fmt.Sscanf(rest, "%d", &n)
	return n
}

// fill evaluates the tags in all scalars below n.
func (d *decoder) fill(n *yaml.Node, t *tagged, key string, env func(string) (string, bool)) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			d.fill(n.Content[i], t, key, env)
			d.fill(n.Content[i+1], t, join(key, n.Content[i].Value), env)
		}
	case yaml.SequenceNode:
		for i, c := range n.Content {
			d.fill(c, t, index(key, i), env)
		}
	case yaml.ScalarNode:
		f, ok := t.fill(n.Value, env)
		if !ok {
			return
		}
		for _, expr := range f.refused {
			if d.secret[key] {
				expr = mask
			}
			d.problem(UnsupportedExpression, n, key, expr, "<%= ENV['NAME'] %>, with || 'default' where wanted")
		}
		for _, name := range f.missing {
			d.problem(MissingField, n, key, "", "environment variable "+name)
		}
		n.Value = f.value
		d.unset[n] = f.unset
		// A plain scalar that came out empty is null, as it was for R108.
		d.filled[n] = n.Style == 0 && f.value != ""
	}
}

// setDefaults gives every option its default.
func setDefaults(opts []Option) {
	for i := range opts {
		o := &opts[i]
		if o.Default == "" {
			continue
		}
		switch into := o.into.(type) {
		case *string:
			*into = o.Default
		case *bool:
			*into = parseBool(o.Default)
		case *int64:
			*into, _ = parseInt(o.Default)
		default:
			panic("config: internal error: default of option " + o.Key)
		}
	}
}

// needs says whether a need holds for this configuration.
func (c *Config) needs(n Need) bool {
	switch n {
	case NeedBatch:
		return c.Mode() == Batch
	case NeedEMR:
		return c.EngineName() == EngineEMR
	case NeedAWS:
		return !c.AllFiles() || c.EngineName() == EngineEMR
	}
	return n == Required
}

// finish derives what depends on several options.
func (c *Config) finish() {
	c.absolute()
	if c.Monitoring.Level == "warning" {
		c.Monitoring.Level = "warn"
	}
	if c.Enrich.Derived == "false" { // how YAML reads a bare off
		c.Enrich.Derived = "off"
	}
	if s := c.Monitoring.Snowplow; s != nil && s.Port == 0 && c.lines["monitoring.snowplow.port"] == 0 {
		s.Port = 443
		if s.Protocol == "http" {
			s.Port = 80
		}
	}
}

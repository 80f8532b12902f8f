package config_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/resolver"
)

// unpack writes a workspace below a folder with a difficult name.
func unpack(t *testing.T, plain bool) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), `a "b": #c`)
	files, err := config.Workspace(dir, plain, map[string][]byte{"anon_ip.json": []byte(anonIP)})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const anonIP = `{"schema": "iglu:com.snowplowanalytics.snowplow/anon_ip/jsonschema/1-0-0", "data": {
  "vendor": "com.snowplowanalytics.snowplow", "name": "anon_ip", "enabled": true,
  "parameters": {"anonOctets": 1}}}`

// embedded opens a resolver without network.
func embedded(rc *iglu.ResolverConfig) (config.Schemas, error) {
	return resolver.New(rc, resolver.Options{Central: resolver.EmbeddedOnly})
}

func TestWorkspaceIsClean(t *testing.T) {
	for _, plain := range []bool{true, false} {
		dir := unpack(t, plain)
		files := config.Files{Config: filepath.Join(dir, "config.yml")}.Beside()
		l, err := config.LintAll(context.Background(), files, environment(), embedded)
		if err != nil {
			t.Fatal(err)
		}
		warned := len(l.Warnings) == 1 && l.Warnings[0].Kind == config.NotEncrypted
		if l.Checked != 4 || len(l.Problems) > 0 || warned != plain {
			t.Errorf("plain %v: %d files, %v, %v", plain, l.Checked, l.Problems, l.Warnings)
		}
		c, err := config.Load(files.Config, environment())
		if err != nil {
			t.Fatal(err)
		}
		if got, want := c.AWS.S3.Buckets.Log.Path(), filepath.Join(dir, "data/log"); got != want {
			t.Errorf("log %s, want %s", got, want)
		}
		if c.Seals(c.AWS.S3.Buckets.Log) == plain || (c.Encryption.Local.KeyFile == filepath.Join(dir, "keys/kek")) == plain {
			t.Errorf("plain %v: seals %v with key %s", plain, c.Seals(c.AWS.S3.Buckets.Log), c.Encryption.Local.KeyFile)
		}
		targets, err := config.ReadTargets(files.Targets)
		if err != nil || len(targets) != 1 {
			t.Fatal(targets, err)
		}
		if l, err := targets[0].Location(); err != nil || l.Path() != filepath.Join(dir, "data/warehouse") {
			t.Errorf("warehouse %s, %v", l, err)
		}
	}
	if _, err := config.Workspace("relative", true, nil); !errors.Is(err, config.ErrRelative) {
		t.Errorf("relative folder: %v", err)
	}
}

func TestLintFindings(t *testing.T) {
	dir := unpack(t, true)
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("enrichments/b.json", strings.Replace(anonIP, `"anonOctets": 1`, `"anonOctets": 9`, 1))
	put("enrichments/c.json", `{"schema": "iglu:com.acme/none/jsonschema/1-0-0", "data": {}}`)
	put("enrichments/d.json", "{\n\"schema\": }")
	put("enrichments/.hidden.json", "no JSON")
	put("enrichments/e.json", "{\"schema\": \"iglu:com.camonica/pii_enrichment_config/jsonschema/1-0-0\", \"data\": {\n\"enabled\": true, \"emitEvent\": true}}")
	const redshift = `{"schema": "iglu:com.snowplowanalytics.snowplow.storage/redshift_config/jsonschema/1-0-0",
 "data": {"name": "r", "password": "SECRETVALUE", "port": "x"}}`
	put("targets/r.json", redshift)
	put("targets/s.json", strings.Replace(redshift, "redshift_config", "snowflake_config", 1))
	text, err := os.ReadFile(filepath.Join(dir, "targets/warehouse.json"))
	if err != nil {
		t.Fatal(err)
	}
	put("targets/x.json", string(text))
	files := config.Files{Config: filepath.Join(dir, "config.yml")}.Beside()
	l, err := config.LintAll(context.Background(), files, environment(), embedded)
	if err != nil {
		t.Fatal(err)
	}
	if warned := l.Warnings.Error(); !strings.Contains(warned, "e.json:2: data.emitEvent: has no effect") || !strings.Contains(warned, config.KeyPIIFeed) {
		t.Errorf("warnings: %s", warned)
	}
	report := l.Problems.Error()
	if strings.Contains(report, "SECRETVALUE") {
		t.Error("a secret shows")
	}
	for _, want := range []string{
		"b.json:3: data.parameters.anonOctets",
		"b.json:1: schema: not allowed together",
		"c.json:1: schema: not allowed: \"iglu:com.acme/none/jsonschema/1-0-0\"",
		"d.json:2: does not parse",
		"r.json:2: data.port",
		"s.json:1: schema: not allowed",
		"x.json: data.id",
	} {
		if !strings.Contains(report, want) {
			t.Errorf("no finding %q in\n%s", want, report)
		}
	}
	put("resolver.json", `{"schema": "iglu:com.snowplowanalytics.iglu/resolver-config/jsonschema/1-0-1", "data": {}}`)
	l, err = config.LintResolver(files.Resolver, environment())
	if err != nil || len(l.Problems) == 0 || l.Problems[0].Line != 1 {
		t.Errorf("resolver: %v, %v", l, err)
	}
}

var update = flag.Bool("update", false, "write docs/config.md")

func TestDocument(t *testing.T) {
	var b strings.Builder
	if err := config.Document(&b); err != nil {
		t.Fatal(err)
	}
	const page = "../docs/config.md"
	if *update {
		if err := os.WriteFile(page, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile(page); err != nil || string(text) != b.String() {
		t.Errorf("docs/config.md is not what the options say (%v); run go test ./config -update", err)
	}
	for _, o := range config.Options() {
		if o.Help == "" {
			t.Errorf("option %s has no help", o.Key)
		}
		if !strings.Contains(b.String(), "`"+o.Key+"`") {
			t.Errorf("option %s is not on the page", o.Key)
		}
	}
}

func TestRequiredOptionsFailWhenAbsent(t *testing.T) {
	text, err := os.ReadFile("testdata/sample.good.yml")
	if err != nil {
		t.Fatal(err)
	}
	// An empty document names every top-level section that is required.
	_, err = config.Parse("x: 1\n", "c.yml", environment())
	for _, want := range []string{"aws:", "enrich:", "storage:", "monitoring:", "collectors:"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not name %s", err, want)
		}
	}
	if _, err := config.Parse(string(text), "c.yml", environment("AWS_KEY", "k", "AWS_SECRET", "")); err == nil || !strings.Contains(err.Error(), "aws.secret_access_key") {
		t.Errorf("empty plain secret: %v", err)
	}
}

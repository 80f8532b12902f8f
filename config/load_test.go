package config_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/camonica/camonica/config"
)

func environment(pairs ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

// TestFiles reads config/testdata: *.good.yml give the findings of their last
// comment lines as warnings, *.bad.yml as problems. A finding is
// "# want: line kind field".
func TestFiles(t *testing.T) {
	names, err := filepath.Glob("testdata/*.yml")
	if err != nil || len(names) == 0 {
		t.Fatal("no test files", err)
	}
	env := environment("AWS_KEY", "AKIAEXAMPLE", "AWS_SECRET", "abc #def: ghi")
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := config.Load(name, env)
		var found config.Problems
		if good := strings.HasSuffix(name, ".good.yml"); good != (err == nil) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !errors.As(err, &found) {
			found = c.Warnings
		}
		var got, want []string
		for _, p := range found {
			got = append(got, strings.TrimSpace(fmt.Sprintf("%d %s %s", p.Line, p.Kind, p.Field)))
		}
		for line := range strings.Lines(string(text)) {
			if w, ok := strings.CutPrefix(line, "# want: "); ok {
				want = append(want, strings.TrimSpace(w))
			}
		}
		if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
			t.Errorf("%s:\n got %s\nwant %s", name, g, w)
		}
	}
}

func TestNoSecretShows(t *testing.T) {
	text, err := os.ReadFile("testdata/sample.good.yml")
	if err != nil {
		t.Fatal(err)
	}
	const secret = "SECRETVALUE"
	env := environment("AWS_KEY", secret, "AWS_SECRET", secret)
	c, err := config.Parse(string(text), "c.yml", env)
	if err != nil {
		t.Fatal(err)
	}
	redacted, err := c.Redacted()
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{string(redacted), fmt.Sprintf("%v %+v %#v %s %q", c.AWS, c.AWS, c.AWS, c.AWS.SecretAccessKey, c.AWS.SecretAccessKey)} {
		if strings.Contains(shown, secret) {
			t.Errorf("a secret shows in %s", shown)
		}
	}
	// Not in problems of the field either.
	_, err = config.Parse(strings.Replace(string(text), "secret_access_key: <%= ENV['AWS_SECRET'] %>", "secret_access_key: [SECRETVALUE]", 1), "c.yml", env)
	if err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("problem %v", err)
	}
}

func TestTemplates(t *testing.T) {
	env := environment("SET", "value", "EMPTY", "")
	f := func(scalar, want string, kind config.Kind) {
		t.Helper()
		text := strings.Replace(minimal, "job: x", "job: "+scalar, 1)
		c, err := config.Parse(text, "c.yml", env)
		var ps config.Problems
		if errors.As(err, &ps) != (kind != "") {
			t.Errorf("%s: %v", scalar, err)
			return
		}
		if kind != "" {
			if ps[0].Kind != kind {
				t.Errorf("%s: %v, want %s", scalar, err, kind)
			}
			return
		}
		if got := c.Monitoring.Tags[0].Value; got != want {
			t.Errorf("%s = %q, want %q", scalar, got, want)
		}
	}
	f(`<%= ENV['SET'] %>`, "value", "")
	f(`<%=ENV[ "SET" ]%>`, "value", "")
	f(`'<%= ENV['SET'] %>'`, "value", "")
	f(`"a-<%= ENV.fetch('SET') %>-b"`, "a-value-b", "")
	f(`<%= ENV['NONE'] || 'other' %>`, "other", "")
	f(`<%= ENV.fetch('NONE', "other") %>`, "other", "")
	f(`"<%= ENV['NONE'] %>"`, "", "")
	f(`"<%= ENV['EMPTY'] || 'x' %>"`, "", "")
	f(`"a<%# a comment %>b"`, "ab", "")
	f(`"<%% literal"`, "<% literal", "")
	f(`<%= ENV['NONE'] %>`, "", config.WrongType)
	f(`<%= ENV.fetch('NONE') %>`, "", config.MissingField)
	f("<%= `id` %>", "", config.UnsupportedExpression)
	f(`<% system('id') %>`, "", config.UnsupportedExpression)
	f(`<%= ENV['SET'].upcase %>`, "", config.UnsupportedExpression)
	f(`<%= "#{ENV['SET']}" %>`, "", config.UnsupportedExpression)
	f("x # <%= `id` %>", "x", "")
}

// minimal has nothing of AWS in it.
const minimal = `
aws:
  s3:
    buckets:
      log: file:///w/log
      encrypted: no
      raw: {in: [], processing: "file:///w/p", archive: "file:///w/a"}
      enriched: {good: "file:///w/e/good", bad: "file:///w/e/bad"}
      shredded: {good: "file:///w/s/good", bad: "file:///w/s/bad"}
collectors: {format: thrift}
enrich: {output_compression: NONE}
storage: {versions: {rdb_loader: "0.14.0", rdb_shredder: "0.13.1", hadoop_elasticsearch: "0.1.0"}}
monitoring:
  tags:
    job: x
  logging: {level: warning}
`

func TestFilesNeedNothingOfAWS(t *testing.T) {
	none := environment()
	c, err := config.Parse(minimal, "c.yml", none)
	if err != nil {
		t.Fatal(err)
	}
	if c.EngineName() != config.EngineLocal || c.Monitoring.Level != "warn" || c.Enrich.FailedFormat != "modern" {
		t.Errorf("engine %s, level %s, failed format %s", c.EngineName(), c.Monitoring.Level, c.Enrich.FailedFormat)
	}
	f := func(old, replacement, want string) {
		t.Helper()
		_, err := config.Parse(strings.Replace(minimal, old, replacement, 1), "c.yml", none)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", replacement, err, want)
		}
	}
	f("collectors:", "engine: {name: emr}\ncollectors:", "aws.emr")
	f("file:///w/log", "s3://b/log", "aws.access_key_id")
	f("encrypted: no", "encrypted: yes", config.KEKVariable)
	f("file:///w/e/bad", "file:///w/e/good/bad", "outside aws.s3.buckets.enriched.good")
	f("file:///w/p", "file://w/p", "aws.s3.buckets.raw.processing")
}

func TestKeys(t *testing.T) {
	c, err := config.Parse(strings.Replace(minimal, "encrypted: no", "encrypted: yes", 1)+
		"encryption: {local: {key_file: keys/kek}, s3: {overrides: [{bucket: b, mode: SSE-KMS, kms_key: k}]}}\n", "/w/config.yml", environment())
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Encryption.Local.KeyFile; got != "/w/keys/kek" {
		t.Errorf("key file %s", got)
	}
	if got := c.KeyStore().String(); got != "file:///w/log/camonica/keys/" {
		t.Errorf("key store %s", got)
	}
	if !c.Seals(c.AWS.S3.Buckets.Log) || c.FailClosed() != "true" || c.S3Mode("b").Mode != config.SSEKMS || c.S3Mode("x").Mode != config.SSES3 {
		t.Errorf("seals %v, fail closed %s, modes %v %v", c.Seals(c.AWS.S3.Buckets.Log), c.FailClosed(), c.S3Mode("b"), c.S3Mode("x"))
	}
}

func FuzzParse(f *testing.F) {
	f.Add(minimal)
	f.Add("a: &a {<<: *a}")
	f.Add("aws: <%= ENV['X'] %>\nx: [<%")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := config.Parse(text, "", environment("X", "y"))
		var ps config.Problems
		if err != nil && !errors.As(err, &ps) {
			t.Errorf("error is no Problems: %v", err)
		}
		if err == nil {
			if _, err := c.Redacted(); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestReadAdapters(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		file := filepath.Join(t.TempDir(), "adapters.yml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		a, warnings, err := config.ReadAdapters(file, environment("HOST", "acme.example"))
		got := fmt.Sprint(err)
		if err == nil {
			got = fmt.Sprintf("%v %v", *a, []config.Problem(warnings))
		}
		if got = strings.ReplaceAll(got, file, "FILE"); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
	f("adapters:\n  remote:\n    - {vendor: com.acme, version: v1, url: \"http://<%= ENV['HOST'] %>/\"}\n",
		"{[] [{com.acme v1 http://acme.example/ 5 30}] false} []")
	f("aws: {}\nadapters: {schemas: [\"iglu:com.sendgrid/open/jsonschema/2-0-0\"]}\n",
		"{[iglu:com.sendgrid/open/jsonschema/2-0-0] [] false} []")
	f("aws: {}\n", "FILE: adapters: missing; want section")
	f("adapters:\n  remotes: []\n", "{[] [] false} [FILE:2: adapters.remotes: unknown key, ignored]")
}

// FuzzReadAdapters holds for every text of a file with the section adapters.
func FuzzReadAdapters(f *testing.F) {
	f.Add("adapters:\n  remote:\n    - {vendor: com.acme, version: v1, url: \"http://<%= ENV['HOST'] %>/\", read_timeout: 7}\n")
	f.Add("adapters: {schemas: [\"iglu:com.sendgrid/open/jsonschema/2-0-0\", 7], remote: {a: b}}\nother: [&a *a]\n")
	f.Add("adapters:\n")
	file := filepath.Join(f.TempDir(), "adapters.yml")
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		a, _, err := config.ReadAdapters(file, environment("HOST", "acme.example"))
		var ps config.Problems
		if err != nil && !errors.As(err, &ps) {
			t.Errorf("error is no Problems: %v", err)
		}
		if err != nil {
			return
		}
		if _, err := a.NewRegistry(nil); err != nil {
			t.Errorf("%q is good, but %v", text, err)
		}
	})
}

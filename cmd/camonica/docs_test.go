package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/camonica/camonica/config"
)

// sources is where the pages are, from here.
const sources = "../.."

// notRun are the blocks of commands that TestDocs does not run, by page and first
// word, with the reason.
var notRun = map[string]string{
	"README.md make": "builds the program and runs these tests",
}

// TestDocs runs the blocks of commands of every page: those of a page in order, by
// one shell, in an empty folder. A block is marked ```sh run, or listed in notRun.
func TestDocs(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here")
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := programFolder(t, program)
	for _, page := range pages(t) {
		script := runnable(t, page)
		if script == "" {
			continue
		}
		t.Run(page.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if strings.Contains(script, "bin/camonica") {
				// The page is about a clone, where make builds the program.
				if err := os.Symlink(bin, filepath.Join(dir, "bin")); err != nil {
					t.Fatal(err)
				}
			}
			c := exec.CommandContext(t.Context(), shell, "-eu", "-c", script)
			c.Dir = dir
			c.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "TMPDIR="+dir, asProgram+"=1")
			if out, err := c.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// programFolder is a folder with the program camonica in it.
func programFolder(t *testing.T, program string) string {
	t.Helper()
	bin := t.TempDir()
	if err := os.Symlink(program, filepath.Join(bin, "camonica")); err != nil {
		t.Fatal(err)
	}
	return bin
}

// runnable joins the blocks of commands of a page that are run.
func runnable(t *testing.T, p page) string {
	t.Helper()
	var script strings.Builder
	for _, b := range p.blocks {
		language, mark, _ := strings.Cut(b.info, " ")
		switch {
		case language != "sh" && language != "bash" && language != "console":
		case mark == "run":
			script.WriteString(b.text)
		case notRun[p.name+" "+strings.Fields(b.text + " -")[0]] == "":
			t.Errorf("%s:%d: commands that nothing runs: mark the block sh run", p.name, b.line)
		}
	}
	return script.String()
}

// TestDocsConfigurations checks the configurations in the pages as lint does:
// blocks of YAML as parts of a config.yml, of JSON by their schema.
func TestDocsConfigurations(t *testing.T) {
	for _, p := range pages(t) {
		for _, b := range p.blocks {
			var l *config.Lint
			switch b.info {
			case "yaml", "yml":
				l = lintPart(t, b.text)
			case "json":
				if !json.Valid([]byte(b.text)) {
					t.Errorf("%s:%d: no JSON", p.name, b.line)
					continue
				}
				l = lintDocument(t, p, b.text)
			default:
				continue
			}
			for _, found := range append(l.Problems, l.Warnings...) {
				t.Errorf("%s:%d: %s %s: want %s", p.name, b.line, found.Kind, found.Field, found.Want)
			}
		}
	}
}

// lintDocument checks a block that is the document of a resolver, an enrichment or
// a target; others have no findings.
func lintDocument(t *testing.T, p page, text string) *config.Lint {
	t.Helper()
	var doc struct {
		Schema string
		Data   struct{ Purpose string }
	}
	if json.Unmarshal([]byte(text), &doc) != nil {
		return new(config.Lint)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "document.json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	schemas, err := openSchemas("")
	if err != nil {
		t.Fatal(err)
	}
	l := new(config.Lint)
	switch {
	case strings.HasPrefix(doc.Schema, "iglu:com.snowplowanalytics.iglu/resolver-config/"):
		l, err = config.LintResolver(file, os.LookupEnv)
	case doc.Schema != "" && filepath.Dir(p.name) == filepath.Join("docs", "enrichments"):
		l, err = config.LintEnrichments(t.Context(), dir, schemas)
	case doc.Schema != "" && doc.Data.Purpose != "":
		l, err = config.LintTargets(t.Context(), dir, schemas)
	}
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// lintPart checks a part of a config.yml within that of a new workspace.
func lintPart(t *testing.T, text string) *config.Lint {
	t.Helper()
	dir := t.TempDir()
	files, err := config.Workspace(dir, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	var whole, part map[string]any
	if err := yaml.Unmarshal(files["config.yml"], &whole); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal([]byte(text), &part); err != nil {
		return &config.Lint{Problems: config.Problems{{Kind: config.Syntax, Want: "YAML: " + err.Error()}}}
	}
	merge(whole, part)
	merged, err := yaml.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "config.yml")
	if err := os.WriteFile(file, merged, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := config.LintConfig(file, os.LookupEnv)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// merge puts the sections of part into those of whole.
func merge(whole, part map[string]any) {
	for name, v := range part {
		inner, isSection := v.(map[string]any)
		if outer, ok := whole[name].(map[string]any); ok && isSection {
			merge(outer, inner)
			continue
		}
		whole[name] = v
	}
}

// A page is a page of the documentation, by its path in the sources.
type page struct {
	name   string
	blocks []block
}

// A block is a fenced block of a page.
type block struct {
	line int    // of its first fence
	info string // what follows the fence
	text string
}

func pages(t *testing.T) []page {
	t.Helper()
	var all []page
	for _, pattern := range []string{"README.md", "docs/*.md", "docs/*/*.md"} {
		files, err := filepath.Glob(filepath.Join(sources, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("no pages %s: %v", pattern, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name, err := filepath.Rel(sources, file)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, page{name, blocks(text)})
		}
	}
	return all
}

// blocks takes the fenced blocks out of a page.
func blocks(text []byte) []block {
	var all []block
	in, number := false, 0
	for line := range bytes.Lines(text) {
		number++
		info, fence := strings.CutPrefix(strings.TrimSpace(string(line)), "```")
		switch {
		case fence && in:
			in = false
		case fence:
			in = true
			all = append(all, block{line: number, info: info})
		case in:
			all[len(all)-1].text += string(line)
		}
	}
	return all
}

// TestDocsLinks follows the links from page to page.
func TestDocsLinks(t *testing.T) {
	for _, p := range pages(t) {
		text, err := os.ReadFile(filepath.Join(sources, p.name))
		if err != nil {
			t.Fatal(err)
		}
		for part := range strings.SplitSeq(string(text), "](") {
			target, _, ok := strings.Cut(part, ")")
			target, _, _ = strings.Cut(target, "#")
			if !ok || !strings.HasSuffix(target, ".md") && !strings.HasSuffix(target, "/") || strings.ContainsAny(target, " :`\n") {
				continue
			}
			if _, err := os.Stat(filepath.Join(sources, filepath.Dir(p.name), target)); err != nil {
				t.Errorf("%s: link to %s, which is not there", p.name, target)
			}
		}
	}
}

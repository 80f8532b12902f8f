package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestDocs runs the shell blocks of the pages that are marked ```sh run: those of
// a page in order, by one shell, in an empty folder.
func TestDocs(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here")
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(program, filepath.Join(bin, "camonica")); err != nil {
		t.Fatal(err)
	}
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		script := runnable(string(text))
		if script == "" {
			continue
		}
		t.Run(filepath.Base(page), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			c := exec.CommandContext(t.Context(), shell, "-eu", "-c", script)
			c.Dir = dir
			c.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "TMPDIR="+dir, asProgram+"=1")
			if out, err := c.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

func pages(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	deeper, err := filepath.Glob("../../docs/*/*.md")
	if err != nil {
		t.Fatal(err)
	}
	return append(all, deeper...)
}

// runnable joins the blocks of a page that are marked.
func runnable(page string) string {
	var script strings.Builder
	in := false
	for line := range strings.Lines(page) {
		switch {
		case strings.TrimSpace(line) == "```sh run":
			in = true
		case in && strings.HasPrefix(line, "```"):
			in = false
		case in:
			script.WriteString(line)
		}
	}
	return script.String()
}

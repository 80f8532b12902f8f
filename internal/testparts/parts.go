package testparts

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A part is a real program, and how to get it.
type part struct {
	programs []string // all are needed; the first is what Need returns
	folders  []string // beside .tools and PATH; patterns
	install  string
}

// parts by name.
var parts = map[string]part{
	"postgres": {
		programs: []string{"postgres", "initdb"},
		folders:  []string{"/usr/lib/postgresql/*/bin"},
		install:  "make parts (as root), or apt-get install postgresql",
	},
	"mariadb": {
		programs: []string{"mariadbd", "mariadb-install-db"},
		folders:  []string{"/usr/sbin", "/usr/bin"},
		install:  "make parts (as root), or apt-get install mariadb-server",
	},
}

// Need returns the path of the part's main program. If one of its programs is not
// here the test is skipped, or fails where CAMONICA_REQUIRE names the part.
func Need(t testing.TB, name string) string {
	t.Helper()
	p, ok := parts[name]
	if !ok {
		t.Fatalf("testparts: no part %q", name)
	}
	main := ""
	for _, program := range p.programs {
		path := find(program, p.folders)
		if path == "" {
			absent(t, name, program+" is not here; install it with "+p.install)
		}
		if main == "" {
			main = path
		}
	}
	return main
}

// absent skips the test, or fails it if the part is required.
func absent(t testing.TB, name, why string) {
	t.Helper()
	required := strings.Split(os.Getenv("CAMONICA_REQUIRE"), ",")
	if slices.Contains(required, name) || slices.Contains(required, "all") {
		t.Fatalf("part %s is required: %s", name, why)
	}
	t.Skipf("part %s: %s", name, why)
}

// find looks in .tools/bin of the module, then the folders of the part, newest
// version first, then PATH.
func find(program string, folders []string) string {
	candidates := []string{}
	if root := moduleRoot(); root != "" {
		candidates = append(candidates, filepath.Join(root, ".tools", "bin", program))
	}
	for _, pattern := range folders {
		found, _ := filepath.Glob(filepath.Join(pattern, program)) // the patterns are ours
		slices.Reverse(found)
		candidates = append(candidates, found...)
	}
	for _, c := range candidates {
		if i, err := os.Stat(c); err == nil && i.Mode()&0o111 != 0 && !i.IsDir() {
			return c
		}
	}
	path, err := exec.LookPath(program)
	if err != nil {
		return ""
	}
	return path
}

// moduleRoot is the folder above the test that has go.mod, "" if there is none.
func moduleRoot() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

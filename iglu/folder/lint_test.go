package folder_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/folder"
)

func TestLint(t *testing.T) {
	dir := t.TempDir()
	base := filepath.Join(dir, "schemas", "com.acme", "x", "jsonschema")
	schema := func(version string) string {
		return `{"$schema":"` + iglu.MetaSchema + `","self":{"vendor":"com.acme","name":"x","format":"jsonschema","version":"` + version +
			`"},"description":"d","type":"object","properties":{}}`
	}
	write(t, filepath.Join(base, "1-0-0"), schema("1-0-0"))
	write(t, filepath.Join(base, "1-0-2"), schema("1-0-1"))
	write(t, filepath.Join(base, "README"), "x")
	findings, err := folder.Lint(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range findings {
		got = append(got, f.File+" "+f.Linter)
	}
	want := []string{"schemas/com.acme/x/jsonschema/1-0-2 self", "schemas/com.acme/x/jsonschema/README path", "schemas/com.acme/x versions"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("findings %q, want %q", got, want)
	}
	if _, err := folder.Lint(filepath.Join(dir, "none")); err == nil {
		t.Error("no folder, no error")
	}
}

package folder

import (
	"fmt"
	"io/fs"
	"os"
	"path"

	"github.com/camonica/camonica/iglu"
)

// A Finding is what a linter has to say of a file of a registry folder.
type Finding struct {
	File string // relative to the registry's folder
	iglu.SchemaFinding
}

// Lint checks all schemas below dir, which holds the folder schemas, before they
// are published: each by itself, its place, and the line of versions of each.
// Schemas of other formats are only looked at for their place.
func Lint(dir string) ([]Finding, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open schema folder: %w", err)
	}
	defer root.Close()
	var out []Finding
	var keys []iglu.Key
	err = fs.WalkDir(root.FS(), "schemas", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		k, err := iglu.ParsePath(file[len("schemas/"):])
		if err != nil {
			out = append(out, misplaced(file, "no schema will be found here: want vendor/name/format/model-revision-addition"))
			return nil
		}
		keys = append(keys, k)
		if k.Format != "jsonschema" {
			return nil
		}
		b, err := fs.ReadFile(root.FS(), file)
		if err != nil {
			return fmt.Errorf("read schema: %w", err)
		}
		for _, f := range iglu.LintSchema(k, b) {
			out = append(out, Finding{file, f})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, g := range iglu.CheckVersions(keys) {
		out = append(out, Finding{
			File:          path.Join("schemas", g.Vendor, g.Name),
			SchemaFinding: iglu.SchemaFinding{Level: iglu.LintError, Linter: "versions", Path: "$", Message: "versions: " + string(g.Kind)},
		})
	}
	return out, nil
}

func misplaced(file, message string) Finding {
	return Finding{file, iglu.SchemaFinding{Level: iglu.LintError, Linter: "path", Path: "$", Message: message}}
}

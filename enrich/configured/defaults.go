package configured

import (
	"embed"
	"io/fs"
)

//go:embed defaults
var defaults embed.FS

// Defaults returns the files of the enrichments folder of a new workspace, by
// name: what works without data files and accounts is enabled, some others are
// there to be filled in. README.md explains them.
func Defaults() map[string][]byte {
	files := map[string][]byte{}
	entries, err := fs.ReadDir(defaults, "defaults")
	if err != nil {
		panic("configured: internal error: " + err.Error())
	}
	for _, e := range entries {
		text, err := defaults.ReadFile("defaults/" + e.Name())
		if err != nil {
			panic("configured: internal error: " + err.Error())
		}
		files[e.Name()] = text
	}
	return files
}

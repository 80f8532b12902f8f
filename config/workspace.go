package config

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"text/template"

	"github.com/google/uuid"
)

//go:embed workspace
var workspaceFiles embed.FS

// ErrRelative reports a folder that is not absolute: locations are.
var ErrRelative = errors.New("config: the folder of a workspace must be absolute")

// Workspace returns the files of a new workspace in the folder dir, by their
// paths in it. plain leaves encryption out; otherwise the configuration names the
// key file keys/kek, which is not among the files. enrichments are the files of
// that folder, by name.
func Workspace(dir string, plain bool, enrichments map[string][]byte) (map[string][]byte, error) {
	if !filepath.IsAbs(dir) {
		return nil, ErrRelative
	}
	data := "file://" + filepath.ToSlash(filepath.Join(dir, "data"))
	// Quoted: a folder may have any name.
	quoted := func(path string) string { return strconv.Quote(data + path) }
	values := struct{ Encrypted bool }{!plain}
	files := map[string][]byte{}
	for name, text := range enrichments {
		files["enrichments/"+name] = text
	}
	for _, name := range []string{"config.yml", "README.md"} {
		t, err := template.New(name+".tmpl").Funcs(template.FuncMap{"data": quoted}).ParseFS(workspaceFiles, "workspace/"+name+".tmpl")
		if err != nil {
			return nil, fmt.Errorf("make %s: %w", name, err)
		}
		var b bytes.Buffer
		if err := t.Execute(&b, values); err != nil {
			return nil, fmt.Errorf("make %s: %w", name, err)
		}
		files[name] = b.Bytes()
	}
	var err error
	if files["resolver.json"], err = workspaceFiles.ReadFile("workspace/resolver.json"); err != nil {
		return nil, fmt.Errorf("make resolver.json: %w", err)
	}
	if files["targets/warehouse.json"], err = warehouseTarget(data + "/warehouse/"); err != nil {
		return nil, fmt.Errorf("make warehouse.json: %w", err)
	}
	return files, nil
}

// warehouseTarget is the target document of an embedded warehouse. Its id is a
// function of the place, so that the same warehouse has the same one.
func warehouseTarget(location string) ([]byte, error) {
	type data struct {
		Name     string `json:"name"`
		ID       string `json:"id"`
		Purpose  string `json:"purpose"`
		Location string `json:"location"`
	}
	b, err := json.MarshalIndent(struct {
		Schema string `json:"schema"`
		Data   data   `json:"data"`
	}{
		"iglu:com.camonica/duckdb_config/jsonschema/1-0-0",
		data{"Embedded warehouse", uuid.NewSHA1(uuid.NameSpaceURL, []byte(location)).String(), EnrichedEvents, location},
	}, "", "  ")
	return append(b, '\n'), err
}

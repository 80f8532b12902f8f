package embedded

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/camonica/camonica/iglu"
)

//go:embed schemas
var files embed.FS

// A Registry answers from the program itself.
type Registry struct{}

var (
	_ iglu.Registry = Registry{}
	_ iglu.Lister   = Registry{}
)

// Lookup returns the bytes of an embedded schema.
func (Registry) Lookup(_ context.Context, k iglu.Key) ([]byte, error) {
	path, ok := iglu.SafePath(k)
	if !ok {
		return nil, iglu.ErrNotFound
	}
	b, err := files.ReadFile("schemas/" + path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, iglu.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read embedded schema: %w", err)
	}
	return b, nil
}

// Versions lists the embedded versions of a model.
func (Registry) Versions(_ context.Context, vendor, name, format string, model int) ([]iglu.Version, error) {
	entries, err := files.ReadDir("schemas/" + vendor + "/" + name + "/" + format)
	if err != nil {
		return nil, iglu.ErrNotFound
	}
	var out []iglu.Version
	for _, e := range entries {
		if v, err := iglu.ParseVersion(e.Name()); err == nil && v.Model == model {
			out = append(out, v)
		}
	}
	if out == nil {
		return nil, iglu.ErrNotFound
	}
	slices.SortFunc(out, iglu.Version.Compare)
	return out, nil
}

// Keys returns the keys of all embedded schemas, in order.
func Keys() []iglu.Key {
	var out []iglu.Key
	err := fs.WalkDir(files, "schemas", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		k, err := iglu.ParsePath(path[len("schemas/"):])
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		out = append(out, k)
		return nil
	})
	if err != nil {
		panic("embedded: internal error: " + err.Error())
	}
	slices.SortFunc(out, iglu.Key.Compare)
	return out
}

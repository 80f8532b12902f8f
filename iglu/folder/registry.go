package folder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/camonica/camonica/iglu"
)

// A Registry reads schemas below a folder.
type Registry struct{ root *os.Root }

var (
	_ iglu.Registry = (*Registry)(nil)
	_ iglu.Lister   = (*Registry)(nil)
)

// Open returns the registry in dir, which holds the folder schemas.
func Open(dir string) (*Registry, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open schema folder: %w", err)
	}
	return &Registry{root: root}, nil
}

// Close lets go of the folder.
func (r *Registry) Close() error { return r.root.Close() }

// Lookup reads one file.
func (r *Registry) Lookup(_ context.Context, k iglu.Key) ([]byte, error) {
	path, ok := iglu.SafePath(k)
	if !ok {
		return nil, iglu.ErrNotFound
	}
	path = "schemas/" + path
	f, err := r.root.Open(path)
	if err != nil {
		return nil, answer(err)
	}
	defer f.Close()
	if exact, err := r.spelledSo(path); err != nil || !exact {
		return nil, answer(errors.Join(err, fs.ErrNotExist))
	}
	b, err := io.ReadAll(io.LimitReader(f, iglu.MaxSchemaBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read schema: %w", err)
	}
	if len(b) > iglu.MaxSchemaBytes {
		return nil, fmt.Errorf("%w: larger than %d bytes", iglu.ErrBroken, iglu.MaxSchemaBytes)
	}
	return iglu.CheckAnswer(b)
}

// answer turns an error of the file system into one of registries.
func answer(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return iglu.ErrNotFound
	case errors.Is(err, fs.ErrPermission):
		return iglu.ErrDenied
	}
	return fmt.Errorf("open schema: %w", err)
}

// spelledSo tells whether the names on the way are spelled exactly as in path,
// which a file system may have opened in any case.
func (r *Registry) spelledSo(path string) (bool, error) {
	dir := "."
	for name := range strings.SplitSeq(path, "/") {
		names, err := r.names(dir)
		if err != nil {
			return false, err
		}
		if !slices.Contains(names, name) {
			return false, nil
		}
		dir = strings.TrimPrefix(dir+"/"+name, "./")
	}
	return true, nil
}

func (r *Registry) names(dir string) ([]string, error) {
	d, err := r.root.Open(dir)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return d.Readdirnames(-1)
}

// Versions lists the files of a model.
func (r *Registry) Versions(_ context.Context, vendor, name, format string, model int) ([]iglu.Version, error) {
	path, ok := iglu.SafePath(iglu.Key{Vendor: vendor, Name: name, Format: format})
	if !ok {
		return nil, iglu.ErrNotFound
	}
	names, err := r.names("schemas/" + path[:strings.LastIndexByte(path, '/')])
	if err != nil {
		return nil, answer(err)
	}
	var out []iglu.Version
	for _, n := range names {
		if !strings.HasPrefix(n, strconv.Itoa(model)+"-") {
			continue
		}
		v, err := iglu.ParseVersion(n)
		if err != nil {
			return nil, fmt.Errorf("%w: file %s among the versions of %s/%s", iglu.ErrBroken, n, vendor, name)
		}
		out = append(out, v)
	}
	if out == nil {
		return nil, iglu.ErrNotFound
	}
	slices.SortFunc(out, iglu.Version.Compare)
	return out, nil
}

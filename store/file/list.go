package file

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/camonica/camonica/store"
)

// List yields objects in ascending order of their keys. It holds the names of
// one folder of each level at a time.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[store.Info, error] {
	return func(yield func(store.Info, error) bool) {
		dir, _ := path.Split(prefix)
		if dir != "" && store.CheckKey(strings.TrimSuffix(dir, "/")) != nil {
			return // no key begins so
		}
		root, err := s.open(false)
		if err != nil {
			if absentIsFine(err) != nil {
				yield(store.Info{}, err)
			}
			return
		}
		w := walk{ctx: ctx, root: root, prefix: prefix, yield: yield}
		w.folder(dir)
	}
}

type walk struct {
	ctx    context.Context
	root   *os.Root
	prefix string
	yield  func(store.Info, error) bool
}

// folder yields what lies below dir, which ends with a slash or is empty. It
// answers false when the listing is to end.
func (w *walk) folder(dir string) bool {
	if err := w.ctx.Err(); err != nil {
		return w.fail(err)
	}
	entries, err := readDir(w.root, dir)
	if err != nil {
		return w.fail(err)
	}
	for _, e := range entries {
		key := dir + e.Name()
		if strings.HasPrefix(e.Name(), tempPrefix) {
			continue
		}
		if e.IsDir() {
			key += "/"
			if strings.HasPrefix(key, w.prefix) || strings.HasPrefix(w.prefix, key) {
				if !w.folder(key) {
					return false
				}
			}
			continue
		}
		if strings.HasPrefix(key, w.prefix) && !w.file(key) {
			return false
		}
	}
	return true
}

func (w *walk) file(key string) bool {
	i, err := w.root.Stat(key) // follows links, but not out of the folder
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return true // removed since
	case err != nil:
		return w.fail(err)
	case i.IsDir():
		return w.fail(fmt.Errorf("list %s: symbolic link to a folder", key))
	case !i.Mode().IsRegular():
		return true
	}
	return w.yield(info(key, i), nil)
}

func (w *walk) fail(err error) bool {
	if absentIsFine(err) == nil {
		return true
	}
	w.yield(store.Info{}, err)
	return false
}

// readDir gives the entries in the order of the keys below them: a folder
// counts as its name with a slash.
func readDir(root *os.Root, dir string) ([]fs.DirEntry, error) {
	f, err := root.Open(cmp.Or(strings.TrimSuffix(dir, "/"), "."))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	if err != nil {
		return nil, err
	}
	order := func(e fs.DirEntry) string {
		if e.IsDir() {
			return e.Name() + "/"
		}
		return e.Name()
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(order(a), order(b)) })
	return entries, nil
}

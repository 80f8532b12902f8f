package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/camonica/camonica/store"
)

// Store keeps objects below a folder.
type Store struct {
	dir string

	mu   sync.Mutex
	root *os.Root // nil until the folder is there

	syncs syncs
}

var (
	_ store.Store  = (*Store)(nil)
	_ store.Copier = (*Store)(nil)
)

const (
	dirMode  = 0o700
	fileMode = 0o600
)

// New is the store in a folder, an absolute path. The folder is made by the
// first Put; before that the store is empty.
func New(dir string) (*Store, error) {
	if !filepath.IsAbs(dir) {
		return nil, fmt.Errorf("store folder %q is not an absolute path", dir)
	}
	return &Store{dir: filepath.Clean(dir)}, nil
}

// Open is New for a location, for store.Openers.
func Open(_ context.Context, l store.Location) (store.Store, error) { return New(l.Prefix) }

// Dir is the folder.
func (s *Store) Dir() string { return s.dir }

// Close gives back the handle of the folder.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.root == nil {
		return nil
	}
	err := s.root.Close()
	s.root = nil
	return err
}

// open is the folder's handle; fs.ErrNotExist if it is not there yet.
func (s *Store) open(create bool) (*os.Root, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.root != nil {
		return s.root, nil
	}
	if create {
		if err := os.MkdirAll(s.dir, dirMode); err != nil {
			return nil, err
		}
	}
	root, err := os.OpenRoot(s.dir)
	if err != nil {
		return nil, err
	}
	s.root = root
	return root, nil
}

// Open reads a range of an object.
func (s *Store) Open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	if off < 0 {
		return nil, fmt.Errorf("open %s: negative offset %d", key, off)
	}
	f, err := s.openFile(ctx, key)
	if err != nil {
		return nil, err
	}
	if off > 0 {
		if _, err := f.Seek(off, io.SeekStart); err != nil {
			f.Close()
			return nil, err
		}
	}
	if n < 0 {
		return f, nil
	}
	return &limited{io.LimitedReader{R: f, N: n}, f}, nil
}

func (s *Store) openFile(ctx context.Context, key string) (*os.File, error) {
	if err := check(ctx, key); err != nil {
		return nil, err
	}
	root, err := s.open(false)
	if err != nil {
		return nil, answer(err)
	}
	// Without O_NONBLOCK a named pipe in the folder would hold us for ever.
	f, err := root.OpenFile(key, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, answer(err)
	}
	if i, err := f.Stat(); err != nil || !i.Mode().IsRegular() {
		f.Close()
		return nil, answer(errors.Join(err, fs.ErrNotExist))
	}
	return f, nil
}

// limited is a file up to a length.
type limited struct {
	io.LimitedReader
	f *os.File
}

func (l *limited) Close() error { return l.f.Close() }

// Stat describes an object.
func (s *Store) Stat(ctx context.Context, key string) (store.Info, error) {
	if err := check(ctx, key); err != nil {
		return store.Info{}, err
	}
	root, err := s.open(false)
	if err != nil {
		return store.Info{}, answer(err)
	}
	i, err := root.Stat(key)
	if err != nil {
		return store.Info{}, answer(err)
	}
	if !i.Mode().IsRegular() {
		return store.Info{}, store.ErrNotExist
	}
	return info(key, i), nil
}

// Delete removes an object. Folders that it leaves empty go too, if they are
// run folders or below one: those are ours.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := check(ctx, key); err != nil {
		return err
	}
	root, err := s.open(false)
	if err != nil {
		return absentIsFine(err)
	}
	if i, err := root.Lstat(key); err != nil || i.IsDir() {
		return absentIsFine(err)
	}
	if err := root.Remove(key); err != nil {
		return absentIsFine(err)
	}
	dir := path.Dir(key)
	for inRun(dir) && root.Remove(dir) == nil { // fails when not empty
		dir = path.Dir(dir)
	}
	return s.syncs.sync(root, dir)
}

// inRun tells whether a folder is one of a run.
func inRun(dir string) bool {
	return strings.HasPrefix(dir, "run=") || strings.Contains(dir, "/run=")
}

// check is what every method asks first.
func check(ctx context.Context, key string) error {
	if err := store.CheckKey(key); err != nil {
		return err
	}
	if strings.HasPrefix(key, tempPrefix) || strings.Contains(key, "/"+tempPrefix) {
		return fmt.Errorf("store: key %q has an element that begins with %s", key, tempPrefix)
	}
	return ctx.Err()
}

// answer turns the system's ways to say "not there" into ErrNotExist.
func answer(err error) error {
	if absentIsFine(err) == nil {
		return store.ErrNotExist
	}
	return err
}

func absentIsFine(err error) error {
	// ENOTDIR: an element of the path is a file.
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil
	}
	return err
}

func info(key string, i fs.FileInfo) store.Info {
	return store.Info{Key: key, Size: i.Size(), ModTime: i.ModTime()}
}

package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"sync"

	"github.com/camonica/camonica/store"
)

// Put creates an object. When it returns, the object survives a loss of power.
func (s *Store) Put(ctx context.Context, key string, r io.Reader) (store.Info, error) {
	if err := check(ctx, key); err != nil {
		return store.Info{}, err
	}
	root, err := s.open(true)
	if err != nil {
		return store.Info{}, err
	}
	if err := vacant(root, key); err != nil {
		return store.Info{}, err
	}
	t, err := s.createTemp(root, path.Dir(key))
	if err != nil {
		return store.Info{}, fmt.Errorf("put %s: %w", key, err)
	}
	defer t.Close() // frees its lock: not before its name is gone
	info, err := fill(ctx, t.File, r)
	if err == nil {
		// The last moment at which a cancelled Put leaves nothing.
		err = ctx.Err()
	}
	if err == nil {
		err = linkNew(root, t.name, key)
	}
	if rerr := root.Remove(t.name); err == nil && rerr != nil {
		err = rerr
	}
	if err == nil {
		err = s.syncs.sync(root, path.Dir(key))
	}
	if err != nil {
		return store.Info{}, fmt.Errorf("put %s: %w", key, err)
	}
	info.Key = key
	return info, nil
}

// vacant tells early that a name is taken, before anything is read.
func vacant(root *os.Root, key string) error {
	i, err := root.Lstat(key)
	switch {
	case err != nil:
		return absentIsFine(err)
	case i.IsDir():
		return fmt.Errorf("put %s: there is a folder of that name", key)
	}
	return store.ErrExists
}

func linkNew(root *os.Root, temp, key string) error {
	err := root.Link(temp, key)
	switch {
	case errors.Is(err, fs.ErrExist):
		return store.ErrExists
	case errors.Is(err, fs.ErrPermission), errors.Is(err, errors.ErrUnsupported):
		return fmt.Errorf("the file system must allow hard links: %w", err)
	}
	return err
}

// mkdirAll makes dir and syncs the folders in which it made one.
func (s *Store) mkdirAll(root *os.Root, dir string) error {
	if dir == "." {
		return nil
	}
	err := root.Mkdir(dir, dirMode)
	if errors.Is(err, fs.ErrNotExist) {
		if err := s.mkdirAll(root, path.Dir(dir)); err != nil {
			return err
		}
		err = root.Mkdir(dir, dirMode)
	}
	switch {
	case err == nil:
		return s.syncs.sync(root, path.Dir(dir))
	case errors.Is(err, fs.ErrExist):
		return nil
	}
	return err
}

// copying is what one Put needs to move bytes.
type copying struct {
	sum hash.Hash
	buf [64 << 10]byte
}

var copies = sync.Pool{New: func() any { return &copying{sum: sha256.New()} }}

// fill writes r to f and syncs it.
func fill(ctx context.Context, f *os.File, r io.Reader) (store.Info, error) {
	c := copies.Get().(*copying)
	defer copies.Put(c)
	defer clear(c.buf[:])
	c.sum.Reset()
	var size int64
	for {
		if err := ctx.Err(); err != nil {
			return store.Info{}, err
		}
		n, err := r.Read(c.buf[:])
		c.sum.Write(c.buf[:n])
		if _, err := f.Write(c.buf[:n]); err != nil {
			return store.Info{}, err
		}
		size += int64(n)
		if err == io.EOF {
			break
		}
		if err != nil {
			return store.Info{}, err
		}
	}
	if err := f.Sync(); err != nil {
		return store.Info{}, err
	}
	i, err := f.Stat()
	if err != nil {
		return store.Info{}, err
	}
	return store.Info{Size: size, ModTime: i.ModTime(), SHA256: hex.EncodeToString(c.sum.Sum(nil))}, nil
}

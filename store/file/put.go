package file

import (
	"context"
	"crypto/rand"
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
	f, temp, err := s.createTemp(root, path.Dir(key))
	if err != nil {
		return store.Info{}, fmt.Errorf("put %s: %w", key, err)
	}
	info, err := fill(ctx, f, r)
	if err == nil {
		// The last moment at which a cancelled Put leaves nothing.
		err = ctx.Err()
	}
	if err == nil {
		err = linkNew(root, temp, key)
	}
	if rerr := root.Remove(temp); err == nil && rerr != nil {
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

// createTemp makes dir and a temporary file in it. A Delete at the same time
// may remove the folder while it is still empty, so it is made again.
func (s *Store) createTemp(root *os.Root, dir string) (*os.File, string, error) {
	const attempts = 100
	for i := 0; ; i++ {
		if err := s.mkdirAll(root, dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, "", err
		}
		temp := path.Join(dir, tempName())
		f, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
		if err == nil || !errors.Is(err, fs.ErrNotExist) || i == attempts {
			return f, temp, err
		}
	}
}

func tempName() string {
	var b [8]byte
	rand.Read(b[:])
	return tempPrefix + hex.EncodeToString(b[:])
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

// fill writes r to f, syncs and closes it.
func fill(ctx context.Context, f *os.File, r io.Reader) (store.Info, error) {
	defer f.Close()
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
	if err := f.Close(); err != nil {
		return store.Info{}, err
	}
	return store.Info{Size: size, ModTime: i.ModTime(), SHA256: hex.EncodeToString(c.sum.Sum(nil))}, nil
}

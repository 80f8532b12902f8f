package file

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"

	"golang.org/x/sys/unix"

	"github.com/camonica/camonica/store"
)

// CopyFrom gives a file of another folder a second name here: no bytes move,
// and since objects never change, the two names are as good as two files. It is
// errors.ErrUnsupported where that is not possible, such as between file
// systems.
func (s *Store) CopyFrom(ctx context.Context, src store.Store, srcKey, dstKey string) (store.Info, error) {
	from, ok := src.(*Store)
	if !ok {
		return store.Info{}, errors.ErrUnsupported
	}
	if err := check(ctx, srcKey); err != nil {
		return store.Info{}, err
	}
	if err := check(ctx, dstKey); err != nil {
		return store.Info{}, err
	}
	srcRoot, err := from.open(false)
	if err != nil {
		return store.Info{}, answer(err)
	}
	i, err := srcRoot.Lstat(srcKey)
	if err != nil {
		return store.Info{}, answer(err)
	}
	if !i.Mode().IsRegular() {
		return store.Info{}, errors.ErrUnsupported
	}
	root, err := s.open(true)
	if err != nil {
		return store.Info{}, err
	}
	if err := s.link(srcRoot, srcKey, root, dstKey); err != nil {
		return store.Info{}, err
	}
	if err := s.syncs.sync(root, path.Dir(dstKey)); err != nil {
		return store.Info{}, fmt.Errorf("copy to %s: %w", dstKey, err)
	}
	return info(dstKey, i), nil
}

// link makes the folder of dstKey and links into it.
func (s *Store) link(srcRoot *os.Root, srcKey string, root *os.Root, dstKey string) error {
	from, err := srcRoot.Open(path.Dir(srcKey))
	if err != nil {
		return answer(err)
	}
	defer from.Close()
	const attempts = 100 // as in createTemp
	for i := 0; ; i++ {
		err := s.linkInto(from, path.Base(srcKey), root, dstKey)
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if _, err := from.Stat(); err != nil || i == attempts {
			return store.ErrNotExist
		}
	}
}

func (s *Store) linkInto(from *os.File, name string, root *os.Root, dstKey string) error {
	if err := s.mkdirAll(root, path.Dir(dstKey)); err != nil {
		return err
	}
	to, err := root.Open(path.Dir(dstKey))
	if err != nil {
		return err
	}
	defer to.Close()
	err = unix.Linkat(int(from.Fd()), name, int(to.Fd()), path.Base(dstKey), 0)
	switch err {
	case nil:
		return nil
	case unix.EEXIST:
		return store.ErrExists
	case unix.ENOENT:
		return fs.ErrNotExist
	}
	// Another file system, or one that has no links.
	return errors.ErrUnsupported
}

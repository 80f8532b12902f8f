package file

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

const (
	tempPrefix = ".tmp-"
	tempRandom = 8 // bytes of a temporary name, in hex behind the prefix
)

// A temp is a file on its way to its name. While it is open its lock is held, which
// the kernel frees when the process dies; so it tells Sweep what is left over.
type temp struct {
	*os.File
	name string
}

func tempName() string {
	var b [tempRandom]byte
	rand.Read(b[:])
	return tempPrefix + hex.EncodeToString(b[:])
}

// ours tells whether a name is one of tempName's.
func ours(name string) bool {
	digits, ok := strings.CutPrefix(name, tempPrefix)
	return ok && len(digits) == 2*tempRandom && strings.Trim(digits, "0123456789abcdef") == ""
}

// createTemp makes dir and a temporary file in it. A Delete or Sweep at the same
// time may remove the folder while it is still empty, or the file before its lock
// is held, so they are made again.
func (s *Store) createTemp(root *os.Root, dir string) (*temp, error) {
	const attempts = 100
	for i := 0; ; i++ {
		if err := s.mkdirAll(root, dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		name := path.Join(dir, tempName())
		f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
		if err == nil {
			// Without locks in the file system Sweep goes by age.
			if locked := flock(f, unix.LOCK_EX); locked == nil {
				_, err = root.Lstat(name)
			}
			if err == nil {
				return &temp{f, name}, nil
			}
			f.Close()
		}
		if !errors.Is(err, fs.ErrNotExist) || i == attempts {
			return nil, err
		}
	}
}

// flock is replaced by tests for file systems without locks.
var flock = func(f *os.File, how int) error {
	for {
		err := unix.Flock(int(f.Fd()), how)
		if err != unix.EINTR {
			return err
		}
	}
}

// Sweep removes what Puts of processes that died left in a folder, which ends with
// a slash or is empty: temporary files, and folders of runs that are empty. Whoever
// is at work, here or in another process, is not disturbed. Where the file system
// has no locks, files stay that were written to within the given time. Sweep
// answers how many files there were.
func (s *Store) Sweep(ctx context.Context, folder string, idle time.Duration) (int, error) {
	root, err := s.open(false)
	if err != nil {
		return 0, absentIsFine(err)
	}
	w := sweep{ctx: ctx, root: root, before: time.Now().Add(-idle)}
	_, err = w.folder(folder)
	return w.removed, err
}

type sweep struct {
	ctx     context.Context
	root    *os.Root
	before  time.Time
	removed int
}

// folder sweeps what lies below dir and answers whether dir is gone.
func (w *sweep) folder(dir string) (gone bool, err error) {
	if err := w.ctx.Err(); err != nil {
		return false, err
	}
	entries, err := readDir(w.root, dir)
	if err != nil {
		return false, absentIsFine(err)
	}
	left := len(entries)
	for _, e := range entries {
		name := dir + e.Name()
		gone := false
		switch {
		case e.IsDir():
			gone, err = w.folder(name + "/")
		case e.Type().IsRegular() && ours(e.Name()):
			gone, err = w.file(name)
		}
		if err != nil {
			return false, err
		}
		if gone {
			left--
		}
	}
	name := strings.TrimSuffix(dir, "/")
	return left == 0 && inRun(name) && w.root.Remove(name) == nil, nil
}

// file removes a temporary file that nobody holds.
func (w *sweep) file(name string) (gone bool, err error) {
	f, err := w.root.OpenFile(name, os.O_RDONLY|unix.O_NONBLOCK|unix.O_NOFOLLOW, 0)
	if errors.Is(err, fs.ErrPermission) {
		return false, nil // somebody else's
	}
	if err != nil {
		return false, absentIsFine(err)
	}
	defer f.Close()
	switch err := flock(f, unix.LOCK_EX|unix.LOCK_NB); err {
	case nil:
	case unix.EWOULDBLOCK:
		return false, nil
	default:
		i, err := f.Stat()
		if err != nil || i.ModTime().After(w.before) {
			return false, err
		}
	}
	if err := w.root.Remove(name); err != nil {
		return false, absentIsFine(err)
	}
	w.removed++
	return true, nil
}

package spill

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// unnamed makes a file that never has a name.
func unnamed(dir string) (*os.File, error) {
	file, err := os.OpenFile(dir, os.O_RDWR|unix.O_TMPFILE, 0o600)
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.EISDIR) {
		return named(dir) // a file system or kernel that can not
	}
	return file, err
}

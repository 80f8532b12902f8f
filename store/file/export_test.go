package file

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// NoLocks makes the file system one without locks, until the test ends.
func NoLocks(t *testing.T) {
	old := flock
	flock = func(*os.File, int) error { return unix.ENOLCK }
	t.Cleanup(func() { flock = old })
}

//go:build unix

package keys

import (
	"sync"

	"golang.org/x/sys/unix"
)

// secrets hands out slots of pages that are mapped apart from Go's heap and
// locked in memory, so that they are never swapped. Slots are not given back: a
// process knows few keys, and a freed slot could still be in use.
var secrets struct {
	sync.Mutex
	free []byte
}

// lockedSecret is room for one key. Where the system gives no such page
// (RLIMIT_MEMLOCK, sandbox), it lies on the ordinary heap.
func lockedSecret() *[Size]byte {
	secrets.Lock()
	defer secrets.Unlock()
	if len(secrets.free) < Size {
		page, err := unix.Mmap(-1, 0, unix.Getpagesize(), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
		if err != nil {
			return new([Size]byte)
		}
		if err := unix.Mlock(page); err != nil {
			_ = unix.Munmap(page)
			return new([Size]byte)
		}
		secrets.free = page
	}
	s := (*[Size]byte)(secrets.free)
	secrets.free = secrets.free[Size:]
	return s
}

package keys

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// Harden keeps the memory of this process out of core dumps and out of reach
// of debuggers of the same user: RLIMIT_CORE 0 and not dumpable. Call it before
// the first key is read. Children inherit the limit, not the flag.
func Harden() error {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return fmt.Errorf("forbid core dumps: %w", err)
	}
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return fmt.Errorf("forbid attaching to the process: %w", err)
	}
	return nil
}

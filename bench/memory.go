package bench

import (
	"bytes"
	"os"
	"runtime/debug"
	"strconv"
)

// resetPeak makes peakMemory forget what was before, where the system can.
func resetPeak() {
	debug.FreeOSMemory()
	// An error leaves the peak as it is: an upper bound.
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
}

// peakMemory is the most memory that this process has had resident, in bytes; 0
// where the system does not tell.
func peakMemory() int64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, ok := bytes.Cut(b, []byte("VmHWM:"))
	if !ok {
		return 0
	}
	fields := bytes.Fields(rest)
	if len(fields) < 2 {
		return 0
	}
	kb, err := strconv.ParseInt(string(fields[0]), 10, 64)
	if err != nil {
		return 0
	}
	return kb << 10
}

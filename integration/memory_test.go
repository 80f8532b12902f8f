//go:build integration

package integration

import (
	"os"
	"syscall"
	"testing"
)

// peak is the largest resident set of a process that has ended, in bytes.
func peak(p *os.ProcessState) int64 {
	if u, ok := p.SysUsage().(*syscall.Rusage); ok {
		return u.Maxrss << 10
	}
	return 0
}

// Memory does not grow with the input.
func TestMemory(t *testing.T) {
	const limit = 512 << 20
	sizes := []int{100_000, 600_000}
	if os.Getenv("CAMONICA_BIG") != "" {
		sizes = append(sizes, 3_000_000)
	}
	for _, events := range sizes {
		s := newShop(t, true)
		s.fill(events, max(12, events/50_000))
		s.must()
		t.Logf("%d events: %d MiB, %d rows of events", events, s.peakMemory>>20, s.events())
		if s.peakMemory > limit {
			t.Errorf("%d events took %d MiB, more than %d", events, s.peakMemory>>20, int64(limit)>>20)
		}
	}
}

func (s *shop) events() int {
	s.t.Helper()
	db := s.database()
	defer db.Close()
	return len(s.query(db, "SELECT event_id FROM atomic.events"))
}

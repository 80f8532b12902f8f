package run_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/camonica/camonica/run"
)

func TestStateLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "camonica", "lock")
	h := run.NewHolder("", start)
	l, err := run.LockState(path, h)
	if err != nil {
		t.Fatal(err)
	}
	h.Run = "2026-01-02-03-04-05"
	if err := l.Note(h); err != nil {
		t.Fatal(err)
	}
	_, err = run.LockState(path, h)
	if !errors.Is(err, run.ErrLocked) || run.OutcomeOf(err) != run.Locked || !strings.Contains(err.Error(), string(h.Run)) {
		t.Errorf("second lock: %v, want ErrLocked naming the run", err)
	}
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	if l, err = run.LockState(path, h); err != nil {
		t.Fatal(err)
	}
	if err := l.Release(); err != nil {
		t.Error(err)
	}
}

func TestFileLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	h := run.NewHolder("2026-01-02-03-04-05", start)
	l, err := run.TakeLock(path, h, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := run.TakeLock(path, h, false); !errors.Is(err, run.ErrLocked) {
		t.Errorf("second lock: %v, want ErrLocked", err)
	}
	taken, err := run.TakeLock(path, h, true)
	if err != nil {
		t.Fatalf("take over: %v", err)
	}
	text, err := os.ReadFile(path)
	if err != nil || strings.Count(string(text), " ") != 3 || !strings.HasSuffix(string(text), "2026-01-02-03-04-05\n") {
		t.Errorf("content %q, %v; want pid, host, start, run", text, err)
	}
	for _, l := range []*run.FileLock{taken, l} { // the second finds nothing, which is fine
		if err := l.Release(); err != nil {
			t.Error(err)
		}
	}
	for o, keeps := range map[run.Outcome]bool{run.Succeeded: false, run.NoData: false, run.NotEmpty: false, run.Failed: true, run.Locked: true} {
		if o.KeepsLock() != keeps {
			t.Errorf("outcome %d keeps the lock: %v", o, o.KeepsLock())
		}
	}
}

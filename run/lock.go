package run

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/store"
)

// ErrLocked reports that somebody else holds the lock.
var ErrLocked = errors.New("another run holds the lock")

// A LockedError is ErrLocked with what the lock says about its holder.
type LockedError struct {
	Path   string
	Holder string // one line, as the holder wrote it; may be empty
}

func (e *LockedError) Error() string {
	if e.Holder == "" {
		return e.Path + ": " + ErrLocked.Error()
	}
	return e.Path + ": " + ErrLocked.Error() + " (" + e.Holder + ")"
}

// Unwrap makes it ErrLocked.
func (e *LockedError) Unwrap() error { return ErrLocked }

// A Holder is who takes a lock.
type Holder struct {
	PID     int
	Host    string
	Started time.Time
	Run     ID // "" while it is not known
}

// NewHolder describes this process.
func NewHolder(run ID, started time.Time) Holder {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return Holder{PID: os.Getpid(), Host: host, Started: started, Run: run}
}

// String is the content of a lock: pid, host, start, run id.
func (h Holder) String() string {
	return strings.TrimSpace(strings.Join([]string{
		strconv.Itoa(h.PID), h.Host, h.Started.UTC().Format(time.RFC3339), string(h.Run),
	}, " "))
}

// parseHolder reads what String wrote; locks of R108 hold a process id only.
func parseHolder(line string) (h Holder) {
	f := strings.Fields(line)
	for len(f) < 4 {
		f = append(f, "")
	}
	// What is no number or time is not known.
	h.PID, _ = strconv.Atoi(f[0])
	h.Started, _ = time.Parse(time.RFC3339, f[2])
	h.Host, h.Run = f[1], ID(f[3])
	return h
}

// HolderOf tells who holds the lock of a state folder; held is false if nobody does.
// Where the lock names a process of this host that is gone it is not touched; else it
// is tried for a moment.
func HolderOf(path string) (h Holder, held bool) {
	f, err := os.Open(path)
	if err != nil {
		return Holder{}, false
	}
	defer f.Close()
	h = parseHolder(firstLine(f))
	if h.Host == NewHolder("", time.Time{}).Host && h.PID > 0 && errors.Is(unix.Kill(h.PID, 0), unix.ESRCH) {
		return h, false
	}
	return h, errors.Is(unix.Flock(int(f.Fd()), unix.LOCK_SH|unix.LOCK_NB), unix.EWOULDBLOCK)
}

// A StateLock keeps other runs out of a state folder while this process lives:
// the kernel frees it when the process ends, however that happens. The file
// stays, so that two processes never lock two different ones.
type StateLock struct{ f *os.File }

// LockState takes the lock file of a state folder, made with its folder (0700) if
// it is not there. ErrLocked if another process has it.
func LockState(path string, h Holder) (*StateLock, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("open lock: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock: %w", err)
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		defer f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, &LockedError{path, firstLine(f)}
		}
		return nil, fmt.Errorf("take lock %s: %w", path, err)
	}
	l := &StateLock{f}
	if err := l.Note(h); err != nil {
		_ = f.Close()
		return nil, err
	}
	return l, nil
}

// Note replaces what the lock says about its holder, once the run id is known.
func (l *StateLock) Note(h Holder) error {
	line := h.String() + "\n"
	if err := l.f.Truncate(0); err != nil {
		return fmt.Errorf("write lock: %w", err)
	}
	if _, err := l.f.WriteAt([]byte(line), 0); err != nil {
		return fmt.Errorf("write lock: %w", err)
	}
	return nil
}

// Release frees the lock.
func (l *StateLock) Release() error { return l.f.Close() }

// A FileLock is R108's --lock: a file that exists. It survives the process, so
// that after a failure an operator must look before the next run starts.
type FileLock struct{ path string }

// TakeLock creates the lock file; ErrLocked if it exists. With ignore an existing
// one is taken over.
func TakeLock(path string, h Holder, ignore bool) (*FileLock, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("take lock: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		if !ignore {
			return nil, &LockedError{path, readFirstLine(path)}
		}
		f, err = os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("take lock: %w", err)
	}
	_, err = io.WriteString(f, h.String()+"\n")
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("write lock: %w", err)
	}
	return &FileLock{path}, nil
}

// Release removes the file. One that is gone already is released.
func (l *FileLock) Release() error {
	if err := os.Remove(l.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("release lock: %w", err)
	}
	return nil
}

// KeepsLock says whether a run that ended so leaves its --lock behind.
func (o Outcome) KeepsLock() bool { return o == Failed || o == Locked }

func readFirstLine(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	return firstLine(f)
}

// firstLine reads what a lock says; locks of R108 hold a process id.
func firstLine(r io.Reader) string {
	b, err := io.ReadAll(io.LimitReader(r, 300))
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.ToValidUTF8(line, "?")
}

// LockPath is where the lock of a configuration's state folder lies; ok is false
// where that is no folder of this machine and so cannot be locked.
func LockPath(c *config.Config) (path string, ok bool) {
	log := c.AWS.S3.Buckets.Log
	return filepath.Join(log.Path(), filepath.FromSlash(store.LockKey())), log.IsFile()
}

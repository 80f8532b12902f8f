package testparts

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	readyWithin = 30 * time.Second
	stopWithin  = 5 * time.Second
	starts      = 3 // with another port, when a server ends at once
	tail        = 4 << 10
)

// A process is a running server.
type process struct {
	cmd  *exec.Cmd
	out  output
	done chan struct{} // closed when it has ended
}

// output keeps what a server prints.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write keeps b.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(b)
}

func (o *output) contains(s string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return bytes.Contains(o.b.Bytes(), []byte(s))
}

// last returns the end of what was printed.
func (o *output) last() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	b := o.b.Bytes()
	return string(b[max(0, len(b)-tail):])
}

// environment is that of all children: nothing of ours gets in.
func environment(home string) []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + home, "LANG=C.UTF-8"}
}

// serve starts a server and waits until it prints ready. It is stopped at the end
// of the test, and dies when the test binary does.
func serve(t testing.TB, dir, ready string, command func(port int) *exec.Cmd) (port int) {
	t.Helper()
	for range starts {
		port = freePort(t)
		p := &process{cmd: command(port), done: make(chan struct{})}
		p.cmd.Env, p.cmd.Dir = environment(dir), dir
		p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.out
		p.start(t)
		if p.wait(ready) {
			t.Cleanup(func() {
				p.stop()
				if t.Failed() {
					t.Logf("%s printed at the end:\n%s", p.cmd.Path, p.out.last())
				}
			})
			return port
		}
		p.stop()
		t.Logf("%s did not get ready:\n%s", p.cmd.Path, p.out.last())
	}
	t.Fatalf("server does not start")
	return 0
}

// start runs the command from a thread that lives as long as the child: the
// signal at its parent's death is that of the thread.
func (p *process) start(t testing.TB) {
	t.Helper()
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			_ = p.cmd.Wait() // how a server ends is seen in what it printed
			close(p.done)
		}
	}()
	if err := <-started; err != nil {
		t.Fatalf("start %s: %v", p.cmd.Path, err)
	}
}

// wait tells whether the server got ready.
func (p *process) wait(ready string) bool {
	deadline := time.After(readyWithin)
	for {
		if p.out.contains(ready) {
			return true
		}
		select {
		case <-p.done:
			return false
		case <-deadline:
			return false
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (p *process) stop() {
	for _, s := range []os.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		_ = p.cmd.Process.Signal(s) // it may have ended
		select {
		case <-p.done:
			return
		case <-time.After(stopWithin):
		}
	}
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("find a free port: %v", err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// folder makes a temporary folder that belongs to the account; all folders above
// it can be passed through.
func folder(t testing.TB, a *account) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "camonica-part-")
	if err != nil {
		t.Fatalf("make folder: %v", err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := a.own(dir); err != nil {
		t.Fatalf("make folder: %v", err)
	}
	return dir
}

// run runs a program to its end.
func run(t testing.TB, a *account, dir string, program string, args ...string) {
	t.Helper()
	cmd := exec.Command(program, args...) //nolint:gosec // a part of the tests
	cmd.Env, cmd.Dir = environment(dir), dir
	a.use(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out[max(0, len(out)-tail):])
	}
}

// An account is the user that servers run as: our own, or another one if we are
// root, which database servers refuse to run as.
type account struct {
	name     string
	uid, gid int
}

func (a *account) own(path string) error {
	if a.uid == os.Getuid() {
		return nil
	}
	if err := os.Chown(path, a.uid, a.gid); err != nil {
		return fmt.Errorf("give %s to user %s: %w", path, strconv.Itoa(a.uid), err)
	}
	return nil
}

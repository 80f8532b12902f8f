//go:build !linux

package testparts

import (
	"os"
	"os/exec"
	"os/user"
	"testing"
)

// someone returns our own account; root runs no servers here.
func someone(t testing.TB, _ ...string) *account {
	t.Helper()
	u, err := user.Current()
	if err != nil || os.Getuid() == 0 {
		t.Skip("servers are not started as root on this system")
	}
	return &account{name: u.Username, uid: os.Getuid(), gid: os.Getgid()}
}

func (*account) use(*exec.Cmd) {}

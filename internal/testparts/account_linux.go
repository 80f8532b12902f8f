package testparts

import (
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
	"testing"
)

// someone returns the account of one of the names that exists, if we are root.
func someone(t testing.TB, names ...string) *account {
	t.Helper()
	if os.Getuid() != 0 {
		u, err := user.Current()
		if err != nil {
			t.Fatalf("who are we: %v", err)
		}
		return &account{name: u.Username, uid: os.Getuid(), gid: os.Getgid()}
	}
	for _, name := range append(names, "nobody") {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.Atoi(u.Uid)
		gid, errGID := strconv.Atoi(u.Gid)
		if errUID == nil && errGID == nil {
			return &account{name: u.Username, uid: uid, gid: gid}
		}
	}
	t.Skip("we are root and there is no other user to run a server as")
	return nil
}

// use has the command run as the account and die with its parent.
func (a *account) use(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if a.uid != os.Getuid() {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)} //nolint:gosec // ids fit
	}
}

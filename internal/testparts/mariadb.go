package testparts

import (
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// MariaDB starts MariaDB for the test. Its user root has no password.
func MariaDB(t testing.TB) *Server {
	t.Helper()
	program := Need(t, "mariadb")
	a := someone(t, "mysql")
	dir := folder(t, a)
	data := filepath.Join(dir, "data")
	run(t, a, dir, find("mariadb-install-db", parts["mariadb"].folders), "--no-defaults", "--user="+a.name, "--datadir="+data,
		"--auth-root-authentication-method=normal", "--skip-test-db")
	ca, cert, key := certify(t, a, dir)
	port := serve(t, dir, "ready for connections", func(port int) *exec.Cmd {
		cmd := exec.Command(program, "--no-defaults", "--user="+a.name, "--datadir="+data, "--bind-address=127.0.0.1", //nolint:gosec // a part of the tests
			"--port="+strconv.Itoa(port), "--socket="+filepath.Join(dir, "s"), "--pid-file="+filepath.Join(dir, "pid"), "--skip-name-resolve",
			"--ssl-cert="+cert, "--ssl-key="+key)
		a.use(cmd)
		return cmd
	})
	return &Server{Port: port, User: "root", Database: "mysql", CA: ca}
}

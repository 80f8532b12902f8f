package testparts

import (
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// A Server is a database server of a test, on 127.0.0.1. It takes connections with
// and without TLS.
type Server struct {
	Port           int
	User, Password string
	Database       string // that is there from the start
	CA             string // file of the authority that certified it for localhost and 127.0.0.1
}

// Postgres starts PostgreSQL for the test.
func Postgres(t testing.TB) *Server {
	t.Helper()
	program := Need(t, "postgres")
	a := someone(t, "postgres")
	dir := folder(t, a)
	data := filepath.Join(dir, "data")
	run(t, a, dir, filepath.Join(filepath.Dir(program), "initdb"), "-D", data, "--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8")
	ca, cert, key := certify(t, a, dir)
	port := serve(t, dir, "ready to accept connections", func(port int) *exec.Cmd {
		cmd := exec.Command(program, "-D", data, "-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", //nolint:gosec // a part of the tests
			"-c", "ssl=on", "-c", "ssl_cert_file="+cert, "-c", "ssl_key_file="+key, "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "logging_collector=off")
		a.use(cmd)
		return cmd
	})
	return &Server{Port: port, User: "postgres", Database: "postgres", CA: ca}
}

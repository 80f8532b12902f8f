package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/camonica/camonica/run"
)

// asProgram is the environment variable that makes the test program camonica
// itself, for shells.
const asProgram = "CAMONICA_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(mainCode())
	}
	testscript.Main(m, map[string]func(){
		"camonica": func() { os.Exit(mainCode()) },
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("TMPDIR", e.Getenv("WORK"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"absolute":  absolute,
			"sealed":    sealedObject,
			"flip":      flip,
			"recipient": recipient,
			"exits":     exits,
			"runid":     runID,
			"digest":    digest,
			"lock":      lock,
			"service":   service,
		},
	})
}

// absolute PLACE URI FILE puts the URI in the place of a word in a file.
func absolute(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: absolute PLACE URI FILE")
	}
	text := strings.ReplaceAll(ts.ReadFile(args[2]), args[0], args[1])
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(text), 0o600))
}

// recipient KEY FILE puts the public key of a file in the place of RECIPIENT.
func recipient(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: recipient KEY FILE")
	}
	text := strings.ReplaceAll(ts.ReadFile(args[1]), "RECIPIENT", strings.TrimSpace(ts.ReadFile(args[0])))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o600))
}

// sealedObject FOLDER NAME sets the variable NAME to the first sealed object
// below a folder.
func sealedObject(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: sealed FOLDER NAME")
	}
	found := ""
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, _ fs.DirEntry, err error) error {
		if found == "" && strings.HasSuffix(path, ".cmn") {
			found = path
		}
		return err
	}))
	if found == "" {
		ts.Fatalf("no sealed object below %s", args[0])
	}
	ts.Setenv(args[1], found)
}

// flip FILE changes one bit in the middle of a file.
func flip(ts *testscript.TestScript, _ bool, args []string) {
	b := []byte(ts.ReadFile(args[0]))
	b[len(b)/2] ^= 1
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
}

// exits CODE PROGRAM … runs a program that must end with a code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGUMENTS…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	if e := (*exec.ExitError)(nil); errors.As(err, &e) {
		got = e.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// runID FOLDER NAME sets the variable NAME to the id of the only run in a folder.
func runID(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: runid FOLDER NAME")
	}
	found, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), "run=*"))
	ts.Check(err)
	if len(found) != 1 {
		ts.Fatalf("%d runs in %s, want one", len(found), args[0])
	}
	ts.Setenv(args[1], strings.TrimPrefix(filepath.Base(found[0]), "run="))
}

// digest FILE NAME sets the variable NAME to the SHA-256 of a file.
func digest(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: digest FILE NAME")
	}
	sum := sha256.Sum256([]byte(ts.ReadFile(args[0])))
	ts.Setenv(args[1], hex.EncodeToString(sum[:]))
}

// lock FILE holds the lock of a pipeline until the script ends.
func lock(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: lock FILE")
	}
	held, err := run.LockState(ts.MkAbs(args[0]), run.NewHolder("", time.Now()))
	ts.Check(err)
	ts.Defer(func() { held.Release() })
}

// service NAME FILE sets the variable NAME to the address of a remote adapter that
// makes a page view of every payload, and is down while the file is there.
func service(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: service NAME FILE")
	}
	down := ts.MkAbs(args[1])
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if _, err := os.Stat(down); err == nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		io.WriteString(w, `{"events":[{"e":"pv","p":"web","tv":"acme-1"}],"error":null}`)
	}))
	ts.Defer(s.Close)
	ts.Setenv(args[0], s.URL)
}

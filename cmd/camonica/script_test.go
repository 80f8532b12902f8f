package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
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

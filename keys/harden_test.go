package keys_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/camonica/camonica/keys"
)

// The hardened process is a child: a test that can not be debugged is no help.
func TestHarden(t *testing.T) {
	if os.Getenv("CAMONICA_TEST_HARDEN") != "" {
		if err := keys.Harden(); err != nil {
			t.Fatal(err)
		}
		limits, err := os.ReadFile("/proc/thread-self/limits")
		if err != nil {
			t.Skip(err)
		}
		for line := range strings.Lines(string(limits)) {
			if strings.HasPrefix(line, "Max core file size") && strings.Join(strings.Fields(line), " ") != "Max core file size 0 0 bytes" {
				t.Errorf("limits say %q", line)
			}
		}
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestHarden$")
	cmd.Env = append(os.Environ(), "CAMONICA_TEST_HARDEN=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

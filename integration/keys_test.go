//go:build integration

package integration

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/keys"
)

// With another key, or none, an unfinished run ends before anything is read or
// written.
func TestWrongKey(t *testing.T) {
	s := newShop(t, true)
	s.fill(400, 4)
	s.half()
	kek := s.read("keys/kek")
	for name, change := range map[string]func(t *testing.T){
		"none": func(*testing.T) {},
		"another": func(t *testing.T) {
			if err := keys.NewFile(s.path("keys/kek")); err != nil {
				t.Fatal(err)
			}
		},
		"rubbish": func(*testing.T) { s.write("keys/kek", []byte("no key\n")) },
		"empty":   func(*testing.T) { s.write("keys/kek", nil) },
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.RemoveAll(s.path("keys/kek")); err != nil {
				t.Fatal(err)
			}
			change(t)
			before := s.files("data")
			s.stderr.Reset()
			if code := s.run(); code != 1 || !strings.Contains(s.stderr.String(), "key") {
				t.Errorf("exit %d: %s", code, s.stderr.String())
			}
			if after := s.files("data"); !slices.Equal(before, after) {
				t.Errorf("files changed:\n%v\n%v", before, after)
			}
		})
	}
	s.write("keys/kek", kek)
	s.must()
}

// Of two calls at the same time one works, the other says that it does.
func TestTwoAtOnce(t *testing.T) {
	for range 3 {
		s := newShop(t, true)
		s.fill(6000, 6)
		other := &shop{t: t, dir: s.dir, tmp: s.tmp, sealed: true}
		a, b := s.command(s.runArgs()...), other.command(other.runArgs()...)
		if err := a.Start(); err != nil {
			t.Fatal(err)
		}
		if err := b.Start(); err != nil {
			t.Fatal(err)
		}
		_, _ = a.Wait(), b.Wait()
		codes := []int{a.ProcessState.ExitCode(), b.ProcessState.ExitCode()}
		slices.Sort(codes)
		if !slices.Equal(codes, []int{0, 17}) {
			t.Errorf("exit codes %v: %s%s", codes, s.stderr.String(), other.stderr.String())
		}
		if code := s.run(); code != 3 {
			t.Errorf("a third call: exit %d", code)
		}
	}
}

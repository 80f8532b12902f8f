//go:build integration

package integration

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/camonica/camonica/load/loadtest"
)

// half does the first half of a run: it is killed when the first bin of shred is
// done. Where that came too late the run is over, and the test begins again.
func (s *shop) half() {
	s.t.Helper()
	s.until("data/log/camonica/run=*/.work/shred/stage.json*")
}

// until runs until a file is there, and kills the program then.
func (s *shop) until(pattern string) {
	s.t.Helper()
	c := s.command(s.runArgs()...)
	if err := c.Start(); err != nil {
		s.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	for {
		if found, _ := filepath.Glob(s.path(pattern)); len(found) > 0 {
			_ = c.Process.Kill()
			<-ended
			return
		}
		select {
		case err := <-ended:
			s.t.Fatalf("the run ended before %s was there: %v: %s", pattern, err, s.stderr.String())
		case <-time.After(200 * time.Microsecond):
		}
	}
}

// blocked is half of a run that cannot load: the warehouse is no folder.
func (s *shop) blocked() {
	s.t.Helper()
	s.write("data/warehouse", []byte("no folder"))
	if code := s.run(); code != 1 {
		s.t.Fatalf("exit %d: %s", code, s.stderr.String())
	}
	if err := os.Remove(s.path("data/warehouse")); err != nil {
		s.t.Fatal(err)
	}
	s.stderr.Reset()
}

// An act changes a file, whose content is b; other is the content of another file
// of the same kind. nil removes it.
type act struct {
	name string
	do   func(b, other []byte) []byte
}

var acts = []act{
	{"flip in the header", func(b, _ []byte) []byte { return flip(b, 20) }},
	{"flip in the middle", func(b, _ []byte) []byte { return flip(b, len(b)/2) }},
	{"flip at the end", func(b, _ []byte) []byte { return flip(b, len(b)-1) }},
	{"cut by one", func(b, _ []byte) []byte { return b[:len(b)-1] }},
	{"cut to the header", func(b, _ []byte) []byte { return b[:min(92, len(b)-1)] }},
	{"cut to nothing", func([]byte, []byte) []byte { return []byte{} }},
	{"one byte more", func(b, _ []byte) []byte { return append(bytes.Clone(b), 'x') }},
	{"another file behind it", func(b, o []byte) []byte { return append(bytes.Clone(b), o...) }},
	{"another file for it", func(_, o []byte) []byte { return o }},
	{"clear text for it", func([]byte, []byte) []byte { return []byte("clear text\n") }},
	{"removed", func([]byte, []byte) []byte { return nil }},
}

func flip(b []byte, at int) []byte {
	c := bytes.Clone(b)
	c[at] ^= 1
	return c
}

// A kind of objects of an unfinished run.
type kind struct {
	pattern string
	remade  bool // what is gone is made again
}

// Whatever somebody does to an object of a half-done run: the run ends with an
// error, and nothing is loaded; or, where what is gone can be made again, with the
// right result.
func TestTampering(t *testing.T) {
	work := "data/log/camonica/run=*/.work/"
	t.Run("before load", func(t *testing.T) {
		tamper(t, (*shop).blocked, []kind{
			{work + "manifest-*.json.cmn", true},
			{work + "shred/stage.json.cmn", true},
			{work + "shred/done/*.cmn", true},
			{work + "enrich/done/*.cmn", true},
			{"data/log/camonica/keys/run=*.json", false},
			{"data/shredded/good/run=*/*/name=atomic/*/*/part-*.cmn", false},
			{"data/shredded/good/run=*/*/name=web_page/*/*/part-*.cmn", false},
			{"data/enriched/bad/run=*/*/part-*.cmn", false},
		})
	})
	t.Run("before shred", func(t *testing.T) {
		tamper(t, (*shop).half, []kind{
			{work + "verdicts/part-*.cmn", false},
			{work + "shred/bin-*.cmn", false},
			{"data/enriched/good/run=*/part-*.cmn", false},
		})
	})
	t.Run("before enrich", func(t *testing.T) {
		tamper(t, func(s *shop) { s.until("data/log/camonica/run=*/.work/enrich/stage.json*") }, []kind{
			{"data/raw/processing/*.cmn", false},
			{work + "enrich/stage.json.cmn", true},
			{work + "enrich/bin-*.cmn", false},
		})
	})
}

func tamper(t *testing.T, prepare func(*shop), kinds []kind) {
	calm := newShop(t, true)
	calm.fill(400, 4)
	calm.must()
	want := calm.rows()

	s := newShop(t, true)
	s.fill(400, 4)
	prepare(s)
	safe := filepath.Join(t.TempDir(), "data")
	if err := os.Rename(s.path("data"), safe); err != nil {
		t.Fatal(err)
	}
	for _, k := range kinds {
		for _, a := range acts {
			if err := os.RemoveAll(s.path("data")); err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(s.path("data"), os.DirFS(safe)); err != nil {
				t.Fatal(err)
			}
			found, _ := filepath.Glob(s.path(k.pattern))
			if len(found) == 0 {
				t.Fatalf("no %s: %v", k.pattern, s.files("data"))
			}
			slices.Sort(found)
			file := found[len(found)-1] // of manifests the one that counts
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			other := []byte("{}")
			if len(found) > 1 {
				if other, err = os.ReadFile(found[0]); err != nil {
					t.Fatal(err)
				}
			}
			what := fmt.Sprintf("%s: %s", a.name, strings.TrimPrefix(file, s.dir))
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
			c := a.do(b, other)
			if c != nil && bytes.Equal(bytes.TrimSpace(c), bytes.TrimSpace(b)) {
				continue // a line end of a clear document
			}
			if c != nil {
				if err := os.WriteFile(file, c, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			s.stderr.Reset()
			code := s.run()
			if code == 0 && k.remade && a.name == "removed" {
				loadtest.Same(t, what, s.rows(), want)
				continue
			}
			loaded := s.files("data/warehouse/_manifest")
			if code != 1 || len(loaded) > 0 {
				t.Errorf("%s: exit %d, %d entries in the warehouse: %s", what, code, len(loaded), s.stderr.String())
			}
			if strings.Contains(s.stderr.String(), "panic") || s.stderr.Len() == 0 {
				t.Errorf("%s: stderr: %s", what, s.stderr.String())
			}
		}
	}
}

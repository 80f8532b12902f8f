//go:build integration

package integration

import (
	"bytes"
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"github.com/camonica/camonica/demo"
)

func zipped(t *testing.T, r io.Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(z, r); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tracked(t *testing.T, events, part int) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := demo.Generate(&b, demo.Options{Events: events, Seed: 3, Part: part, Format: "clj-tomcat"}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// longLine is far above what a record may be.
const longLine = 100 << 20

// repeated gives n bytes of the same kind without holding them.
type repeated struct {
	c byte
	n int64
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.n == 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), r.n))
	for i := range p[:n] {
		p[i] = r.c
	}
	r.n -= int64(n)
	return n, nil
}

// Rubbish becomes failed events; it stops nothing, and nothing of it gets lost or
// into the log.
func TestBadInputs(t *testing.T) {
	garbage := make([]byte, 200_000)
	r := rand.NewChaCha8([32]byte{1})
	if _, err := r.Read(garbage); err != nil {
		t.Fatal(err)
	}
	good := tracked(t, 200, 0)
	packed := zipped(t, bytes.NewReader(good))
	line := good[:bytes.IndexByte(good, '\n')+1]
	with := func(b string) []byte { return bytes.Replace(line, []byte("37\t"), []byte("37"+b+"\t"), 1) }
	objects := map[string]struct {
		content []byte
		failed  bool // it has events that fail
	}{
		"good":         {packed, false},
		"cut":          {packed[:len(packed)*2/3], true},
		"cut-1":        {packed[:len(packed)-1], true},
		"header":       {packed[:9], true},
		"flipped":      {append(append(bytes.Clone(packed[:len(packed)/2]), packed[len(packed)/2]^0x55), packed[len(packed)/2+1:]...), true},
		"garbage":      {garbage, true},
		"garbage-gzip": {append([]byte{0x1f, 0x8b, 8, 0}, garbage...), true},
		"long-line":    {bytes.Repeat([]byte("x"), longLine), true},
		"bomb":         {zipped(t, &repeated{'0', 300 << 20}), true},
		"bomb-lines":   {zipped(t, &repeated{'\n', 20_000}), true},
		"nul":          {with("\x00\x00"), false},
		"nuls":         {make([]byte, 4096), true},
		"bad-utf8":     {with("\xff\xfe\xc3("), false},
		"utf16":        {[]byte("\xff\xfeh\x00i\x00\n\x00"), true},
		"empty":        {nil, false},
		"empty-gzip":   {zipped(t, bytes.NewReader(nil)), false},
		"no-newline":   {bytes.TrimSuffix(line, []byte("\n")), false},
		"crlf":         {bytes.ReplaceAll(good, []byte("\n"), []byte("\r\n")), false},
	}
	modes(t, func(t *testing.T, sealed bool) {
		s := newShop(t, sealed)
		for name, o := range objects {
			ending := ".txt"
			if bytes.HasPrefix(o.content, []byte{0x1f, 0x8b}) {
				ending += ".gz"
			}
			s.write("data/raw/in/localhost_access_log."+name+ending, o.content)
		}
		if err := os.MkdirAll(s.path("data/raw/in/localhost_access_log.folder.txt/localhost_access_log.inner.txt"), 0o700); err != nil {
			t.Fatal(err)
		}
		s.stdout.Reset()
		s.arguments = []string{"--json"}
		s.must()
		if s.peakMemory > 512<<20 {
			t.Errorf("%d MiB of memory", s.peakMemory>>20)
		}
		t.Logf("peak memory %d MiB", s.peakMemory>>20)
		for _, word := range []string{"panic", "goroutine", "runtime error", "internal error"} {
			if strings.Contains(s.stdout.String()+s.stderr.String(), word) {
				t.Errorf("output speaks of %q: %s", word, s.stderr.String())
			}
		}
		c := s.counts("enrich")
		if c["in"] == 0 || c["in"] != c["good"]+c["failed"]+c["skipped"] {
			t.Errorf("counts %v", c)
		}
		db := s.database()
		defer db.Close()
		if n := len(s.query(db, "SELECT event_id FROM atomic.events")); int64(n) != s.counts("shred")["good"] {
			t.Errorf("%d events, counts %v", n, s.counts("shred"))
		}
		if n := len(s.query(db, "SELECT family FROM atomic.failed_events")); int64(n) != c["failed"]+s.counts("shred")["failed"] {
			t.Errorf("%d failed events, counts %v", n, c)
		}
		if left := s.files("data/raw/in"); len(left) > 0 {
			t.Errorf("left in raw.in: %v", left)
		}
	})
	for name, o := range objects {
		t.Run(name, func(t *testing.T) {
			s := newShop(t, true)
			s.arguments = []string{"--json"}
			s.write("data/raw/in/localhost_access_log."+name+".txt", o.content)
			s.must()
			c := s.counts("enrich")
			if c["in"] != c["good"]+c["failed"]+c["skipped"] || (c["failed"] > 0) != o.failed && !strings.Contains("good nul bad-utf8 crlf", name) {
				t.Errorf("counts %v, want failed events: %t", c, o.failed)
			}
		})
	}
}

// counts are those of a stage in the last line of --json.
func (s *shop) counts(stage string) map[string]int64 {
	s.t.Helper()
	lines := strings.Split(strings.TrimSpace(s.stdout.String()), "\n")
	var last struct {
		Manifest struct {
			Counts map[string]map[string]int64 `json:"counts"`
		} `json:"manifest"`
	}
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &last); err != nil {
		s.t.Fatal(err)
	}
	return last.Manifest.Counts[stage]
}

// A symbolic link to a folder is no object; the error names it.
func TestLinkToFolder(t *testing.T) {
	s := newShop(t, true)
	s.write("data/raw/in/x", nil)
	if err := os.Symlink(t.TempDir(), s.path("data/raw/in/localhost_access_log.link.txt")); err != nil {
		t.Fatal(err)
	}
	if code := s.run(); code != 1 || !strings.Contains(s.stderr.String(), "localhost_access_log.link.txt") {
		t.Errorf("exit %d: %s", code, s.stderr.String())
	}
}

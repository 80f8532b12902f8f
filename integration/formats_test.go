//go:build integration

package integration

import (
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/camonica/camonica/demo"
	"github.com/camonica/camonica/load/loadtest"
	"github.com/camonica/camonica/payload/lzop"
)

// setFormat makes the workspace one for another collector.
func (s *shop) setFormat(format string) {
	s.t.Helper()
	config := string(s.read("config.yml"))
	changed := strings.Replace(config, "format: clj-tomcat", "format: "+format, 1)
	if changed == config && format != "clj-tomcat" {
		s.t.Fatal("the workspace's format is not clj-tomcat")
	}
	s.write("config.yml", []byte(changed))
}

// sample makes an object of the sample data set that all tests here share.
func sample(t *testing.T, format string, part int) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := demo.Generate(&b, demo.Options{Events: 400, Seed: 7, Part: part, Format: format}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// compressions has every way to compress an object that Go can write, and bzip2
// where there is one.
var compressions = []struct {
	name string
	pack func(*testing.T, []byte) []byte
}{
	{"plain", func(_ *testing.T, b []byte) []byte { return b }},
	{"gzip", packer(func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil })},
	{"zstd", packer(func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) })},
	{"lzop", packer(func(w io.Writer) (io.WriteCloser, error) { return lzop.NewWriter(w), nil })},
	{"bzip2", bzip2},
}

func packer(open func(io.Writer) (io.WriteCloser, error)) func(*testing.T, []byte) []byte {
	return func(t *testing.T, plain []byte) []byte {
		t.Helper()
		var b bytes.Buffer
		w, err := open(&b)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(plain); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
}

func bzip2(t *testing.T, plain []byte) []byte {
	t.Helper()
	c := exec.Command("bzip2", "-c")
	c.Stdin = bytes.NewReader(plain)
	packed, err := c.Output()
	if err != nil {
		t.Skipf("bzip2: %v", err)
	}
	return packed
}

// loaded counts the events and the failed events in the warehouse.
func (s *shop) loaded() (good, failed string) {
	s.t.Helper()
	db := s.database()
	defer db.Close()
	return s.query(db, "SELECT count(*)::text FROM atomic.events")[0], s.query(db, "SELECT count(*)::text FROM atomic.failed_events")[0]
}

// TestFormats takes each raw format from raw objects into the warehouse.
func TestFormats(t *testing.T) {
	warehouses := map[string][]string{}
	for _, format := range demo.Formats() {
		t.Run(strings.ReplaceAll(format, "/", "_"), func(t *testing.T) {
			s := newShop(t, true)
			s.setFormat(format)
			for part := range 2 {
				s.write(fmt.Sprintf("data/raw/in/localhost_access_log.%02d.txt.gz", part), compressions[1].pack(t, sample(t, format, part)))
			}
			s.must()
			good, failed := s.loaded()
			t.Logf("%s good, %s failed", good, failed)
			if len(good) != 3 {
				t.Errorf("%s good events of about 800", good)
			}
			warehouses[format] = s.goodRows()
		})
	}
	loadtest.Same(t, "thrift", warehouses["thrift"], warehouses["clj-tomcat"])
}

// goodRows is rows without those of failed events, which quote the raw record.
func (s *shop) goodRows() (good []string) {
	for _, row := range s.rows() {
		if !strings.HasPrefix(row, "failed_events|") {
			good = append(good, row)
		}
	}
	return good
}

// TestCompressions holds for objects whose names tell nothing of what they are
// compressed with.
func TestCompressions(t *testing.T) {
	var want []string
	for _, c := range compressions {
		t.Run(c.name, func(t *testing.T) {
			s := newShop(t, false)
			for part := range 2 {
				s.write(fmt.Sprintf("data/raw/in/localhost_access_log.%02d.txt", part), c.pack(t, sample(t, "clj-tomcat", part)))
			}
			s.must()
			rows := s.rows()
			if want == nil {
				want = rows
			}
			loadtest.Same(t, c.name, rows, want)
		})
	}
}

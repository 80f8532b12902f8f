//go:build integration

package integration

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// places are where a value of an event can be.
var places = []string{"query", "agent", "cookie", "user", "title", "category", "self-describing", "context",
	"body-title", "body-context", "fails-schema", "fails-json", "unknown-api", "no-line"}

// canary is the unmistakable string of a place.
func canary(place string) string {
	return fmt.Sprintf("CANARY-%s-%016x", place, 0x9e3779b97f4a7c15*uint64(1+slices.Index(places, place)))
}

// canaries are records that hold all of them, good ones and some that fail.
func canaries() []byte {
	var b bytes.Buffer
	// Columns of the Clojure collector's log.
	record := func(path, agent, referer, query, body string) {
		kind := "-"
		method := "GET"
		if body != "" {
			method, kind = "POST", "application%2Fjson"
			body = base64.RawURLEncoding.EncodeToString([]byte(body))
		} else {
			body = "-"
		}
		fmt.Fprintf(&b, "2026-06-01\t12:00:00\t-\t37\t198.51.100.7\t%s\t198.51.100.7\t%s\t200\t%s\t%s\t%s&cv=clj-2.0.0-tom-0.1.0&nuid=%s\t-\t-\t-\t%s\t%s\n",
			method, path, referer, agent, query, canary("cookie"), kind, body)
	}
	page := "e=pv&p=web&tv=js-2.10.0&url=http%3A%2F%2Fexample.com%2F%3Fq%3D" + canary("query") + "&page=" + canary("title")
	pack := func(schema, data string) string {
		return base64.RawURLEncoding.EncodeToString([]byte(`{"schema":"iglu:com.snowplowanalytics.snowplow/` + schema + `/jsonschema/1-0-0","data":` + data + `}`))
	}
	link := func(value string) string {
		return `{"schema":"iglu:com.snowplowanalytics.snowplow/link_click/jsonschema/1-0-1","data":{"targetUrl":"http://example.com/` + value + `"}}`
	}
	record("/i", "Mozilla/5.0+"+canary("agent"), "http://example.com/"+canary("referer"), page+"&uid="+canary("user"), "")
	record("/i", "-", "-", "e=se&p=web&tv=x&se_ca="+canary("category")+"&se_ac=a", "")
	record("/i", "-", "-", "e=ue&p=web&tv=x&ue_px="+pack("unstruct_event", link(canary("self-describing")))+"&cx="+pack("contexts", "["+link(canary("context"))+"]"), "")
	record("/com.snowplowanalytics.snowplow/tp2", "-", "-", "", `{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[{"e":"pv","p":"web","tv":"x","page":"`+
		canary("body-title")+`","cx":"`+pack("contexts", "["+link(canary("body-context"))+"]")+`"}]}`)
	record("/i", "-", "-", "e=ue&p=web&tv=x&ue_px="+pack("unstruct_event", `{"schema":"iglu:com.snowplowanalytics.snowplow/link_click/jsonschema/1-0-1","data":{"`+canary("fails-schema")+`":1}}`), "")
	record("/i", "-", "-", "e=ue&p=web&tv=x&ue_pr="+url.QueryEscape(`{"`+canary("fails-json")+`"`), "")
	record("/com.unknown/v1", "-", "-", "x="+canary("unknown-api"), "")
	fmt.Fprintf(&b, "%s\n", canary("no-line"))
	return b.Bytes()
}

// forms are what a canary looks like in files: as text in several encodings, and
// reversed.
func forms(c string) map[string][]byte {
	all := map[string][]byte{"UTF-8": []byte(c), "hex": []byte(hex.EncodeToString([]byte(c))), "HEX": []byte(strings.ToUpper(hex.EncodeToString([]byte(c))))}
	var le, be, percent []byte
	for _, u := range utf16.Encode([]rune(c)) {
		le, be = append(le, byte(u), byte(u>>8)), append(be, byte(u>>8), byte(u))
	}
	for _, x := range []byte(c) {
		percent = fmt.Appendf(percent, "%%%02X", x)
	}
	all["UTF-16LE"], all["UTF-16BE"], all["URL"] = le, be, percent
	// What stands before a text in base64 shifts it by 0, 1 or 2 bytes; its first
	// and last characters depend on the neighbours.
	for shift := range 3 {
		e := base64.StdEncoding.EncodeToString(append(make([]byte, shift), c...))
		all[fmt.Sprintf("base64+%d", shift)] = []byte(e[4 : len(e)-4])
	}
	back := []byte(c)
	slices.Reverse(back)
	all["reversed"] = back
	return all
}

// A search knows the forms of all canaries.
type search struct {
	forms map[string]map[string][]byte
	found map[string]map[string][]string // canary's place → form → files
}

func newSearch() *search {
	s := &search{forms: map[string]map[string][]byte{}, found: map[string]map[string][]string{}}
	for _, p := range places {
		s.forms[p], s.found[p] = forms(canary(p)), map[string][]string{}
	}
	return s
}

// look searches b, and what is compressed in it.
func (s *search) look(name string, b []byte) {
	for place, forms := range s.forms {
		for form, pattern := range forms {
			if bytes.Contains(b, pattern) {
				s.found[place][form] = append(s.found[place][form], name)
			}
		}
	}
	for at := range b {
		switch rest := b[at:]; {
		case bytes.HasPrefix(rest, []byte{0x1f, 0x8b, 8}):
			if z, err := gzip.NewReader(bytes.NewReader(rest)); err == nil {
				s.lookInto(name+" (gzip)", z)
			}
		case bytes.HasPrefix(rest, []byte{0x28, 0xb5, 0x2f, 0xfd}):
			if z, err := zstd.NewReader(bytes.NewReader(rest), zstd.WithDecoderConcurrency(1)); err == nil {
				s.lookInto(name+" (zstd)", z)
				z.Close()
			}
		}
	}
}

// lookInto searches what a decompressor gives before it fails.
func (s *search) lookInto(name string, r io.Reader) {
	b, _ := io.ReadAll(io.LimitReader(r, 64<<20))
	if len(b) > 0 {
		s.look(name, b)
	}
}

// lookEverywhere searches all files of the workspace and of the scratch space, but
// the raw objects that nobody has taken yet, and all output.
func (s *search) lookEverywhere(shop *shop) {
	shop.t.Helper()
	for _, folder := range []string{shop.dir, shop.tmp} {
		err := filepath.Walk(folder, func(path string, i os.FileInfo, err error) error {
			if err != nil || !i.Mode().IsRegular() || strings.Contains(path, "/raw/in/") {
				return err
			}
			b, err := os.ReadFile(path)
			if err == nil {
				s.look(strings.TrimPrefix(path, shop.dir), b)
			}
			return err
		})
		if err != nil {
			shop.t.Fatal(err)
		}
	}
	s.look("stdout", shop.stdout.Bytes())
	s.look("stderr", shop.stderr.Bytes())
}

// watched runs the pipeline and searches the process's arguments and environment
// as others on the machine may see them.
func (s *search) watched(shop *shop, killAfter time.Duration) {
	shop.t.Helper()
	c := shop.command("run", "-c", shop.path("config.yml"))
	if err := c.Start(); err != nil {
		shop.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = c.Wait(); close(ended) }()
	began := time.Now()
	for {
		select {
		case <-ended:
			return
		case <-time.After(2 * time.Millisecond):
		}
		for _, f := range []string{"cmdline", "environ"} {
			// The process may be gone.
			if b, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", c.Process.Pid, f)); err == nil {
				s.look(f, b)
			}
		}
		if killAfter > 0 && time.Since(began) > killAfter {
			_ = c.Process.Kill()
		}
	}
}

func TestSearchFindsForms(t *testing.T) {
	for form, b := range forms(canary("user")) {
		s := newSearch()
		s.look("x", append([]byte("some text before "), b...))
		if len(s.found["user"][form]) == 0 {
			t.Errorf("%s is not found", form)
		}
	}
	for shift := range 3 {
		s := newSearch()
		s.look("x", zipped(t, strings.NewReader(base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat("x", shift)+canary("user")+"more")))))
		if len(s.found["user"]) == 0 {
			t.Errorf("base64 shifted by %d in gzip is not found", shift)
		}
	}
}

// With encryption on, nothing of an event is in any file, output, argument or
// environment; without, the same search finds everything.
func TestCanaries(t *testing.T) {
	fill := func(s *shop) {
		s.fill(1500, 3)
		s.write("data/raw/in/localhost_access_log.canary.txt", canaries())
	}
	t.Run("plain", func(t *testing.T) { // the positive control
		s := newShop(t, false)
		fill(s)
		found := newSearch()
		found.watched(s, 0)
		found.lookEverywhere(s)
		for _, p := range places {
			if len(found.found[p]) == 0 {
				t.Errorf("canary %s is not found: the search or the record is wrong", p)
			}
			t.Logf("%s: %v", p, slices.Sorted(maps.Keys(found.found[p])))
		}
	})
	t.Run("sealed", func(t *testing.T) {
		s := newShop(t, true)
		fill(s)
		found := newSearch()
		for _, after := range []time.Duration{100 * time.Millisecond, 200 * time.Millisecond, 400 * time.Millisecond, 0} {
			found.watched(s, after)
			found.lookEverywhere(s)
		}
		if code := s.run(); code != 0 && code != 3 {
			t.Errorf("exit %d: %s", code, s.stderr.String())
		}
		for p, byForm := range found.found {
			for form, files := range byForm {
				t.Errorf("canary %s as %s in %v", p, form, files[:min(3, len(files))])
			}
		}
		// They are in the warehouse, for who has the key.
		rows := strings.Join(s.rows(), "\n")
		for _, p := range []string{"query", "agent", "cookie", "user", "title", "category", "self-describing", "context", "body-title"} {
			if !strings.Contains(rows, canary(p)) {
				t.Errorf("canary %s is not in the warehouse", p)
			}
		}
	})
}

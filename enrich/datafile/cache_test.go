package datafile_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/camonica/camonica/enrich/datafile"
)

// A server has one file.
type server struct {
	text, etag string
	status     []int // to answer first
	requests   int
	sent       int // whole files
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.requests++
	if len(s.status) > 0 {
		w.WriteHeader(s.status[0])
		s.status = s.status[1:]
		return
	}
	if s.etag != "" {
		w.Header().Set("ETag", s.etag)
		if strings.Contains(r.Header.Get("If-None-Match"), s.etag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	s.sent++
	_, _ = w.Write([]byte(s.text))
}

func start(t *testing.T, s *server) string {
	t.Helper()
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return h.URL
}

func open(t *testing.T, o datafile.Options, uri string) string {
	t.Helper()
	o.Sleep = func(context.Context, time.Duration) error { return nil }
	f, err := datafile.New(o).Open(context.Background(), uri)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(f.Data)
	if f.URI != uri || f.Size != int64(len(f.Data)) || f.SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("file is described wrongly: %+v", f)
	}
	return string(f.Data)
}

func TestLocal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(path, []byte("a,b"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, uri := range []string{"file://" + path, "file:" + path, "file://localhost" + path} {
		if got := open(t, datafile.Options{}, uri); got != "a,b" {
			t.Errorf("%s: %q", uri, got)
		}
	}
}

func TestKept(t *testing.T) {
	s := &server{text: "one", etag: `"1"`}
	uri := start(t, s) + "/list.csv?key=secret"
	dir := filepath.Join(t.TempDir(), "a [b]", "c")
	o := datafile.Options{Dir: dir}
	for range 3 {
		if got := open(t, o, uri); got != "one" {
			t.Errorf("got %q", got)
		}
	}
	if s.requests != 3 || s.sent != 1 {
		t.Errorf("%d requests, %d files sent", s.requests, s.sent)
	}
	s.text, s.etag = "two", `"2"`
	if got := open(t, o, uri); got != "two" {
		t.Errorf("got %q after a change", got)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 2 {
		t.Errorf("folder has %v, %v", files, err)
	}
	for _, f := range files {
		if filepath.Ext(f.Name()) == ".data" {
			if err := os.WriteFile(filepath.Join(dir, f.Name()), []byte("tw0"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := open(t, o, uri); got != "two" || s.sent != 3 {
		t.Errorf("got %q after damage, %d files sent", got, s.sent)
	}
	if open(t, o, uri); s.sent != 3 {
		t.Error("a damaged file was not replaced")
	}
}

// What a process that died was writing goes, and what one writes now stays.
func TestUnfinishedFilesGo(t *testing.T) {
	uri := start(t, &server{text: "one", etag: `"1"`}) + "/list.csv"
	dir := filepath.Join(t.TempDir(), "a [b]")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	ago := map[string]time.Duration{".fetch-1": 2 * time.Hour, ".fetch-2": time.Minute, "other": 2 * time.Hour}
	for name, d := range ago {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chtimes(path, time.Time{}, time.Now().Add(-d))); err != nil {
			t.Fatal(err)
		}
	}
	open(t, datafile.Options{Dir: dir}, uri)
	for name := range ago {
		_, err := os.Stat(filepath.Join(dir, name))
		if gone := errors.Is(err, fs.ErrNotExist); gone != (name == ".fetch-1") {
			t.Errorf("%s gone: %t", name, gone)
		}
	}
}

func TestOneRunSeesOneFile(t *testing.T) {
	s := &server{text: "one"}
	uri := start(t, s) + "/list.csv"
	c := datafile.New(datafile.Options{Dir: t.TempDir()})
	for range 2 {
		f, err := c.Open(context.Background(), uri)
		if err != nil || string(f.Data) != "one" {
			t.Fatalf("got %q, %v", f.Data, err)
		}
		s.text = "two"
	}
	// Without ETag nothing is kept.
	if got := open(t, datafile.Options{Dir: t.TempDir()}, uri); got != "two" {
		t.Errorf("got %q", got)
	}
}

func TestRetries(t *testing.T) {
	s := &server{text: "one", status: []int{503, 429, 500}}
	if got := open(t, datafile.Options{}, start(t, s)); got != "one" || s.requests != 4 {
		t.Errorf("got %q after %d requests", got, s.requests)
	}
}

func TestFailures(t *testing.T) {
	s := &server{text: "0123456789", status: []int{403}}
	base := start(t, s)
	f := func(o datafile.Options, uri string, want error) {
		t.Helper()
		o.Sleep = func(context.Context, time.Duration) error { return nil }
		_, err := datafile.New(o).Open(context.Background(), uri)
		if err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", uri, err, want)
			return
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("error tells a secret: %v", err)
		}
	}
	f(datafile.Options{}, base+"/?key=secret", nil) // 403
	if s.requests != 1 {
		t.Errorf("%d requests for a file that is denied", s.requests)
	}
	f(datafile.Options{MaxSize: 9}, base, datafile.ErrTooLarge)
	f(datafile.Options{TLSOnly: true}, base, datafile.ErrPlain)
	f(datafile.Options{}, "http://user:secret@127.0.0.1:1/?key=secret", nil)
	f(datafile.Options{}, "s3://bucket/key", datafile.ErrScheme)
	f(datafile.Options{}, "http:secret%zz", datafile.ErrScheme)
	f(datafile.Options{}, "file://elsewhere/etc/passwd", datafile.ErrScheme)
	f(datafile.Options{}, "file:///no/such/file", fs.ErrNotExist)
	f(datafile.Options{}, "file:///dev/null", nil)
	f(datafile.Options{}, "", datafile.ErrScheme)
}

func TestRedirects(t *testing.T) {
	plain := start(t, &server{text: "one"})
	var to string
	h := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, to, http.StatusFound)
	}))
	t.Cleanup(h.Close)
	client := h.Client()
	client.CheckRedirect = datafile.Redirect
	for _, to = range []string{plain, h.URL} {
		c := datafile.New(datafile.Options{Client: client, Tries: 1})
		if f, err := c.Open(context.Background(), h.URL); err == nil {
			t.Errorf("followed to %s: %q", to, f.Data)
		}
	}
}

func TestCancel(t *testing.T) {
	s := &server{status: []int{500, 500, 500, 500}}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := datafile.New(datafile.Options{}).Open(ctx, start(t, s)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

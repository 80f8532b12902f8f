package inspect_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/inspect"
	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/parquet"
	"github.com/camonica/camonica/payload"
	"github.com/camonica/camonica/payload/container"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/shred/dedupe"
)

// row is an enriched event.
func row(id string) string {
	var e event.Event
	e.Set(event.AppID, "shop")
	e.Set(event.EventID, id)
	e.Set(event.EventName, "page_view")
	e.Set(event.CollectorTstamp, "2026-06-01 00:00:00.000")
	return string(e.AppendTSV(nil)) + "\n"
}

func failedRow() string {
	r := badrow.Row{
		Family: badrow.GenericError, Time: 1_780_272_000_000, Processor: badrow.Processor{Artifact: "camonica", Version: "1.0.0"},
		Messages: []badrow.Message{{Want: "something else"}}, Line: []byte("secret payload"),
	}
	return string(r.Append(nil)) + "\n"
}

func segment(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewWriter(&b, []load.Column{{Name: "id", Type: load.UUID}, {Name: "n", Type: load.Int}, {Name: "price", Type: load.Decimal}, {Name: "at", Type: load.Timestamp}})
	if _, err := w.Append([][]byte{[]byte("11111111-2222-4333-8444-555555555555"), []byte("7"), []byte("-0.05"), []byte("2026-06-01 00:00:00")}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Append([][]byte{nil, nil, []byte("12.5"), nil}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// exchange makes a key file of two events with one id, and its verdict file.
func exchange(t *testing.T) (keyFile, verdictFile string) {
	t.Helper()
	var k, v bytes.Buffer
	w := dedupe.NewKeyWriter(&k, 1)
	h := dedupe.NewHasher([dedupe.KeySize]byte{1})
	for n := range int64(2) {
		if err := w.Add(h.Row("id", "fp", dedupe.At(0, n), 1)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "keys")
	write(t, name, k.String())
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	f, err := dedupe.OpenKeys(context.Background(), objectOf(file, int64(k.Len())))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := dedupe.Judge(context.Background(), []*dedupe.KeyFile{f}, 0, dedupe.Rules{Natural: true}, &v); err != nil {
		t.Fatal(err)
	}
	return k.String(), v.String()
}

func objectOf(f *os.File, size int64) dedupe.Object {
	return dedupe.Object{Size: size, Open: func(_ context.Context, off, n int64) (io.ReadCloser, error) {
		return io.NopCloser(io.NewSectionReader(f, off, n)), nil
	}}
}

func packed(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func thriftBlocks(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	w := container.NewBlockWriter(&b)
	h := payload.Hit{Time: 1_780_272_000_000, Path: "/i", Query: "e=pv", Collector: "x"}
	if err := w.WriteRecord(h.AppendThrift(nil)); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// show prints a file.
func show(t *testing.T, name string, ring *keys.Ring, o inspect.Options) (string, error) {
	t.Helper()
	object, err := inspect.Open(context.Background(), name, ring)
	if err != nil {
		return "", err
	}
	defer object.Close()
	var out bytes.Buffer
	err = object.Print(context.Background(), &out, o)
	return out.String(), err
}

func TestPrint(t *testing.T) {
	keyFile, verdictFile := exchange(t)
	name := filepath.Join(t.TempDir(), "object")
	f := func(content string, form inspect.Form, want ...string) {
		t.Helper()
		write(t, name, content)
		got, err := show(t, name, nil, inspect.Options{Form: form})
		if err != nil {
			t.Errorf("%s: %v", form, err)
		}
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q lacks %q", form, got, w)
			}
		}
		if strings.Contains(got, "secret") {
			t.Errorf("%s shows a payload: %q", form, got)
		}
	}
	f("", inspect.Text, "nothing")
	f(row("a")+row("b"), inspect.Text, "enriched events", "rows       2", "page_view 2")
	f(packed(t, row("a")), inspect.Text, "enriched events")
	f(row("a"), inspect.JSON, `"app_id":"shop"`)
	f(packed(t, row("a")), inspect.TSV, row("a"))
	f(failedRow(), inspect.Text, "failed events", "generic_error 1")
	f(failedRow(), inspect.JSON, `"family":"generic_error"`, `"reason":"something else"`)
	f(segment(t), inspect.Text, "Parquet segment", "2 in 1 row group", "price decimal")
	f(segment(t), inspect.JSON, `{"id":"11111111-2222-4333-8444-555555555555","n":7,"price":-0.05,"at":"2026-06-01 00:00:00.000000"}`, "{\"price\":12.50}\n")
	f(segment(t), inspect.TSV, "id\tn\tprice\tat\n", "\t\t12.50\t\n")
	f(keyFile, inspect.Text, "key file", "rows     2", "buckets  1")
	f(verdictFile, inspect.Text, "verdict file", "drop     1")
	f(thriftBlocks(t), inspect.Text, "Thrift records", "records  1")
	f("{\n \"stage\": \"shred\", \"bin\": 1, \"outputs\": []\n}\n", inspect.Text, "done record of a bin", `"bin": 1`)
	f(`{"a":1}`+"\n"+`{"a":2}`+"\n", inspect.Text, "JSON lines", "lines    2")
	f("some\tline\n", inspect.Raw, "some\tline\n")
}

func TestPayload(t *testing.T) {
	name := filepath.Join(t.TempDir(), "object")
	write(t, name, failedRow())
	for _, form := range []inspect.Form{inspect.Text, inspect.JSON} {
		got, err := show(t, name, nil, inspect.Options{Form: form, Payload: true})
		if err != nil || !strings.Contains(got, "secret payload") {
			t.Errorf("%s: %q, %v", form, got, err)
		}
	}
}

func TestFormError(t *testing.T) {
	keyFile, _ := exchange(t)
	name := filepath.Join(t.TempDir(), "object")
	write(t, name, keyFile)
	for _, form := range []inspect.Form{inspect.JSON, inspect.TSV} {
		_, err := show(t, name, nil, inspect.Options{Form: form})
		var fe *inspect.FormError
		if !errors.As(err, &fe) || fe.Kind != inspect.KeyFile {
			t.Errorf("%s: %v", form, err)
		}
	}
}

// source has one key record.
type source struct{ rec *keys.Record }

func (s source) Latest(context.Context, string) (*keys.Record, error) { return s.rec, nil }

func (s source) Find(_ context.Context, id keys.ID) (*keys.Record, error) {
	if id != s.rec.KeyID {
		return nil, keys.ErrNoRecord
	}
	return s.rec, nil
}

func TestSealed(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	kek := filepath.Join(dir, "kek")
	if err := keys.NewFile(kek); err != nil {
		t.Fatal(err)
	}
	provider, err := keys.OpenFile(kek)
	if err != nil {
		t.Fatal(err)
	}
	key := keys.Generate("2026-06-01-00-00-00")
	rec, err := keys.NewRing(source{}, provider).Wrap(ctx, key)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := seal.NewWriter(&b, key, seal.Context{Kind: seal.Enriched, RunID: key.RunID(), Path: "part-00000"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(row("a"))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "part-00000.cmn")
	write(t, name, b.String())
	ring := keys.NewRing(source{rec}, provider)

	var closed *inspect.SealedError
	if _, err := show(t, name, nil, inspect.Options{}); !errors.As(err, &closed) || closed.KeyID != key.ID() || closed.Hint() == "" {
		t.Errorf("without a key: %v", err)
	}
	got, err := show(t, name, ring, inspect.Options{Form: inspect.Text})
	if err != nil || !strings.Contains(got, "as enriched, part-00000") || !strings.Contains(got, "enriched events") {
		t.Errorf("with its key: %q, %v", got, err)
	}
	moved := filepath.Join(dir, "other.cmn")
	write(t, moved, b.String())
	if _, err := show(t, moved, ring, inspect.Options{}); !errors.Is(err, seal.ErrWrongKey) {
		t.Errorf("under another name: %v", err)
	}
	write(t, name, b.String()[:b.Len()-1])
	if _, err := show(t, name, ring, inspect.Options{}); !errors.Is(err, seal.ErrIntegrity) {
		t.Errorf("cut short: %v", err)
	}
	if _, err := show(t, dir, ring, inspect.Options{}); err == nil {
		t.Error("no error for a folder")
	}
}

func TestSegmentJSONIsJSON(t *testing.T) {
	name := filepath.Join(t.TempDir(), "object")
	write(t, name, segment(t))
	got, err := show(t, name, nil, inspect.Options{Form: inspect.JSON})
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(got) {
		if !json.Valid([]byte(line)) {
			t.Errorf("not JSON: %s", line)
		}
	}
}

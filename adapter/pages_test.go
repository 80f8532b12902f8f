package adapter_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/folder"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/payload"
)

var update = flag.Bool("update", false, "write the events of the examples into docs/webhooks")

const pagesDir = "../docs/webhooks"

// trackers are the APIs that have no page: no sender has to be pointed at them.
var trackers = []string{"tp1", "tp2", "redirect"}

// TestPages holds each page to the code: its example becomes what it says, and is
// valid.
func TestPages(t *testing.T) {
	registry := adapter.NewRegistry(nil)
	index, err := os.ReadFile(filepath.Join(pagesDir, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, api := range registry.APIs() {
		if slices.Contains(trackers, api.Name) {
			continue
		}
		t.Run(api.Name, func(t *testing.T) {
			if row := fmt.Sprintf("| `/%s/%s` |", api.Vendor, api.Version); !strings.Contains(string(index), row) || !strings.Contains(string(index), "("+api.Name+".md)") {
				t.Errorf("README.md has no row %s with a link to the page", row)
			}
			file := filepath.Join(pagesDir, api.Name+".md")
			page, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := examples(t, registry, request(t, api, string(page)))
			before, rest, _ := strings.Cut(string(page), "```json\n")
			want, after, _ := strings.Cut(rest, "```")
			if *update && want != got {
				if err := os.WriteFile(file, []byte(before+"```json\n"+got+"```"+after), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want {
				t.Errorf("the example of %s becomes\n%s", file, got)
			}
		})
	}
}

// request reads the request that a page shows: one of HTTP, or a line of a log.
func request(t *testing.T, api adapter.API, page string) *payload.Payload {
	t.Helper()
	p := &payload.Payload{Vendor: api.Vendor, Version: api.Version}
	if _, rest, ok := strings.Cut(page, "```tsv\n"); ok {
		line, _, _ := strings.Cut(rest, "\n```")
		p.Body = payload.Some(line)
		return p
	}
	_, rest, _ := strings.Cut(page, "```http\n")
	text, _, ok := strings.Cut(rest, "\n```")
	if !ok {
		t.Fatal("page shows no request")
	}
	head, body, hasBody := strings.Cut(text, "\n\n")
	if hasBody {
		p.Body = payload.Some(body)
	}
	line, headers, _ := strings.Cut(strings.TrimSuffix(head, "\n"), "\n")
	if contentType, ok := strings.CutPrefix(headers, "Content-Type: "); ok {
		p.ContentType = payload.Some(contentType)
	}
	_, target, _ := strings.Cut(line, " ")
	path, query, _ := strings.Cut(target, "?")
	if path != "/"+api.Vendor+"/"+api.Version {
		t.Errorf("request goes to %s", path)
	}
	if p.Query, _, ok = payload.ParseQuery(nil, nil, query); !ok {
		t.Error("querystring is not legal")
	}
	return p
}

// examples shows the events of a request, with the JSON that the adapter made as
// JSON.
func examples(t *testing.T, registry *adapter.Registry, p *payload.Payload) string {
	t.Helper()
	var events [][]byte
	err := registry.Adapt(t.Context(), p, new(adapter.Scratch), func(r *adapter.Raw) error {
		b := []byte{'{'}
		for _, q := range r.Params {
			if len(b) > 1 {
				b = append(b, ',')
			}
			b = append(jsondoc.AppendString(b, q.Name), ':')
			switch q.Name {
			case "ue_pr", "co":
				checkValid(t, q.Value.Value)
				b = append(b, q.Value.Value...)
			default:
				b = jsondoc.AppendString(b, q.Value.Value)
			}
		}
		events = append(events, append(b, '}'))
		return nil
	})
	if err != nil {
		t.Fatalf("%v: %+v", err, err)
	}
	all := bytes.Join(events, []byte{','})
	if len(events) > 1 {
		all = append(append([]byte{'['}, all...), ']')
	}
	var b bytes.Buffer
	if err := json.Indent(&b, all, "", "  "); err != nil {
		t.Fatal(err)
	}
	return b.String() + "\n"
}

// checkValid validates the data of an envelope, and of what is in it, where the
// schemas are at hand.
func checkValid(t *testing.T, envelope string) {
	t.Helper()
	dir := os.Getenv("CAMONICA_DATA")
	if dir == "" {
		return
	}
	registry, err := folder.Open(filepath.Join(dir, "iglu-central"))
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	var d jsondoc.Doc
	if err := d.Parse([]byte(envelope), jsondoc.DefaultDepth); err != nil {
		t.Fatal(err)
	}
	list := []jsondoc.Node{d.Root().Get("data")}
	if list[0].Kind() == jsondoc.Array {
		outer := list[0]
		list = nil
		for _, e := range outer.Elements() {
			list = append(list, e)
		}
	}
	for _, e := range list {
		k, err := iglu.ParseKey(e.Get("schema").Text())
		if err != nil {
			t.Fatal(err)
		}
		if k.Vendor == "com.acme" {
			continue
		}
		b, err := registry.Lookup(t.Context(), k)
		if err != nil {
			t.Errorf("%v: %v", k, err)
			continue
		}
		schema, err := iglu.Compile(k, b)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range schema.Validate(e.Get("data")) {
			t.Errorf("%v: %s %s %v", k, r.Path, r.Keyword, r.Targets)
		}
	}
}

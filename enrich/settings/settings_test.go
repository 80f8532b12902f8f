package settings_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/jsondoc"
)

func TestAddress(t *testing.T) {
	for _, uri := range []string{"https://data.example/mm", "https://data.example/mm/"} {
		if got := settings.Address(uri, "a.mmdb"); got != "https://data.example/mm/a.mmdb" {
			t.Errorf("%s: %s", uri, got)
		}
	}
}

func TestDisplay(t *testing.T) {
	for uri, want := range map[string]string{
		"https://user:secret@data.example/a.mmdb?license_key=secret#secret": "https://data.example/a.mmdb",
		"file:///mm/a.mmdb": "file:///mm/a.mmdb",
		"https:secret":      "https:",
		"%zz secret":        "data file",
	} {
		if got := settings.Display(uri); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func config(t *testing.T, text string) *settings.Config {
	t.Helper()
	var d jsondoc.Doc
	if err := d.Parse([]byte(text), 10); err != nil {
		t.Fatal(err)
	}
	return &settings.Config{File: "a.json", Data: d.Root()}
}

func TestDecode(t *testing.T) {
	var p struct {
		Count int8
		Inner struct{ Names []string }
	}
	if err := config(t, `{"parameters":{"count":7,"inner":{"names":["a"]}}}`).Decode(&p); err != nil || p.Count != 7 || p.Inner.Names[0] != "a" {
		t.Errorf("got %+v, %v", p, err)
	}
	if err := config(t, `{}`).Decode(&p); err != nil {
		t.Error(err)
	}
	for text, pointer := range map[string]string{
		`{"parameters":{"count":700}}`:           "/data/parameters/count",
		`{"parameters":{"inner":{"names":"a"}}}`: "/data/parameters/inner/names",
	} {
		var found *settings.Problem
		if err := config(t, text).Decode(&p); !errors.As(err, &found) || found.Pointer != pointer {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

func TestProblems(t *testing.T) {
	c := config(t, `{}`)
	var ps settings.Problems
	if ps.Err() != nil {
		t.Error("no problems are an error")
	}
	ps = append(ps, c.Problem("/a", "a number"), c.Unusable("/b", "a list", fmt.Errorf("open: %w", fs.ErrNotExist)))
	want := "a.json#/data/parameters/a: invalid configuration; want a number\na.json#/data/parameters/b: data file; want a list: open: file does not exist"
	if got := ps.Err(); got.Error() != want || !errors.Is(got, fs.ErrNotExist) {
		t.Errorf("got %v", got)
	}
	if got := settings.Found(c, fmt.Errorf("build: %w", ps)); len(got) != 2 {
		t.Errorf("got %v", got)
	}
	if got := settings.Found(c, fs.ErrNotExist); len(got) != 1 || !errors.Is(got, fs.ErrNotExist) || got[0].Pointer != "/data/parameters" {
		t.Errorf("got %v", got)
	}
}

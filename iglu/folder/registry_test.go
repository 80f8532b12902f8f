package folder_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/folder"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestLookup(t *testing.T) {
	dir := t.TempDir()
	base := filepath.Join(dir, "root", "schemas", "com.acme", "x", "jsonschema")
	write(t, filepath.Join(base, "1-0-0"), `{"type":"object"}`)
	write(t, filepath.Join(base, "1-0-10"), `{}`)
	write(t, filepath.Join(base, "1-0-2"), `not JSON`)
	write(t, filepath.Join(base, "2-0-0.json"), `{}`)
	write(t, filepath.Join(dir, "secret"), `{}`)
	write(t, filepath.Join(dir, "root", "x", "jsonschema", "1-0-0"), `{}`)
	if err := os.Symlink(filepath.Join(dir, "secret"), filepath.Join(base, "3-0-0")); err != nil {
		t.Fatal(err)
	}
	r, err := folder.Open(filepath.Join(dir, "root"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	f := func(path string, want error) {
		t.Helper()
		k, err := iglu.ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Lookup(context.Background(), k); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
	}
	f("com.acme/x/jsonschema/1-0-0", nil)
	f("com.acme/x/jsonschema/1-0-2", iglu.ErrBroken)
	f("com.acme/x/jsonschema/1-0-3", iglu.ErrNotFound)
	f("com.acme/X/jsonschema/1-0-0", iglu.ErrNotFound)
	f("../x/jsonschema/1-0-0", iglu.ErrNotFound)
	k, _ := iglu.ParsePath("com.acme/x/jsonschema/3-0-0")
	if _, err := r.Lookup(context.Background(), k); err == nil {
		t.Error("followed a link out of the folder")
	}
	got, err := r.Versions(context.Background(), "com.acme", "x", "jsonschema", 1)
	if err != nil || len(got) != 3 || got[2].Addition != 10 {
		t.Errorf("versions %v, %v", got, err)
	}
	if _, err := r.Versions(context.Background(), "com.acme", "x", "jsonschema", 2); !errors.Is(err, iglu.ErrBroken) {
		t.Errorf("file with an extension among versions: %v", err)
	}
}

package shred_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/shred"
)

var layouts = []shred.Layout{shred.Legacy, shred.JSON, shred.Tabular, shred.ModelTSV, shred.ModelJSON}

func TestLayoutsReadWhatTheyWrite(t *testing.T) {
	key := iglu.Key{Vendor: "com.acme-x", Name: "some_Event", Format: "jsonschema", Version: iglu.Version{Model: 12, Revision: 0, Addition: 3}}
	for _, l := range layouts {
		name := "s3://b/run=1/" + l.Folder(key) + "/part-00000.gz"
		got, err := l.Parse(name)
		if err != nil {
			t.Errorf("%s: %v", l, err)
			continue
		}
		if got.Base != "s3://b/run=1/" || got.Vendor != key.Vendor || got.Name != key.Name || got.Model != 12 {
			t.Errorf("%s: %s read as %+v", l, name, got)
		}
		if p := l.Prefix(got.Base, got.Vendor, got.Name, got.Model); !strings.HasPrefix(name, p) {
			t.Errorf("%s: %s does not start with %s", l, name, p)
		}
	}
}

func FuzzLayout(f *testing.F) {
	f.Add("s3://b/run=1/shredded-types/vendor=a/name=b/format=jsonschema/version=1-0-0/part")
	f.Add("vendor=a/name=b/format=tsv/model=1/part")
	f.Add("a/b/c/1-0-0/")
	f.Fuzz(func(t *testing.T, name string) {
		for _, l := range append(layouts, shred.Model) {
			typ, err := l.Parse(name)
			if err != nil {
				if !errors.Is(err, shred.ErrPath) {
					t.Fatalf("%s: %v", l, err)
				}
				continue
			}
			if !strings.HasPrefix(name, typ.Base) || typ.Model < 1 {
				t.Fatalf("%s: %q read as %+v", l, name, typ)
			}
		}
		shred.AtomicFolderOf(name)
	})
}

package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/file"
)

func TestParseLocation(t *testing.T) {
	f := func(uri string, want store.Location) {
		t.Helper()
		got, err := store.ParseLocation(uri)
		if err != nil || got != want {
			t.Errorf("ParseLocation(%q) = %+v, %v, want %+v", uri, got, err, want)
		}
	}
	f("s3://bucket/a/b/", store.Location{Scheme: "s3", Bucket: "bucket", Prefix: "a/b/"})
	f("s3://bucket", store.Location{Scheme: "s3", Bucket: "bucket"})
	f("s3n://my.bucket/p", store.Location{Scheme: "s3n", Bucket: "my.bucket", Prefix: "p"})
	f("s3a://b/a%20b c?d=1#e", store.Location{Scheme: "s3a", Bucket: "b", Prefix: "a%20b c?d=1#e"})
	f("file:///var/raw/", store.Location{Scheme: "file", Prefix: "/var/raw/"})

	bad := func(uri string) {
		t.Helper()
		if got, err := store.ParseLocation(uri); !errors.Is(err, store.ErrLocation) {
			t.Errorf("ParseLocation(%q) = %+v, %v, want ErrLocation", uri, got, err)
		}
	}
	bad("")
	bad("bucket/prefix")
	bad("s3:///x")
	bad("s3:/b/x")
	bad("file://raw/in/")
	bad("gs://b/x")
}

func TestNormal(t *testing.T) {
	f := func(uri, want string) {
		t.Helper()
		l, err := store.ParseLocation(uri)
		if err != nil {
			t.Fatal(err)
		}
		if got := l.Normal().String(); got != want {
			t.Errorf("normal form of %q is %q, want %q", uri, got, want)
		}
	}
	f("s3n://b/p", "s3://b/p/")
	f("s3a://b", "s3://b/")
	f("file:///a//b/../c", "file:///a/c/")
	f("file:///", "file:///")
}

func TestOpeners(t *testing.T) {
	o := store.Openers{"file": file.Open}
	s, err := o.Open(context.Background(), "file://"+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.PutBytes(t.Context(), s, "a", nil); err != nil {
		t.Error(err)
	}
	if _, err := o.Open(context.Background(), "s3a://b/x"); !errors.Is(err, store.ErrScheme) {
		t.Errorf("location without a store: %v", err)
	}
}

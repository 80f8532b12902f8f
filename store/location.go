package store

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
)

// A Location is a place for objects, as configurations name it.
type Location struct {
	Scheme string // file, s3, s3n or s3a, as written
	Bucket string // empty for file
	Prefix string // for file an absolute path, else what keys begin with
}

var (
	// ErrLocation: a text that is no location.
	ErrLocation = errors.New("invalid location")
	// ErrScheme: a location that this build can not open.
	ErrScheme = errors.New("no store for this scheme")
)

// ParseLocation reads a location. Nothing is decoded: percent signs, question
// marks, hashes and blanks are part of the key.
func ParseLocation(uri string) (Location, error) {
	scheme, rest, ok := strings.Cut(uri, "://")
	if !ok {
		return Location{}, fmt.Errorf("%w %q: no scheme", ErrLocation, uri)
	}
	switch scheme {
	case "file":
		if !strings.HasPrefix(rest, "/") {
			return Location{}, fmt.Errorf("%w %q: the path must be absolute, as in file:///data/", ErrLocation, uri)
		}
		return Location{Scheme: scheme, Prefix: rest}, nil
	case "s3", "s3n", "s3a":
		bucket, prefix, _ := strings.Cut(rest, "/")
		if bucket == "" {
			return Location{}, fmt.Errorf("%w %q: no bucket", ErrLocation, uri)
		}
		return Location{Scheme: scheme, Bucket: bucket, Prefix: prefix}, nil
	}
	return Location{}, fmt.Errorf("%w %q: scheme must be file, s3, s3n or s3a", ErrLocation, uri)
}

// String is the location as it would be written.
func (l Location) String() string { return l.Scheme + "://" + joinBucket(l) }

func joinBucket(l Location) string {
	if l.Bucket == "" {
		return l.Prefix
	}
	return l.Bucket + "/" + l.Prefix
}

// Kind is the scheme without its variants: s3n and s3a are s3.
func (l Location) Kind() string {
	if l.Scheme == "s3n" || l.Scheme == "s3a" {
		return "s3"
	}
	return l.Scheme
}

// Normal is the form in which equal locations are equal: scheme without
// variants, one slash at the end, and for file a path without detours.
func (l Location) Normal() Location {
	l.Scheme = l.Kind()
	if l.Scheme == "file" {
		l.Prefix = path.Clean(l.Prefix)
	}
	if l.Prefix != "" && !strings.HasSuffix(l.Prefix, "/") {
		l.Prefix += "/"
	}
	return l
}

// An Opener makes the store of a location in normal form.
type Opener func(ctx context.Context, l Location) (Store, error)

// Openers knows the stores of a build by the kind of their locations.
type Openers map[string]Opener

// Open makes the store of a location. ErrLocation, ErrScheme.
func (o Openers) Open(ctx context.Context, uri string) (Store, error) {
	l, err := ParseLocation(uri)
	if err != nil {
		return nil, err
	}
	open, ok := o[l.Kind()]
	if !ok {
		return nil, fmt.Errorf("open %s: %w: %s is not available in this build yet", uri, ErrScheme, l.Kind())
	}
	return open(ctx, l.Normal())
}

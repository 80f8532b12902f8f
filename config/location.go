package config

import (
	"errors"
	"path"
	"strings"
)

// ErrLocation reports text that is no location.
var ErrLocation = errors.New("config: not a location")

// A Location is a folder of a store: s3://bucket/prefix/ (s3n and s3a mean the
// same) or file:///absolute/path/. The text after the bucket is a key prefix,
// not a URL: "?", "#", "%" and spaces stand for themselves.
type Location struct {
	Scheme string
	Bucket string // "" with file
	Prefix string // of keys; with file the absolute path
}

// ParseLocation reads a location; ErrLocation for anything else.
func ParseLocation(s string) (Location, error) {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		return Location{}, ErrLocation
	}
	switch scheme {
	case "s3", "s3n", "s3a":
		bucket, prefix, _ := strings.Cut(rest, "/")
		if bucket == "" {
			return Location{}, ErrLocation
		}
		return Location{Scheme: scheme, Bucket: bucket, Prefix: prefix}, nil
	case "file":
		if !strings.HasPrefix(rest, "/") {
			return Location{}, ErrLocation
		}
		return Location{Scheme: scheme, Prefix: rest}, nil
	}
	return Location{}, ErrLocation
}

// AddSlash returns s with one slash at its end, unless it ends with one already.
// Without it a folder would also match its siblings of longer names. ErrLocation
// for empty text.
func AddSlash(s string) (string, error) {
	if s == "" {
		return "", ErrLocation
	}
	if strings.HasSuffix(s, "/") {
		return s, nil
	}
	return s + "/", nil
}

// String returns the location as URI.
func (l Location) String() string {
	switch {
	case l.IsZero():
		return ""
	case l.Scheme == "file":
		return "file://" + l.Prefix
	}
	return l.Scheme + "://" + l.Bucket + "/" + l.Prefix
}

// MarshalText encodes the URI.
func (l Location) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads a URI; empty text is the zero Location.
func (l *Location) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*l = Location{}
		return nil
	}
	p, err := ParseLocation(string(b))
	if err != nil {
		return err
	}
	*l = p
	return nil
}

// IsZero says that no location is set.
func (l Location) IsZero() bool { return l == Location{} }

// IsFile says that the location is a folder of this machine.
func (l Location) IsFile() bool { return l.Scheme == "file" }

// Path returns the folder of a file location, cleaned.
func (l Location) Path() string { return path.Clean(l.Prefix) }

// Sub returns the location of a folder below l, whose name must not be empty.
// l ends with a slash, and so does the result.
func (l Location) Sub(name string) Location {
	l.Prefix += name + "/"
	return l
}

// Contains says whether m is l or lies below it. s3, s3n and s3a are one scheme.
func (l Location) Contains(m Location) bool {
	return l.IsFile() == m.IsFile() && l.Bucket == m.Bucket && strings.HasPrefix(m.Prefix, l.Prefix)
}

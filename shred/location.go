package shred

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// maxKey is the longest key, bucket and scheme included, that loaders take.
const maxKey = 1024

// Why a text names no S3 folder or key.
var (
	ErrNoScheme = errors.New("does not start with s3://, s3a:// or s3n://")
	ErrSlash    = errors.New("a key must not end with a slash")
	ErrTooLong  = errors.New("longer than 1024 characters")
)

// Folder brings the name of an S3 folder into the form that file keys start
// with: scheme s3, slash at the end.
func Folder(s string) (string, error) {
	s, err := withScheme(s)
	if err != nil {
		return "", err
	}
	if !strings.HasSuffix(s, "/") {
		s += "/"
	}
	return s, nil
}

// ObjectKey brings the name of an S3 object into the form with scheme s3.
func ObjectKey(s string) (string, error) {
	k, err := withScheme(s)
	switch {
	case err != nil:
		return "", err
	case strings.HasSuffix(k, "/"):
		return "", ErrSlash
	case len(k) > maxKey:
		return "", fmt.Errorf("%w: %d", ErrTooLong, len(k))
	}
	return k, nil
}

func withScheme(s string) (string, error) {
	for _, scheme := range [...]string{"s3://", "s3a://", "s3n://"} {
		if rest, ok := strings.CutPrefix(s, scheme); ok {
			return "s3://" + rest, nil
		}
	}
	return "", ErrNoScheme
}

// Below returns where child lies below the folder parent, false if it does not.
func Below(parent, child string) (string, bool) {
	rest, ok := strings.CutPrefix(child, strings.TrimSuffix(parent, "/")+"/")
	return strings.TrimSuffix(rest, "/"), ok && rest != ""
}

var atomicKey = regexp.MustCompile(`^(.*/run=[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])-(?:[01][0-9]|2[0-3])-[0-5][0-9]-[0-5][0-9]/` + AtomicFolder + `/)`)

// AtomicFolderOf returns the folder of the events that a key of a run up to r34
// lies in, false for any other key.
func AtomicFolderOf(key string) (string, bool) {
	m := atomicKey.FindString(key)
	return m, m != ""
}

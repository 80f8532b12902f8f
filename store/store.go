package store

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"
)

// A Store holds immutable objects under slash-separated keys. Keys never start
// or end with a slash and have no empty, "." or ".." elements. All methods may
// be called from many goroutines; after ctx is cancelled nothing changes.
type Store interface {
	// Put creates an object from all of r. It is visible only when whole.
	// ErrExists if the key is taken: the present object stays as it is.
	Put(ctx context.Context, key string, r io.Reader) (Info, error)
	// Open reads n bytes from off on, to the end if n < 0. ErrNotExist.
	Open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error)
	// Stat describes an object. ErrNotExist.
	Stat(ctx context.Context, key string) (Info, error)
	// List yields the objects whose key starts with prefix, in ascending order
	// of keys by bytes. After an error it ends.
	List(ctx context.Context, prefix string) iter.Seq2[Info, error]
	// Delete removes an object; nil if there is none.
	Delete(ctx context.Context, key string) error
}

// A Copier can copy an object without its bytes passing through us.
// ErrExists if dst is taken.
type Copier interface {
	CopyFrom(ctx context.Context, src Store, srcKey, dstKey string) (Info, error)
}

// Info describes an object. Size and digest are those of the bytes that the
// Store it came from would hand out.
type Info struct {
	Key     string
	Size    int64
	ModTime time.Time
	// Sealed describes the stored bytes where they differ from what Open gives:
	// length and SHA-256 (hex) of the sealed object, if known.
	SealedSize   int64
	SealedSHA256 string
	// SHA256 is the hex digest of the bytes given to Put; set by Put only.
	SHA256 string
}

// What stores answer. Other errors are outages; those with Temporary() true may
// be tried again.
var (
	ErrNotExist = errors.New("store: no such object")
	ErrExists   = errors.New("store: object exists")
)

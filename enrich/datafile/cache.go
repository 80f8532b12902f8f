package datafile

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"

	"github.com/camonica/camonica/enrich/settings"
)

// maxSize is the default limit. The largest files in use, city databases, have
// below 200 MiB.
const maxSize = 2 << 30

// firstRead is what is allocated for a file because its server says how long it
// is; beyond, memory doubles with what arrives.
const firstRead = 1 << 20

// Why a data file cannot be had, where a person has to change something.
var (
	ErrScheme    = errors.New("want an address that starts with file:, https: or http:; s3: and gs: are not read")
	ErrPlain     = errors.New("address is not encrypted; want https:")
	ErrTooLarge  = errors.New("file is larger than the limit")
	ErrDowngrade = errors.New("server leads from https: to an address that is not encrypted")
)

// Options of a Cache. The zero value keeps nothing on disk.
type Options struct {
	Dir     string // where files are kept; made if it is not there. "" is nowhere
	MaxSize int64  // of a file, in bytes; 0 is 2 GiB
	TLSOnly bool   // refuse http: addresses

	Client *http.Client // nil is one with timeouts
	Tries  int          // requests for a file; 0 is 4
	Sleep  func(context.Context, time.Duration) error
}

func (o *Options) setDefaults() {
	if o.MaxSize == 0 {
		o.MaxSize = maxSize
	}
	if o.Client == nil {
		o.Client = client()
	}
	if o.Tries == 0 {
		o.Tries = 4
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}

// A Cache has the data files of one run. It may be used by many goroutines.
type Cache struct {
	o Options

	mu    sync.Mutex
	files map[string]settings.File
}

var _ settings.Files = (*Cache)(nil)

// New returns a Cache that has fetched nothing yet.
func New(o Options) *Cache {
	o.setDefaults()
	return &Cache{o: o, files: make(map[string]settings.File)}
}

// Open returns the file at the address, from the first call on always the same.
// The text of an error has no query and no credentials of the address.
func (c *Cache) Open(ctx context.Context, uri string) (settings.File, error) {
	c.mu.Lock()
	defer c.mu.Unlock() // files are few, and fetched before there are events
	if f, ok := c.files[uri]; ok {
		return f, nil
	}
	f, err := c.fetch(ctx, uri)
	if err != nil {
		return settings.File{}, fmt.Errorf("fetch %s: %w", settings.Display(uri), err)
	}
	c.files[uri] = f
	return f, nil
}

func (c *Cache) fetch(ctx context.Context, uri string) (settings.File, error) {
	u, err := url.Parse(uri)
	if err != nil {
		return settings.File{}, ErrScheme // the parser's text would quote the address
	}
	switch {
	case u.Scheme == "file" && (u.Host == "" || u.Host == "localhost"):
		return c.local(uri, u.Path)
	case u.Scheme == "http" && c.o.TLSOnly:
		return settings.File{}, ErrPlain
	case (u.Scheme == "http" || u.Scheme == "https") && u.Host != "":
		return c.remote(ctx, uri)
	}
	return settings.File{}, ErrScheme
}

// local reads a file of this machine.
func (c *Cache) local(uri, path string) (settings.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return settings.File{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return settings.File{}, err
	}
	if !info.Mode().IsRegular() {
		return settings.File{}, errors.New("not a regular file")
	}
	data, err := readAll(f, info.Size(), c.o.MaxSize)
	if err != nil {
		return settings.File{}, err
	}
	return newFile(uri, "", data), nil
}

// readAll reads at most limit bytes; size is what is expected, or negative.
func readAll(r io.Reader, size, limit int64) ([]byte, error) {
	if size > limit {
		return nil, ErrTooLarge
	}
	if size < 0 {
		data, err := io.ReadAll(io.LimitReader(r, limit+1))
		if err == nil && int64(len(data)) > limit {
			err = ErrTooLarge
		}
		return data, err
	}
	// A server may promise more than it sends.
	data := make([]byte, min(size, firstRead))
	for at := int64(0); ; {
		if _, err := io.ReadFull(r, data[at:]); err != nil {
			return nil, err
		}
		if at = int64(len(data)); at == size {
			return data, nil
		}
		grown := make([]byte, min(size, 2*at))
		copy(grown, data)
		data = grown
	}
}

func newFile(uri, etag string, data []byte) settings.File {
	sum := sha256.Sum256(data)
	return settings.File{URI: uri, Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:]), ETag: etag, Data: data}
}

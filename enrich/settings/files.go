package settings

import (
	"context"
	"net/url"
	"strings"
)

// Files has the data files of a run: databases, lists and rules that
// configurations name by address. A file is fetched once per run; each Open of
// an address gives the same bytes.
type Files interface {
	Open(ctx context.Context, uri string) (File, error)
}

// A File is one data file.
type File struct {
	URI    string // may hold credentials; see Display
	Size   int64
	SHA256 string // lower-case hex of the content
	ETag   string // as its server gave it; "" if it gave none

	// Data is the content. It must not be changed, and is valid for the life of
	// the process.
	Data []byte
}

// Open opens the data file database of the folder uri, both given as parameters
// of the configuration. The problem, if there is one, names the parameter at
// pointer.
func (c *Config) Open(ctx context.Context, pointer, uri, database string) (File, *Problem) {
	if c.Files == nil {
		return File{}, c.Unusable(pointer, "data files to be at hand", nil)
	}
	f, err := c.Files.Open(ctx, Address(uri, database))
	if err != nil {
		return File{}, c.Unusable(pointer, "a data file that can be had", err)
	}
	return f, nil
}

// Unusable returns the problem that a data file is not what it should be.
func (c *Config) Unusable(pointer, want string, err error) *Problem {
	p := c.Problem(pointer, want)
	p.Kind, p.Err = DataFile, err
	return p
}

// Address returns the address of a data file: folder and name with one slash
// in between.
func Address(uri, database string) string {
	return strings.TrimSuffix(uri, "/") + "/" + database
}

// Display returns an address for people: without user, password and query, which
// may be or hold credentials.
func Display(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return "data file"
	}
	u.User, u.Opaque, u.RawQuery, u.Fragment = nil, "", "", ""
	return u.String()
}

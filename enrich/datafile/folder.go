package datafile

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/camonica/camonica/enrich/settings"
)

// An entry is a kept file: NAME.json tells of NAME.data and is written after it.
// NAME begins with a hash of the address and ends with one of the ETag; the
// address itself may hold credentials and is not written.
type entry struct {
	ETag   string `json:"etag"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`

	name string
}

const (
	dataSuffix  = ".data"
	entrySuffix = ".json"
)

func prefix(uri string) string { return shortHash(uri) + "-" }

func shortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}

// kept lists the files that are kept of an address. What cannot be read is not
// there.
func (c *Cache) kept(uri string) []entry {
	if c.o.Dir == "" {
		return nil
	}
	names, err := filepath.Glob(filepath.Join(escape(c.o.Dir), prefix(uri)+"*"+entrySuffix))
	if err != nil {
		return nil
	}
	var all []entry
	for _, name := range names {
		e := entry{name: strings.TrimSuffix(name, entrySuffix)}
		text, err := os.ReadFile(name)
		if err == nil && json.Unmarshal(text, &e) == nil && e.ETag != "" {
			all = append(all, e)
		}
	}
	return all
}

// escape makes a folder's name stand for itself in a pattern.
var escape = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace

// read returns the file of an entry, or false, and removes it, if it is not what
// was kept.
func (e *entry) read(uri string) (settings.File, bool) {
	data, err := os.ReadFile(e.name + dataSuffix)
	if err == nil {
		if f := newFile(uri, e.ETag, data); f.SHA256 == e.SHA256 {
			return f, true
		}
	}
	e.remove()
	return settings.File{}, false
}

// remove takes an entry out of the folder. What is left of it does no harm.
func (e *entry) remove() {
	_ = os.Remove(e.name + entrySuffix)
	_ = os.Remove(e.name + dataSuffix)
}

// keep writes a file into the folder, and removes the older ones of its address.
// A file without ETag is not kept: nobody could tell when it changes.
func (c *Cache) keep(f *settings.File, older []entry) error {
	if c.o.Dir == "" || f.ETag == "" {
		return nil
	}
	if err := os.MkdirAll(c.o.Dir, 0o700); err != nil {
		return fmt.Errorf("make folder of data files: %w", err)
	}
	c.sweep()
	e := entry{ETag: f.ETag, Size: f.Size, SHA256: f.SHA256}
	e.name = filepath.Join(c.o.Dir, prefix(f.URI)+shortHash(f.ETag))
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if err := errors.Join(create(e.name+dataSuffix, f.Data), create(e.name+entrySuffix, text)); err != nil {
		return fmt.Errorf("keep data file: %w", err)
	}
	for i := range older {
		if older[i].name != e.name {
			older[i].remove()
		}
	}
	return nil
}

// unfinished is how files are called that are being written. What they hold is in
// memory by then: that takes far less than abandoned.
const (
	unfinished = ".fetch-*"
	abandoned  = time.Hour
)

// sweep removes what processes left that died while they wrote. Nobody else's file
// is touched; one that cannot be removed does no harm.
func (c *Cache) sweep() {
	names, err := filepath.Glob(filepath.Join(escape(c.o.Dir), unfinished))
	if err != nil {
		return
	}
	for _, name := range names {
		if i, err := os.Stat(name); err == nil && time.Since(i.ModTime()) > abandoned {
			_ = os.Remove(name)
		}
	}
}

// create writes a file under its name only when it is whole. One that is there
// already is of the same address and ETag, and stays.
func create(name string, data []byte) error {
	t, err := os.CreateTemp(filepath.Dir(name), unfinished)
	if err != nil {
		return err
	}
	defer os.Remove(t.Name())
	_, err = t.Write(data)
	if err := errors.Join(err, t.Sync(), t.Close()); err != nil {
		return err
	}
	if err := os.Link(t.Name(), name); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

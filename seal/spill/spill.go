package spill

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"

	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/seal"
)

// A Folder makes temporary files. It may be used from many goroutines.
type Folder struct {
	path  string
	key   *keys.Key
	files atomic.Uint64
}

// New makes a folder of its own, 0700, below parent or, if that is empty, the
// system's folder for temporary files. Empty folders that dead processes of this
// user left there are removed.
func New(parent string) (*Folder, error) {
	if parent == "" {
		parent = os.TempDir()
	}
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return nil, fmt.Errorf("make folder for temporary files: %w", err)
	}
	prefix := fmt.Sprintf("camonica-%d-", os.Getuid())
	if left, err := filepath.Glob(filepath.Join(parent, prefix+"*")); err == nil {
		for _, dir := range left {
			// Fails unless empty. A living process makes its folder anew.
			os.Remove(dir)
		}
	}
	path, err := os.MkdirTemp(parent, prefix)
	if err != nil {
		return nil, fmt.Errorf("make folder for temporary files: %w", err)
	}
	return &Folder{path: path, key: keys.Generate("")}, nil
}

// Close removes the folder. Files that are still open can be used on.
func (f *Folder) Close() error {
	if err := os.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove folder for temporary files: %w", err)
	}
	return nil
}

// Create begins a temporary file.
func (f *Folder) Create() (*Writer, error) {
	file, err := unnamed(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(f.path, 0o700); err != nil {
			return nil, fmt.Errorf("make folder for temporary files: %w", err)
		}
		file, err = unnamed(f.path)
	}
	if err != nil {
		return nil, fmt.Errorf("create temporary file: %w", err)
	}
	c := seal.Context{Kind: seal.Spill, Path: strconv.FormatUint(f.files.Add(1), 10)}
	w, err := seal.NewWriter(file, f.key, c)
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("create temporary file: %w", err)
	}
	return &Writer{file: file, w: w, key: f.key, context: c}, nil
}

// named makes a file and takes its name away at once, where the system has no
// files without one.
func named(dir string) (*os.File, error) {
	file, err := os.CreateTemp(dir, "spill-")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(file.Name()); err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// A Writer fills a temporary file. It ends with Finish or Abort.
type Writer struct {
	file    *os.File
	w       *seal.Writer
	key     *keys.Key
	context seal.Context
}

// Write takes the next bytes. Small writes cost little: 64 KiB are gathered.
func (w *Writer) Write(p []byte) (int, error) { return w.w.Write(p) }

// Abort gives the file up.
func (w *Writer) Abort() error {
	w.w.Abort()
	return w.file.Close()
}

// Finish ends writing; the file can be read now.
func (w *Writer) Finish() (*File, error) {
	r, err := w.finish()
	if err != nil {
		w.file.Close()
		return nil, fmt.Errorf("finish temporary file: %w", err)
	}
	return r, nil
}

func (w *Writer) finish() (*File, error) {
	if err := w.w.Close(); err != nil {
		return nil, err
	}
	size, err := w.file.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	h, err := seal.ReadHeader(io.NewSectionReader(w.file, 0, size))
	if err != nil {
		return nil, err
	}
	plain, err := h.PlainSize(size)
	if err != nil {
		return nil, err
	}
	return &File{file: w.file, h: h, key: w.key, context: w.context, stored: size, size: plain}, nil
}

// A File is a temporary file that is complete. It may be read from many
// goroutines, each with a reader of its own.
type File struct {
	file    *os.File
	h       *seal.Header
	key     *keys.Key
	context seal.Context
	stored  int64
	size    int64
}

// Size is the number of bytes written.
func (f *File) Size() int64 { return f.size }

// NewReader reads from off, at most Size, to the end. Closing the reader gives
// back its buffer; the file stays.
func (f *File) NewReader(off int64) (io.ReadCloser, error) {
	if off < 0 || off > f.size {
		return nil, fmt.Errorf("read temporary file: no offset %d in %d bytes", off, f.size)
	}
	chunk := max(0, min(off, f.size-1)) / int64(f.h.ChunkSize())
	start := f.h.Offset(uint64(chunk))
	r, err := seal.NewReaderFrom(io.NewSectionReader(f.file, start, f.stored-start), f.h, f.key, f.context, uint64(chunk))
	if err != nil {
		return nil, fmt.Errorf("read temporary file: %w", err)
	}
	if err := r.Skip(off - chunk*int64(f.h.ChunkSize())); err != nil {
		r.Close()
		return nil, fmt.Errorf("read temporary file: %w", err)
	}
	return r, nil
}

// Close frees the file's room on the disk.
func (f *File) Close() error { return f.file.Close() }

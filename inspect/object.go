package inspect

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/seal"
)

// An Object is a file to look at, opened and, if it is sealed, decrypted as it
// is read.
type Object struct {
	Name   string
	Stored int64         // bytes in the file
	Size   int64         // of the content
	KeyID  keys.ID       // zero if it is not sealed
	Seal   *seal.Context // what it was sealed as; nil if it is not

	plain io.ReaderAt
	file  *os.File
}

// A SealedError says that an object is sealed and no key was given.
type SealedError struct {
	Name  string
	KeyID keys.ID
}

func (e *SealedError) Error() string {
	return fmt.Sprintf("%s is sealed with key %s", e.Name, e.KeyID)
}

// Hint says how to name a key.
func (e *SealedError) Hint() string {
	return "name the key: --config, or --keys with --key-file or --identity"
}

// Open opens a file. Ring may be nil; a sealed object is a *SealedError then.
func Open(ctx context.Context, name string, ring *keys.Ring) (*Object, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	o := &Object{Name: name, file: f, plain: f}
	if err := o.open(ctx, ring); err != nil {
		f.Close()
		return nil, err
	}
	return o, nil
}

func (o *Object) open(ctx context.Context, ring *keys.Ring) error {
	info, err := o.file.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		return fmt.Errorf("%s is a folder: name its files", o.Name)
	}
	o.Stored, o.Size = info.Size(), info.Size()
	head := make([]byte, seal.HeaderSize)
	n, err := o.file.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return fmt.Errorf("read %s: %w", o.Name, err)
	}
	h, err := seal.ParseHeader(head[:n])
	if errors.Is(err, seal.ErrNotSealed) || n == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open %s: %w", o.Name, err)
	}
	if ring == nil {
		return &SealedError{Name: o.Name, KeyID: h.KeyID}
	}
	return o.unseal(ctx, h, ring)
}

func (o *Object) unseal(ctx context.Context, h *seal.Header, ring *keys.Ring) error {
	key, err := ring.Find(ctx, h.KeyID, "")
	if err != nil {
		return fmt.Errorf("open %s: %w", o.Name, err)
	}
	path, err := filepath.Abs(o.Name)
	if err != nil {
		return err
	}
	c, err := seal.Identify(h, key, filepath.ToSlash(path))
	if err != nil {
		return fmt.Errorf("open %s: %w", o.Name, err)
	}
	r, err := seal.NewReaderAt(o.file, o.Stored, h, key, c)
	if err != nil {
		return fmt.Errorf("open %s: %w", o.Name, err)
	}
	o.KeyID, o.Seal, o.plain, o.Size = h.KeyID, &c, r, r.Size()
	return nil
}

// Close closes the file.
func (o *Object) Close() error { return o.file.Close() }

// Content reads the content from its beginning.
func (o *Object) Content() io.Reader { return io.NewSectionReader(o.plain, 0, o.Size) }

// readRange reads n bytes from off on.
func (o *Object) readRange(off, n int64) ([]byte, error) {
	if off < 0 || n < 0 || off+n > o.Size {
		return nil, io.ErrUnexpectedEOF
	}
	b := make([]byte, n)
	_, err := io.ReadFull(io.NewSectionReader(o.plain, off, n), b)
	return b, err
}

// starts tells whether the content begins with the text.
func (o *Object) starts(text string) bool {
	b, err := o.readRange(0, int64(len(text)))
	return err == nil && bytes.Equal(b, []byte(text))
}

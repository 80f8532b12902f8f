package stage

import (
	"errors"
	"io"

	"github.com/camonica/camonica/seal/spill"
	"github.com/camonica/camonica/shred/dedupe"
)

// Spill is scratch space for buckets that are larger than memory allows: sealed
// files with a key of this process, without a name on disk.
type Spill struct{ Folder *spill.Folder }

var _ dedupe.Spill = Spill{}

// Create makes a file.
func (s Spill) Create() (dedupe.SpillFile, error) {
	w, err := s.Folder.Create()
	if err != nil {
		return nil, err
	}
	return &spillFile{w: w}, nil
}

// spillFile is written, sought to its start once, and read.
type spillFile struct {
	w *spill.Writer
	f *spill.File
	r io.ReadCloser
}

var errSpillOrder = errors.New("stage: a spill file is written first, then read from its start")

func (f *spillFile) Write(p []byte) (int, error) {
	if f.f != nil {
		return 0, errSpillOrder
	}
	return f.w.Write(p)
}

func (f *spillFile) Seek(offset int64, whence int) (int64, error) {
	if offset != 0 || whence != io.SeekStart || f.f != nil {
		return 0, errSpillOrder
	}
	var err error
	if f.f, err = f.w.Finish(); err != nil {
		return 0, err
	}
	f.r, err = f.f.NewReader(0)
	return 0, err
}

func (f *spillFile) Read(p []byte) (int, error) {
	if f.r == nil {
		return 0, errSpillOrder
	}
	return f.r.Read(p)
}

func (f *spillFile) Close() error {
	if f.f == nil {
		return f.w.Abort()
	}
	var err error
	if f.r != nil {
		err = f.r.Close()
	}
	return errors.Join(err, f.f.Close())
}

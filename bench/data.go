package bench

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/camonica/camonica/demo"
	"github.com/camonica/camonica/payload"
	"github.com/camonica/camonica/payload/lzop"
)

// data is the object of raw records that is measured with.
type data struct {
	format  payload.Format
	object  []byte // compressed
	plain   int64  // bytes before compression
	records int
	events  int
}

// generate makes events of about 1.2 kB with two entities each, one a record.
// Lines are compressed with gzip and Thrift records with LZO, as collectors do, each
// at its usual level.
func generate(format string, events int, seed uint64) (*data, error) {
	f, err := payload.ByName(format)
	if err != nil {
		return nil, err
	}
	var object bytes.Buffer
	z, err := compressor(&object, f)
	if err != nil {
		return nil, err
	}
	plain := &counter{w: z}
	records, err := demo.Generate(plain, demo.Options{Events: events, Seed: seed, Format: format, Traffic: demo.Tp2})
	if err := errors.Join(err, z.Close()); err != nil {
		return nil, fmt.Errorf("generate records: %w", err)
	}
	return &data{format: f, object: object.Bytes(), plain: plain.n, records: records, events: events}, nil
}

func compressor(w io.Writer, f payload.Format) (io.WriteCloser, error) {
	if f.Binary() {
		return lzop.NewWriter(w), nil
	}
	return gzip.NewWriterLevel(w, gzip.DefaultCompression)
}

// A counter counts what passes to w.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

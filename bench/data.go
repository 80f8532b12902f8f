package bench

import (
	"bytes"
	"compress/gzip"
	"io"

	"github.com/camonica/camonica/demo"
)

// data is the object of raw records that is measured with.
type data struct {
	object  []byte // compressed
	plain   int64  // bytes before compression
	records int
	events  int
}

// generate makes events of about 1.2 kB with two entities each, one a record.
func generate(events int, seed uint64) (*data, error) {
	var object bytes.Buffer
	z, err := gzip.NewWriterLevel(&object, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	plain := &counter{w: z}
	records, err := demo.Generate(plain, demo.Options{Events: events, Seed: seed, Format: "clj-tomcat", Traffic: demo.Tp2})
	if err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return &data{object: object.Bytes(), plain: plain.n, records: records, events: events}, nil
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

package bench

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/payload"
	"github.com/camonica/camonica/payload/container"
)

// A reader takes the object through the first stages of enrich alone.
type reader struct {
	data     *data
	adapters *adapter.Registry
	payload  payload.Payload
	scratch  adapter.Scratch
}

// readPass takes the object out of its compression and parses each record.
func (r *reader) readPass(context.Context) error {
	return r.each(func() error { return nil })
}

// adaptPass has the adapter make events of each record besides.
func (r *reader) adaptPass(ctx context.Context) error {
	events := 0
	emit := func(*adapter.Raw) error { events++; return nil }
	err := r.each(func() error { return r.adapters.Adapt(ctx, &r.payload, &r.scratch, emit) })
	if err == nil && events < r.data.records {
		err = errFailed
	}
	return err
}

// each parses each record and calls f.
func (r *reader) each(f func() error) error {
	z, err := container.Open(bytes.NewReader(r.data.object), r.data.format.Binary(), container.DefaultLimits())
	if err != nil {
		return err
	}
	defer z.Close()
	for {
		rec, err := z.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := r.data.format.Parse(rec.Bytes, &r.payload); err != nil {
			return err
		}
		if err := f(); err != nil {
			return err
		}
	}
}

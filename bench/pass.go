package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/payload/container"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/stage"
)

// outputBuffer is how many bytes of rows are gathered before they are compressed.
const outputBuffer = 64 << 10

// An object is the output of one pass: rows, compressed, sealed, counted and
// thrown away.
type object struct {
	rows   counter // into the compressor
	zstd   *zstd.Encoder
	sealed *seal.Writer
	stored counter
	buf    []byte
}

func newObject(key *keys.Key) (*object, error) {
	o := &object{stored: counter{w: io.Discard}, buf: make([]byte, 0, 2*outputBuffer)}
	var err error
	o.sealed, err = seal.NewWriter(&o.stored, key, seal.Context{Kind: seal.Enriched, RunID: key.RunID(), Path: "part-00000"})
	if err != nil {
		return nil, err
	}
	o.zstd = stage.BorrowZstd(o.sealed)
	o.rows.w = o.zstd
	return o, nil
}

func (o *object) flush() error {
	_, err := o.rows.Write(o.buf)
	o.buf = o.buf[:0]
	return err
}

func (o *object) close() error {
	err := errors.Join(o.flush(), o.zstd.Close(), o.sealed.Close())
	stage.ReturnZstd(o.zstd)
	return err
}

// errFailed says that an event failed, which generated ones do not.
var errFailed = errors.New("a generated event failed")

// Good implements enrich.Output.
func (o *object) Good(e *event.Event) error {
	o.buf = append(e.AppendTSV(o.buf), '\n')
	if len(o.buf) < outputBuffer {
		return nil
	}
	return o.flush()
}

// Bad implements enrich.Output.
func (o *object) Bad(r *badrow.Row) error {
	return fmt.Errorf("%w: %s: %s", errFailed, r.Family, r.Reason().Text)
}

// enrichPass takes the object through enrich.
func enrichPass(ctx context.Context, d *data, w *enrich.Worker, out *object) error {
	r, err := container.Open(bytes.NewReader(d.object), d.format.Binary(), container.DefaultLimits())
	if err != nil {
		return err
	}
	defer r.Close()
	for {
		rec, err := r.Next()
		if err == io.EOF {
			return out.close()
		}
		if err != nil {
			return err
		}
		if _, err := w.Record(ctx, rec.Bytes, uint64(rec.Number), out); err != nil {
			return err
		}
	}
}

// floorPass takes the object out of its compression and writes as many bytes of
// rows as enrich makes of it, which sample has some of, over and over. ours says
// with which reader; see [Result.Floor].
func floorPass(ctx context.Context, d *data, sample []byte, size int64, ours bool, out *object) error {
	next, done, err := plainPieces(d, ours)
	if err != nil {
		return err
	}
	defer done()
	var in, written int64
	at := 0
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := next()
		if err == io.EOF {
			return out.close()
		}
		if err != nil {
			return err
		}
		// As much of the rows as was read of the object.
		in += int64(n)
		for due := size*in/d.plain - written; due > 0; {
			c := copy(out.buf[len(out.buf):min(int64(len(out.buf))+due, int64(cap(out.buf)))], sample[at:])
			out.buf = out.buf[:len(out.buf)+c]
			due, written = due-int64(c), written+int64(c)
			at = (at + c) % len(sample)
			if len(out.buf) < outputBuffer {
				continue
			}
			if err := out.flush(); err != nil {
				return err
			}
		}
	}
}

// plainPieces returns what reads the next piece of the plain object and returns its
// length.
func plainPieces(d *data, ours bool) (next func() (int, error), done func(), err error) {
	if ours || d.format.Binary() {
		r, err := container.Open(bytes.NewReader(d.object), d.format.Binary(), container.DefaultLimits())
		if err != nil {
			return nil, nil, err
		}
		end := 1 // of a line
		if d.format.Binary() {
			end = 0
		}
		return func() (int, error) {
			rec, err := r.Next()
			return len(rec.Bytes) + end, err
		}, r.Close, nil
	}
	z, err := gzip.NewReader(bufio.NewReaderSize(bytes.NewReader(d.object), 64<<10))
	if err != nil {
		return nil, nil, err
	}
	piece := make([]byte, 64<<10)
	return func() (int, error) {
		n, err := z.Read(piece)
		if n > 0 && errors.Is(err, io.EOF) {
			err = nil
		}
		return n, err
	}, func() {}, nil
}

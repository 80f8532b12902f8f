package filter

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/camonica/camonica/payload/container"
)

// An Input is one object to read: a file, or standard input. Records are
// numbered within it, and how it is compressed is told by its first bytes.
type Input struct {
	Name string // for errors
	Open func() (io.ReadCloser, error)
}

// batchBytes is how much of its inputs a batch takes: enough that handing it to
// a worker costs nothing, little enough that the workers share small inputs. A
// batch may be longer by one record.
const batchBytes = 256 << 10

// keepBytes bounds the buffers that a batch keeps for its next use.
const keepBytes = 4 << 20

// A records is a batch of raw records, with their bytes.
type records struct {
	buf  []byte
	list []record
}

// A record is a range of the batch's bytes, or what is left of a damaged object.
type record struct {
	start, end int
	number     int64
	tooLong    int64  // its size, if longer than the limit: the bytes are its beginning
	damage     string // what is wrong with the object that ends here
}

func (b *records) reset() {
	b.buf, b.list = recycle(b.buf), b.list[:0]
}

// recycle empties a buffer, and lets one go that has grown too large.
func recycle(buf []byte) []byte {
	if cap(buf) > keepBytes {
		return nil
	}
	return buf[:0]
}

func (b *records) add(bytes []byte, r record) {
	r.start = len(b.buf)
	b.buf = append(b.buf, bytes...)
	r.end = len(b.buf)
	b.list = append(b.list, r)
}

// A recordReader fills batches from inputs, one after the other.
type recordReader struct {
	inputs []Input
	binary bool
	limits container.Limits

	file io.ReadCloser
	r    *container.Reader
}

// fill adds records until the batch is full. It answers false when the inputs
// are at their end and the batch is empty.
func (z *recordReader) fill(ctx context.Context, b *records) (bool, error) {
	b.reset()
	for len(b.buf) < batchBytes {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		if z.r == nil {
			if len(z.inputs) == 0 {
				break
			}
			if err := z.open(b); err != nil {
				return false, err
			}
			continue
		}
		rec, err := z.r.Next()
		switch {
		case err == nil && rec.TooLong:
			b.add(rec.Bytes, record{number: rec.Number, tooLong: rec.Size})
		case err == nil:
			b.add(rec.Bytes, record{number: rec.Number})
		default:
			if err := z.end(b, err); err != nil {
				return false, err
			}
		}
	}
	return len(b.list) > 0, nil
}

func (z *recordReader) open(b *records) error {
	f, err := z.inputs[0].Open()
	if err != nil {
		return err
	}
	z.file = f
	if z.r, err = container.Open(f, z.binary, z.limits); err != nil {
		return z.end(b, err)
	}
	return nil
}

// end closes the current input. Damage becomes a record of the batch.
func (z *recordReader) end(b *records, err error) error {
	name := z.inputs[0].Name
	var damaged *container.DamagedError
	switch {
	case errors.As(err, &damaged):
		b.add(damaged.Partial, record{number: damaged.Records, damage: name + ": " + damaged.Error()})
		err = nil
	case err == io.EOF:
		err = nil
	}
	z.close()
	z.inputs = z.inputs[1:]
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

func (z *recordReader) close() {
	if z.r != nil {
		z.r.Close()
		z.r = nil
	}
	if z.file != nil {
		z.file.Close()
		z.file = nil
	}
}

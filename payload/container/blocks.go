package container

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
)

// blockMarker starts each block of the framing that the S3 loader writes
// (Elephant Bird's block format).
const blockMarker = "\x29\xD8\xD5\x06\x58\xCD\x4C\x29\xB2\xBC\x57\x99\x21\x71\xBD\xFF"

// recordsField is the protobuf field of a block that holds the records.
const recordsField = 3

var errBlock = errors.New("container: block does not parse")

// blocks reads records out of blocks: marker, little-endian length, a protobuf
// message with the records in it. It holds one record. Bytes between blocks are
// passed over, records without bytes too.
type blocks struct {
	r    *bufio.Reader
	max  int
	left int64 // bytes of the message not yet read
	buf  []byte
}

func (b *blocks) next() (Record, error) {
	for {
		if b.left == 0 {
			if err := b.open(); err != nil {
				return Record{}, err
			}
			continue
		}
		tag, err := b.varint()
		if err != nil {
			return Record{}, err
		}
		field, kind := tag>>3, tag&7
		if field != recordsField || kind != 2 {
			if err := b.skip(kind); err != nil {
				return Record{}, err
			}
			continue
		}
		n, err := b.length()
		if err != nil {
			return Record{}, err
		}
		if n > 0 {
			return b.record(n)
		}
	}
}

// open finds the next block and reads the length of its message.
func (b *blocks) open() error {
	if err := b.find(); err != nil {
		return err
	}
	var size [4]byte
	if _, err := io.ReadFull(b.r, size[:]); err != nil {
		return err // io.EOF: a marker at the end
	}
	b.left = int64(int32(binary.LittleEndian.Uint32(size[:])))
	if b.left < 0 {
		return errBlock
	}
	return nil
}

func (b *blocks) find() error {
	for {
		p, err := b.r.Peek(max(len(blockMarker), b.r.Buffered()))
		if i := bytes.Index(p, []byte(blockMarker)); i >= 0 {
			_, err := b.r.Discard(i + len(blockMarker))
			return err
		}
		if err != nil {
			return err
		}
		if _, err := b.r.Discard(len(p) - len(blockMarker) + 1); err != nil {
			return err
		}
	}
}

func (b *blocks) record(n int64) (Record, error) {
	rec := Record{Size: n}
	keep := n
	if rec.TooLong = n > int64(b.max); rec.TooLong {
		keep = min(n, sampleSize)
	}
	if err := b.fill(int(keep)); err != nil {
		return Record{}, unexpected(err)
	}
	b.left -= keep
	rec.Bytes = b.buf
	return rec, b.discard(n - keep)
}

// fill reads n bytes into buf, which grows with what is there, not with n.
func (b *blocks) fill(n int) error {
	b.buf = b.buf[:0]
	for have := 0; have < n; have = len(b.buf) {
		more := min(n-have, max(cap(b.buf)-have, have, readSize))
		b.buf = slices.Grow(b.buf, more)[:have+more]
		if _, err := io.ReadFull(b.r, b.buf[have:]); err != nil {
			return err
		}
	}
	return nil
}

// skip passes over the value of a field that is not known.
func (b *blocks) skip(kind uint64) error {
	switch kind {
	case 0:
		_, err := b.varint()
		return err
	case 1:
		return b.discard(8)
	case 2:
		n, err := b.length()
		if err != nil {
			return err
		}
		return b.discard(n)
	case 5:
		return b.discard(4)
	}
	return errBlock
}

func (b *blocks) discard(n int64) error {
	if n > b.left {
		return errBlock
	}
	b.left -= n
	for n > 0 {
		m, err := b.r.Discard(int(min(n, 1<<30)))
		if err != nil {
			return unexpected(err)
		}
		n -= int64(m)
	}
	return nil
}

func (b *blocks) length() (int64, error) {
	n, err := b.varint()
	if err == nil && n > uint64(b.left) {
		err = errBlock
	}
	return int64(n), err
}

func (b *blocks) varint() (uint64, error) {
	var v uint64
	for shift := 0; shift < 64; shift += 7 {
		if b.left == 0 {
			return 0, errBlock
		}
		c, err := b.r.ReadByte()
		if err != nil {
			return 0, unexpected(err)
		}
		b.left--
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return v, nil
		}
	}
	return 0, errBlock
}

// partial is empty: a record that is not whole is not kept.
func (*blocks) partial() []byte { return nil }

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

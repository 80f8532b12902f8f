package zframe

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"math/bits"
	"slices"

	"github.com/klauspost/compress/zstd"
)

const (
	magic         = 0xfd2fb528
	skippable     = 0x184d2a50 // with any last four bits
	magicSize     = 4
	maxHeaderSize = 18
	blockHeader   = 3
	checksumSize  = 4

	singleSegment = 0x20 // of the descriptor: no window, the size of the content counts
	hasChecksum   = 0x04
)

// readAhead is how much of a frame is read at a time.
const readAhead = 32 << 10

// A frame is the source of a decoder: the bytes of one frame, then io.EOF. What
// was read ahead of it is held, and can be read again.
type frame struct {
	src  *bufio.Reader
	head []byte
	body []byte // after it, as far as it is held
	at   int    // in head and body, of what the decoder reads next

	left     int  // bytes of the block not yet taken from src
	last     bool // it is the last block
	checksum bool // comes after it

	window     int64 // that the frame asks for
	descriptor byte  // of a window of at least that size
}

// open reads the header of the next frame, which must be there, and passes over
// frames to be skipped. After the last frame it is io.EOF.
func (f *frame) open() error {
	for {
		b, err := f.src.Peek(magicSize)
		if len(b) < magicSize {
			if len(b) > 0 {
				err = unexpected(err)
			}
			return err
		}
		switch m := binary.LittleEndian.Uint32(b); {
		case m&^0xf == skippable:
			if err := f.skip(); err != nil {
				return err
			}
		case m == magic:
			return f.header()
		default:
			return zstd.ErrMagicMismatch
		}
	}
}

func (f *frame) skip() error {
	b, err := f.src.Peek(magicSize + 4)
	if err != nil {
		return unexpected(err)
	}
	n := magicSize + 4 + int64(binary.LittleEndian.Uint32(b[magicSize:]))
	for n > 0 {
		m, err := f.src.Discard(int(min(n, 1<<30)))
		if err != nil {
			return unexpected(err)
		}
		n -= int64(m)
	}
	return nil
}

func (f *frame) header() error {
	b, err := f.src.Peek(maxHeaderSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if len(b) == magicSize {
		return io.ErrUnexpectedEOF
	}
	d := b[magicSize]
	single := d&singleSegment != 0
	sizeAt := magicSize + 1 + int("\x00\x01\x02\x04"[d&3]) // after the dictionary's id
	if !single {
		sizeAt++
	}
	size := 1 << (d >> 6)
	if d>>6 == 0 && !single {
		size = 0
	}
	if len(b) < sizeAt+size {
		return io.ErrUnexpectedEOF
	}
	if single {
		f.window = contentSize(b[sizeAt:][:size])
		f.descriptor = descriptor(f.window)
	} else {
		f.descriptor = b[magicSize+1]
		f.window = (8 + int64(f.descriptor&7)) << (f.descriptor>>3 + 7)
	}
	f.head = append(f.head[:0], b[:sizeAt+size]...)
	f.body, f.at = f.body[:0], 0
	f.left, f.last, f.checksum = 0, false, d&hasChecksum != 0
	_, err = f.src.Discard(len(f.head))
	return err
}

// descriptor is that of the smallest power of two that holds a window.
func descriptor(window int64) byte {
	return byte(max(0, bits.Len64(uint64(window-1))-10) << 3)
}

// contentSize is the size that a single segment has. One that no int64 holds is
// larger than any window.
func contentSize(b []byte) int64 {
	switch len(b) {
	case 1:
		return int64(b[0])
	case 2:
		return int64(binary.LittleEndian.Uint16(b)) + 256
	case 4:
		return int64(binary.LittleEndian.Uint32(b))
	case 8:
		return int64(min(binary.LittleEndian.Uint64(b), 1<<62))
	}
	return 0
}

// ahead reads until n bytes of the frame's body are held. It is false for a
// frame, or a source, that ends before.
func (f *frame) ahead(n int64) (bool, error) {
	for int64(len(f.body)) < n {
		f.body = slices.Grow(f.body, readAhead)
		m, err := f.take(f.body[len(f.body):][:readAhead])
		f.body = f.body[:len(f.body)+m]
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

// rewind goes back to the start, with a window of another size, a power of two,
// in the header. All that was taken from src must be held.
func (f *frame) rewind(window int64) {
	f.at = 0
	if f.head[magicSize]&singleSegment != 0 {
		f.head[magicSize] &^= singleSegment
		f.head = slices.Insert(f.head, magicSize+1, 0)
	}
	f.head[magicSize+1] = f.descriptor
	if window < f.window {
		f.head[magicSize+1] = descriptor(window)
	}
}

// Read gives the frame's bytes.
func (f *frame) Read(p []byte) (int, error) {
	var n int
	switch inBody := f.at - len(f.head); {
	case inBody < 0:
		n = copy(p, f.head[f.at:])
	case inBody < len(f.body):
		n = copy(p, f.body[inBody:])
	default:
		return f.take(p)
	}
	f.at += n
	return n, nil
}

// take takes bytes of the frame from src. At its end it is io.EOF; where src ends
// before, io.ErrUnexpectedEOF.
func (f *frame) take(p []byte) (int, error) {
	for f.left == 0 {
		switch {
		case !f.last:
			b, err := f.src.Peek(blockHeader)
			if err != nil {
				return 0, unexpected(err)
			}
			h := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16
			f.last = h&1 != 0
			f.left = blockHeader + int(h>>3)
			if h>>1&3 == 1 { // one byte, repeated
				f.left = blockHeader + 1
			}
		case f.checksum:
			f.left, f.checksum = checksumSize, false
		default:
			return 0, io.EOF
		}
	}
	n, err := f.src.Read(p[:min(len(p), f.left)])
	f.left -= n
	return n, unexpected(err)
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

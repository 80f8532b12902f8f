package zframe

import (
	"bufio"
	"errors"
	"io"
	"math/bits"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// A Reader gives the plain bytes of frames, one after the other. It holds the
// window and what is read ahead of a frame; see the package's documentation.
type Reader struct {
	frame  frame
	dec    *zstd.Decoder
	open   bool  // the decoder is at work on a frame
	window int64 // that it has for it
	given  int64 // bytes of the frame
	owned  int64 // the largest window so far, which the decoder keeps
	err    error
}

var readers sync.Pool

// NewReader returns a reader of src. Close gives its memory back.
func NewReader(src *bufio.Reader) (*Reader, error) {
	z, ok := readers.Get().(*Reader)
	if !ok {
		dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(MaxWindow))
		if err != nil {
			return nil, err
		}
		z = &Reader{dec: dec}
	}
	z.frame.src = src
	return z, nil
}

// Close gives the reader's memory to the next one, unless it is unusually large.
// It does not close the source.
func (z *Reader) Close() error {
	if z.dec == nil {
		return nil
	}
	next := &Reader{dec: z.dec, owned: z.owned, frame: frame{head: z.frame.head, body: z.frame.body}}
	*z = Reader{err: io.ErrClosedPipe}
	if next.owned > keptWindow || cap(next.frame.body) > keptWindow/PerByte*2 || next.dec.Reset(nil) != nil {
		next.dec.Close()
		return nil
	}
	readers.Put(next)
	return nil
}

// Read gives the next bytes. The error of the source is given as it is; a source
// that ends within a frame gives io.ErrUnexpectedEOF, frames that cannot be
// decompressed errors of package zstd.
func (z *Reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for z.err == nil {
		if !z.open {
			z.err = z.start()
			continue
		}
		if z.window < z.frame.window && z.given > z.window-maxBlock {
			z.err = z.widen()
			continue
		}
		// A call decompresses one block, when all before it is given.
		n, err := z.dec.Read(p)
		z.given += int64(n)
		if errors.Is(err, io.EOF) {
			z.open = false
		} else {
			z.err = err
		}
		if n > 0 {
			return n, nil
		}
	}
	return 0, z.err
}

// start opens the next frame.
func (z *Reader) start() error {
	f := &z.frame
	if err := f.open(); err != nil {
		return err
	}
	z.open, z.window, z.given = true, f.window, 0
	if f.window > max(SureWindow, z.owned) && f.window <= MaxWindow {
		enough, err := f.ahead(f.window / PerByte)
		if err != nil {
			return err
		}
		if !enough {
			vouched := max(SureWindow, z.owned, int64(len(f.body))*PerByte)
			z.narrow(1 << bits.Len64(uint64(vouched-1)))
		}
	}
	return z.reset()
}

// widen reads the frame again up to where it was, with a larger window.
func (z *Reader) widen() error {
	z.narrow(z.window * widening)
	if err := z.reset(); err != nil {
		return err
	}
	_, err := io.CopyN(io.Discard, z.dec, z.given)
	return unexpected(err)
}

// narrow has the frame decompressed in a window of that size, which must be a
// power of two, or in its own if that is not larger.
func (z *Reader) narrow(window int64) {
	z.window = min(window, z.frame.window)
	z.frame.rewind(window)
}

// reset has the decoder begin with the frame.
func (z *Reader) reset() error {
	if z.window <= MaxWindow {
		z.owned = max(z.owned, z.window)
	}
	return z.dec.Reset(&z.frame)
}

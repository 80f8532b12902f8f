package container

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"
)

const (
	// maxWindow bounds the memory of a zstd stream; zstd --long needs 128 MiB.
	maxWindow = 128 << 20
	// usualWindow is what levels without --long or --ultra need at most.
	usualWindow = 8 << 20
	// largeObject is what an object must have for a larger window: what is
	// smaller hardly decompresses to more than the usual one.
	largeObject = 64 << 10
)

// Parts of a frame's header.
const (
	frameDescriptor = 4    // where it is
	singleSegment   = 0x20 // in it: no window, the size of the content counts
	usualDescriptor = 0x68 // of a window: usualWindow
)

// newZstd returns a decoder that can be reset.
func newZstd(window uint64) (*zstd.Decoder, error) {
	return zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(window))
}

// smallFrame gives src with a window of the usual size, if src says that it needs
// a larger one but has hardly the bytes for it: a decoder takes the memory before
// it sees them. ok is false if src can be read as it is.
func smallFrame(src *bufio.Reader) (small io.Reader, ok bool, err error) {
	head, err := src.Peek(frameDescriptor + 14)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, false, err
	}
	if window(head) <= usualWindow {
		return nil, false, nil
	}
	all, err := src.Peek(largeObject)
	if err == nil || !errors.Is(err, io.EOF) {
		return nil, false, err
	}
	frame := append(bytes.Clone(all[:frameDescriptor]), all[frameDescriptor]&^singleSegment, usualDescriptor)
	rest := all[frameDescriptor+1:]
	if all[frameDescriptor]&singleSegment == 0 {
		rest = rest[1:]
	}
	return bytes.NewReader(append(frame, rest...)), true, nil
}

// window is the memory that a frame asks for; 0 if there is no telling.
func window(head []byte) uint64 {
	if len(head) < frameDescriptor+2 || binary.LittleEndian.Uint32(head) != 0xfd2fb528 {
		return 0
	}
	if head[frameDescriptor]&singleSegment == 0 {
		d := head[frameDescriptor+1]
		base := uint64(1) << (10 + d>>3)
		return base + base/8*uint64(d&7)
	}
	var h zstd.Header
	if h.Decode(head) != nil {
		return 0
	}
	return h.FrameContentSize
}

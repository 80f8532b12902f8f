package lzop

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
)

const (
	// maxBlock is the size of a block that hadoop-lzo takes, either way.
	maxBlock = 64 << 20
	// maxRatio is the most that LZO1X can compress: a byte of a match's length
	// stands for 255 bytes of output.
	maxRatio = 256
	// keptBlock is up to which size a reader keeps its buffers: writers cut
	// blocks of 256 KiB.
	keptBlock = 1 << 20
	// firstPlain is what the buffer for a decompressed block begins with, whatever
	// length the block says it has: the blocks of writers fit.
	firstPlain = 256 << 10
	// growth is how much larger it becomes when it is too small, so that at most a
	// third of a block is decompressed more than once.
	growth = 4
)

// A Reader gives the uncompressed bytes of a container, or of several one after
// the other. It holds one block: up to 64 MiB plain and as much compressed. Memory
// comes with the bytes, not with the lengths that a block says it has: firstPlain,
// twice what was read of the block, and growth times what it decompressed to.
type Reader struct {
	r       io.Reader
	flags   uint32
	packed  bytes.Buffer
	plain   []byte // decompressed block
	rest    []byte // of it, not yet read
	err     error
	limited io.LimitedReader
}

// NewReader reads the header. Errors are those of r, io.ErrUnexpectedEOF,
// ErrFormat, ErrUnsupported and ErrChecksum.
func NewReader(r io.Reader) (*Reader, error) {
	z := &Reader{r: r}
	if err := z.start(); err != nil {
		return nil, unexpected(err)
	}
	return z, nil
}

// start reads magic and header; io.EOF if there is nothing at all.
func (z *Reader) start() error {
	var magic [len(Magic)]byte
	if _, err := io.ReadFull(z.r, magic[:]); err != nil {
		return err
	}
	if string(magic[:]) != Magic {
		return ErrFormat
	}
	var err error
	z.flags, err = readHeader(z.r)
	return err
}

// Read gives the next bytes. Nothing of a block is given before its checksums
// matched. A container without end mark ends at its last whole block.
func (z *Reader) Read(p []byte) (int, error) {
	for len(z.rest) == 0 {
		if z.err != nil {
			return 0, z.err
		}
		z.err = z.block()
	}
	n := copy(p, z.rest)
	z.rest = z.rest[n:]
	return n, nil
}

// block reads one block into rest.
func (z *Reader) block() error {
	var b [4]byte
	if _, err := io.ReadFull(z.r, b[:]); err != nil {
		return err // io.EOF: a writer that was cut off between two blocks
	}
	size := binary.BigEndian.Uint32(b[:])
	if size == 0 {
		return z.start()
	}
	packed, err := readUint32(z.r)
	if err != nil {
		return err
	}
	if size > maxBlock || packed > maxBlock || packed == 0 {
		return ErrBlock
	}
	stored := packed == size
	if packed > size || !stored && uint64(size) > uint64(packed)*maxRatio {
		return ErrBlock
	}
	plainSums, err := z.sums(adlerPlain, crcPlain)
	if err != nil {
		return err
	}
	var packedSums sums
	if !stored {
		if packedSums, err = z.sums(adlerCompressed, crcCompressed); err != nil {
			return err
		}
	}
	data, err := z.read(int64(packed))
	if err != nil {
		return err
	}
	if !packedSums.match(data) {
		return ErrChecksum
	}
	if !stored {
		if data, err = z.decompress(data, int(size)); err != nil {
			return err
		}
	}
	if !plainSums.match(data) {
		return ErrChecksum
	}
	z.rest = data
	return nil
}

// sums are the checksums of some bytes, as far as a container has them.
type sums struct {
	hasAdler, hasCRC bool
	adler, crc       uint32
}

func (z *Reader) sums(adlerFlag, crcFlag uint32) (s sums, err error) {
	if s.hasAdler = z.flags&adlerFlag != 0; s.hasAdler {
		if s.adler, err = readUint32(z.r); err != nil {
			return s, err
		}
	}
	if s.hasCRC = z.flags&crcFlag != 0; s.hasCRC {
		s.crc, err = readUint32(z.r)
	}
	return s, err
}

func (s sums) match(b []byte) bool {
	return !(s.hasAdler && adler(b) != s.adler || s.hasCRC && crc32.ChecksumIEEE(b) != s.crc)
}

// read reads n bytes; the buffer grows with what is there, not with n.
func (z *Reader) read(n int64) ([]byte, error) {
	if z.packed.Cap() > keptBlock {
		z.packed = bytes.Buffer{}
	}
	z.packed.Reset()
	z.limited = io.LimitedReader{R: z.r, N: n}
	m, err := z.packed.ReadFrom(&z.limited)
	if err == nil && m < n {
		err = io.ErrUnexpectedEOF
	}
	return z.packed.Bytes(), err
}

// decompress gives what data is of a block that says it is of size bytes. The
// buffer grows by what the block proves to have, which is then decompressed anew.
func (z *Reader) decompress(data []byte, size int) ([]byte, error) {
	if cap(z.plain) > keptBlock {
		z.plain = nil
	}
	room := min(size, max(cap(z.plain), firstPlain))
	for {
		if cap(z.plain) < room {
			z.plain = make([]byte, room)
		}
		more, ok := decompress(z.plain[:room], data)
		if ok && room == size {
			return z.plain[:room], nil
		}
		if more <= room || more > size {
			return nil, ErrBlock
		}
		room = min(size, max(more, growth*room))
	}
}

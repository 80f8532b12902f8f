package gunzip

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"strconv"
)

var (
	// ErrHeader says that a member does not start as one does, or that bytes which
	// are no member follow the last one.
	ErrHeader = errors.New("gzip: invalid header")
	// ErrChecksum says that what a member decompresses to has another checksum or
	// length than the member says.
	ErrChecksum = errors.New("gzip: invalid checksum")
)

// A CorruptError says that the compressed bytes before this offset mean nothing.
type CorruptError int64

func (e CorruptError) Error() string {
	return "gzip: corrupt input before offset " + strconv.FormatInt(int64(e), 10)
}

const (
	window   = 32 << 10
	maxMatch = 258 // of a match, in bytes

	inMask  = 32<<10 - 1
	outMask = 128<<10 - 1
	// full is where out has no more room: a turn of the fast loop may write two
	// bytes and a match, and words that end after it.
	full = outMask + 1 - (2 + maxMatch + 24)
	// Words that start at any masked index are inside.
	inSize  = inMask + 8
	outSize = outMask + 24

	nameSize = 512 // of names and comments in headers, NUL included
)

// A state is what comes next in the input.
type state uint8

const (
	atMember state = iota
	atBlock
	inStored
	inCodes
	atTrailer
)

// A Reader decodes a gzip stream. It is about 200 KiB large. It is not safe for
// concurrent use.
type Reader struct {
	src     io.Reader
	srcErr  error // of src, kept until the bytes before it are used
	passed  int64 // bytes of src that were in front of in
	ip, end uint  // in[ip:end] is input that is not in bits
	bits    uint64
	have    uint // of bits; the others are zero

	state  state
	final  bool // the block is the member's last
	fixed  bool // tables are the fixed ones
	stored uint // bytes that the stored block still has
	flush  bool // the writer wants out what it has written

	op     uint // out[:op] is decoded
	read   uint // out[read:op] is not handed out
	summed uint // out[summed:op] is not in sum
	member uint // where in out the member starts, or its last 32 KiB do
	sum    uint32
	size   uint32
	err    error // after out[read:op]

	tables
	in      [inSize]byte
	out     [outSize]byte
	lengths [maxLit + maxDist]uint8
}

// NewReader reads the first header. Errors are those of r, io.EOF if there is
// nothing at all, io.ErrUnexpectedEOF and ErrHeader.
func NewReader(r io.Reader) (*Reader, error) {
	z := new(Reader)
	if err := z.Reset(r); err != nil {
		return nil, err
	}
	return z, nil
}

// Reset makes z read r, as NewReader does. After an error only Reset helps.
func (z *Reader) Reset(r io.Reader) error {
	z.src, z.srcErr, z.passed, z.ip, z.end = r, nil, 0, 0, 0
	z.op, z.read, z.summed = 0, 0, 0
	z.state, z.flush, z.bits, z.have = atMember, false, 0, 0
	z.err = z.header()
	return z.err
}

// Read gives the next bytes. They stand for what they are until io.EOF: a
// member's checksum comes after it. In front of damage all is given that was
// decoded.
func (z *Reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if z.read == z.op && z.err == nil {
		z.decode()
	}
	n := copy(p, z.out[z.read:z.op])
	z.read += uint(n)
	if n == 0 {
		return 0, z.err
	}
	return n, nil
}

// decode goes on until the room is full, the stream ends, or its writer has flushed
// it and may be slow with what follows.
func (z *Reader) decode() {
	if z.op >= full {
		from := z.op - window
		copy(z.out[:window], z.out[from:z.op])
		z.member -= min(z.member, from)
		z.op = window
		z.read, z.summed = window, window
	}
	for z.err == nil && z.op < full {
		switch z.state {
		case atMember:
			z.err = z.header()
		case atBlock:
			z.err = z.block()
		case inStored:
			z.err = z.copyStored()
		case inCodes:
			z.err = z.inflate()
		case atTrailer:
			z.err = z.trailer()
		}
		if z.flush {
			z.flush = false
			if z.op > z.read {
				break
			}
		}
	}
	z.add()
}

// add brings checksum and size up to what is decoded.
func (z *Reader) add() {
	z.sum = crc32.Update(z.sum, crc32.IEEETable, z.out[z.summed:z.op])
	z.size += uint32(z.op - z.summed)
	z.summed = z.op
}

// trailer checks what a member says of itself at its end.
func (z *Reader) trailer() error {
	z.align()
	if err := z.want(8); err != nil {
		return err
	}
	z.add()
	b := z.in[z.ip:z.end]
	if binary.LittleEndian.Uint32(b) != z.sum || binary.LittleEndian.Uint32(b[4:]) != z.size {
		return ErrChecksum
	}
	z.ip += 8
	z.state = atMember
	return nil
}

// header passes over the header of a member; io.EOF if the stream ends instead.
func (z *Reader) header() error {
	if err := z.want(1); err != nil {
		if z.srcErr == io.EOF {
			return io.EOF
		}
		return err
	}
	if err := z.want(10); err != nil {
		return err
	}
	h := z.in[z.ip:z.end][:10]
	if h[0] != 0x1f || h[1] != 0x8b || h[2] != 8 {
		return ErrHeader
	}
	const hasSum, hasExtra, hasName, hasComment, reserved = 1 << 1, 1 << 2, 1 << 3, 1 << 4, 0xe0
	flags := h[3]
	sum := z.take(0, 10)
	if flags&hasExtra != 0 {
		if err := z.want(2); err != nil {
			return err
		}
		n := uint(binary.LittleEndian.Uint16(z.in[z.ip:z.end]))
		for sum = z.take(sum, 2); n > 0; {
			if err := z.want(1); err != nil {
				return err
			}
			m := min(n, z.end-z.ip)
			sum = z.take(sum, m)
			n -= m
		}
	}
	for _, has := range []byte{hasName, hasComment} {
		if flags&has == 0 {
			continue
		}
		for n := 1; ; n++ {
			if n > nameSize {
				return ErrHeader
			}
			if err := z.want(1); err != nil {
				return err
			}
			c := z.in[z.ip]
			if sum = z.take(sum, 1); c == 0 {
				break
			}
		}
	}
	if flags&hasSum != 0 {
		if err := z.want(2); err != nil {
			return err
		}
		if binary.LittleEndian.Uint16(z.in[z.ip:z.end]) != uint16(sum) {
			return ErrHeader
		}
		z.ip += 2
	}
	if flags&reserved != 0 {
		return ErrHeader
	}
	z.state, z.member = atBlock, z.op
	z.sum, z.size, z.summed = 0, 0, z.op
	return nil
}

// take passes over n bytes of the header and adds them to its checksum.
func (z *Reader) take(sum uint32, n uint) uint32 {
	sum = crc32.Update(sum, crc32.IEEETable, z.in[z.ip:z.ip+n])
	z.ip += n
	return sum
}

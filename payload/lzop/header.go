package lzop

import (
	"encoding/binary"
	"errors"
	"hash"
	"hash/adler32"
	"hash/crc32"
	"io"
)

// Magic is what every lzop container starts with.
const Magic = "\x89LZO\x00\r\n\x1a\n"

// What is wrong with a container. One that ends within a block gives
// io.ErrUnexpectedEOF.
var (
	ErrFormat      = errors.New("lzop: not an lzop container")
	ErrUnsupported = errors.New("lzop: container uses a feature that is not supported")
	ErrChecksum    = errors.New("lzop: checksum does not match")
	ErrBlock       = errors.New("lzop: block does not decompress to its length")
)

// Bits of the header's flags.
const (
	adlerPlain      = 0x1
	adlerCompressed = 0x2
	extraField      = 0x40
	crcPlain        = 0x100
	crcCompressed   = 0x200
	multiPart       = 0x400
	filtered        = 0x800
	headerCRC       = 0x1000
	reserved        = 0x000FC000
)

// Versions as lzop writes them.
const (
	ourVersion    = 0x1010 // of lzop; also the newest that we can read
	ourLibrary    = 0x2060
	neededVersion = 0x0940
	oldestLibrary = 0x0100
)

// headerSize is the length of the header's fixed part after the magic.
const headerSize = 25

// readHeader reads everything after the magic up to the first block.
func readHeader(r io.Reader) (flags uint32, err error) {
	b := make([]byte, headerSize, headerSize+255)
	if err := full(r, b); err != nil {
		return 0, err
	}
	library, needed, method := binary.BigEndian.Uint16(b[2:]), binary.BigEndian.Uint16(b[4:]), b[6]
	flags = binary.BigEndian.Uint32(b[8:])
	if library < oldestLibrary || needed > ourVersion || method < 1 || method > 3 || flags&(multiPart|filtered|reserved) != 0 {
		return 0, ErrUnsupported
	}
	b = b[:headerSize+int(b[headerSize-1])]
	if err := full(r, b[headerSize:]); err != nil {
		return 0, err
	}
	if err := checkSum(r, b, flags&headerCRC != 0); err != nil {
		return 0, err
	}
	if flags&extraField != 0 {
		err = skipExtra(r, flags&headerCRC != 0)
	}
	return flags, err
}

// skipExtra passes over the extra field. Its checksum covers the length too.
func skipExtra(r io.Reader, crc bool) error {
	var h hash.Hash32 = adler32.New()
	if crc {
		h = crc32.NewIEEE()
	}
	var size [4]byte
	if err := full(r, size[:]); err != nil {
		return err
	}
	h.Write(size[:])
	if _, err := io.CopyN(h, r, int64(binary.BigEndian.Uint32(size[:]))); err != nil {
		return unexpected(err)
	}
	want, err := readUint32(r)
	if err == nil && want != h.Sum32() {
		err = ErrChecksum
	}
	return err
}

// checkSum reads a checksum and compares it with that of b.
func checkSum(r io.Reader, b []byte, crc bool) error {
	want, err := readUint32(r)
	if err != nil {
		return err
	}
	got := adler32.Checksum(b)
	if crc {
		got = crc32.ChecksumIEEE(b)
	}
	if got != want {
		return ErrChecksum
	}
	return nil
}

func readUint32(r io.Reader) (uint32, error) {
	var b [4]byte
	err := full(r, b[:])
	return binary.BigEndian.Uint32(b[:]), err
}

// full fills b; the end of r is always unexpected.
func full(r io.Reader, b []byte) error {
	_, err := io.ReadFull(r, b)
	return unexpected(err)
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

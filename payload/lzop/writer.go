package lzop

import (
	"encoding/binary"
	"hash/adler32"
	"io"
)

// blockSize is what hadoop-lzo cuts its input into.
const blockSize = 256 << 10

// A Writer writes a container of blocks with a checksum each. It holds one block
// of 256 KiB, plain and compressed.
type Writer struct {
	w          io.Writer
	block      []byte
	packed     []byte
	compressor compressor
	begun      bool
	err        error
}

// NewWriter returns a writer of one container to w. Nothing is written before
// the first block is full or Close is called.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w, block: make([]byte, 0, blockSize)} }

// Write adds plain bytes.
func (z *Writer) Write(p []byte) (int, error) {
	n := 0
	for len(p) > 0 && z.err == nil {
		k := min(len(p), blockSize-len(z.block))
		z.block = append(z.block, p[:k]...)
		p, n = p[k:], n+k
		if len(z.block) == blockSize {
			z.flush()
		}
	}
	return n, z.err
}

// Close writes what is left and the end mark. It does not close the writer
// underneath.
func (z *Writer) Close() error {
	z.flush()
	z.put(make([]byte, 4))
	return z.err
}

func (z *Writer) flush() {
	if !z.begun {
		z.begun = true
		z.put(header())
	}
	if len(z.block) == 0 {
		return
	}
	data := z.block
	if z.packed = z.compressor.compress(z.packed[:0], z.block); len(z.packed) < len(z.block) {
		data = z.packed
	}
	var b [12]byte
	binary.BigEndian.PutUint32(b[:], uint32(len(z.block)))
	binary.BigEndian.PutUint32(b[4:], uint32(len(data)))
	binary.BigEndian.PutUint32(b[8:], adler(z.block))
	z.put(b[:])
	z.put(data)
	z.block = z.block[:0]
}

func (z *Writer) put(b []byte) {
	if z.err == nil {
		_, z.err = z.w.Write(b)
	}
}

// header is the same for every container: no name, no time, so that equal
// content gives equal bytes.
func header() []byte {
	b := binary.BigEndian.AppendUint16([]byte(Magic), ourVersion)
	b = binary.BigEndian.AppendUint16(b, ourLibrary)
	b = binary.BigEndian.AppendUint16(b, neededVersion)
	b = append(b, 1, 5) // LZO1X-1, level 5
	b = binary.BigEndian.AppendUint32(b, adlerPlain)
	b = binary.BigEndian.AppendUint32(b, 0o100644)
	b = append(b, make([]byte, 4+4+1)...) // modification time, length of the name
	return binary.BigEndian.AppendUint32(b, adler32.Checksum(b[len(Magic):]))
}

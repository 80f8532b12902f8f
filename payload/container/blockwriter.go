package container

import (
	"encoding/binary"
	"io"
)

// blockRecords is how many records writers of the block format put into a block.
const blockRecords = 100

// A BlockWriter frames Thrift records in blocks, as the S3 loader does. Put it
// on an lzop.Writer for objects that R108 reads. It holds one block.
type BlockWriter struct {
	w       io.Writer
	block   []byte // frame and message so far
	records int
}

// NewBlockWriter returns a writer of blocks to w.
func NewBlockWriter(w io.Writer) *BlockWriter { return &BlockWriter{w: w} }

// messageStart is what each message says before its records: the version of
// the format, and the class of the records, which nobody checks.
const messageStart = "\x08\x01\x12\x06byte[]"

// frameSize is the length of marker and message length.
const frameSize = len(blockMarker) + 4

// WriteRecord adds a record. An empty one is dropped, as readers would.
func (b *BlockWriter) WriteRecord(record []byte) error {
	if len(record) == 0 {
		return nil
	}
	if b.records == 0 {
		b.block = append(b.block[:0], blockMarker+"\x00\x00\x00\x00"+messageStart...)
	}
	b.block = binary.AppendUvarint(append(b.block, recordsField<<3|2), uint64(len(record)))
	b.block = append(b.block, record...)
	if b.records++; b.records == blockRecords {
		return b.Flush()
	}
	return nil
}

// Flush writes the records that are not yet written, as a block of their own.
func (b *BlockWriter) Flush() error {
	if b.records == 0 {
		return nil
	}
	b.records = 0
	binary.LittleEndian.PutUint32(b.block[len(blockMarker):], uint32(len(b.block)-frameSize))
	_, err := b.w.Write(b.block)
	return err
}

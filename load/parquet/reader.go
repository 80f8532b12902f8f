package parquet

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"github.com/camonica/camonica/load"
)

var errDamaged = errors.New("parquet: damaged file")

// A ReadRange reads n bytes from off on.
type ReadRange func(off, n int64) ([]byte, error)

// A File is a file opened for reading: its columns and where their chunks are.
// It may be used from many goroutines.
type File struct {
	read   ReadRange
	size   int64
	cols   []load.Column
	groups []format.RowGroup
}

// Open reads the footer of a file of size bytes. Files that Writer did not write
// are refused if they have anything that it never writes.
func Open(size int64, read ReadRange) (*File, error) {
	if size < 12 {
		return nil, errDamaged
	}
	tail, err := read(size-min(size, tailBytes), min(size, tailBytes))
	if err != nil {
		return nil, err
	}
	if len(tail) < 8 || string(tail[len(tail)-4:]) != magic {
		return nil, errDamaged
	}
	n := int64(binary.LittleEndian.Uint32(tail[len(tail)-8:]))
	if n > maxFooter || n+8 > size {
		return nil, errDamaged
	}
	if n+8 > int64(len(tail)) {
		if tail, err = read(size-8-n, n+8); err != nil {
			return nil, err
		}
		if int64(len(tail)) != n+8 {
			return nil, errDamaged
		}
	}
	footer := wholeStruct(tail[int64(len(tail))-8-n : len(tail)-8])
	if footer == nil {
		return nil, errDamaged
	}
	var meta format.FileMetaData
	if err := thrift.Unmarshal(new(thrift.CompactProtocol), footer, &meta); err != nil {
		return nil, fmt.Errorf("read parquet footer: %w", err)
	}
	f := &File{read: read, size: size, groups: meta.RowGroups}
	if len(meta.Schema) == 0 {
		return nil, errDamaged
	}
	for i := range meta.Schema[1:] {
		c, err := column(&meta.Schema[i+1])
		if err != nil {
			return nil, err
		}
		f.cols = append(f.cols, c)
	}
	for i := range f.groups {
		if err := f.check(&f.groups[i]); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *File) check(g *format.RowGroup) error {
	if len(g.Columns) != len(f.cols) || g.NumRows < 0 || g.NumRows > groupRows {
		return errDamaged
	}
	for i := range g.Columns {
		m := &g.Columns[i].MetaData
		if m.Codec != format.Zstd && m.Codec != format.Uncompressed || m.Type != physical(f.cols[i].Type) || m.NumValues != g.NumRows {
			return errDamaged
		}
	}
	return nil
}

// Columns returns the file's columns. The result must not be changed.
func (f *File) Columns() []load.Column { return f.cols }

// Groups returns the number of row groups.
func (f *File) Groups() int { return len(f.groups) }

// Rows returns the number of rows of a group.
func (f *File) Rows(group int) int { return int(f.groups[group].NumRows) }

// decoder shares nothing that changes: DecodeAll may run concurrently. It gives no
// more than there is room for.
var decoder, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxPage), zstd.WithDecodeAllCapLimit(true))

// Cursors fetches columns of a row group and returns a cursor before the first
// row of each; nil where the number of the column is negative. Chunks that lie
// near each other are fetched together.
func (f *File) Cursors(group int, cols []int) ([]*Cursor, error) {
	cursors := make([]*Cursor, len(cols))
	var chunks []chunk
	for i, col := range cols {
		if col < 0 {
			continue
		}
		m := &f.groups[group].Columns[col].MetaData
		c := chunk{off: m.DataPageOffset, n: m.TotalCompressedSize}
		if m.DictionaryPageOffset > 0 {
			c.off = m.DictionaryPageOffset
		}
		if c.off < 4 || c.n < 0 || c.off > f.size || c.n > f.size-c.off {
			return nil, errDamaged
		}
		c.cursor = &Cursor{typ: f.cols[col].Type, codec: m.Codec, left: f.Rows(group)}
		cursors[i] = c.cursor
		chunks = append(chunks, c)
	}
	slices.SortFunc(chunks, func(a, b chunk) int { return cmp.Compare(a.off, b.off) })
	for len(chunks) > 0 {
		k, end := 1, chunks[0].off+chunks[0].n
		for k < len(chunks) && chunks[k].off-end <= maxGap && chunks[k].off+chunks[k].n-chunks[0].off <= maxFetch {
			end = max(end, chunks[k].off+chunks[k].n)
			k++
		}
		if err := f.fetch(chunks[:k], end); err != nil {
			return nil, err
		}
		chunks = chunks[k:]
	}
	return cursors, nil
}

// A chunk is where the pages of a cursor lie.
type chunk struct {
	off, n int64
	cursor *Cursor
}

// fetch reads what lies up to end for the chunks.
func (f *File) fetch(chunks []chunk, end int64) error {
	start := chunks[0].off
	b, err := f.read(start, end-start)
	if err != nil {
		return err
	}
	if int64(len(b)) != end-start {
		return errDamaged
	}
	for _, c := range chunks {
		c.cursor.pages = b[c.off-start:][:c.n:c.n]
	}
	return nil
}

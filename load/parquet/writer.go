package parquet

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/load"
)

const magic = "PAR1"

// A Writer writes one file, row by row, to a stream. Equal rows give equal files.
// It is not for concurrent use.
type Writer struct {
	dst    io.Writer
	off    int64
	err    error
	cols   []*builder
	row    int // in the row group
	held   int // bytes of finished pages
	groups []format.RowGroup
	z      *compressor
	doc    jsondoc.Doc
	meta   []format.KeyValue
}

// A compressor holds what is needed to finish a page, lent to one Writer at a
// time.
type compressor struct {
	enc             *zstd.Encoder
	page, out, dict []byte
}

var compressors = sync.Pool{New: func() any {
	// The options are constant and good, so there is no error.
	enc, _ := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(false))
	return &compressor{enc: enc}
}}

// NewWriter begins a file with the columns. meta are pairs of names and values
// for the footer.
func NewWriter(dst io.Writer, cols []load.Column, meta ...string) *Writer {
	w := &Writer{dst: dst, z: compressors.Get().(*compressor)}
	for _, c := range cols {
		w.cols = append(w.cols, newBuilder(c))
	}
	for i := 0; i+1 < len(meta); i += 2 {
		w.meta = append(w.meta, format.KeyValue{Key: meta[i], Value: meta[i+1]})
	}
	w.write([]byte(magic))
	return w
}

// Append adds a row: the text of each column, nil for null. The numbers of
// columns whose text their type can't hold are appended to bad; those values are
// null. An error is one of the stream and ends the writing.
func (w *Writer) Append(fields [][]byte, bad []int) ([]int, error) {
	if len(fields) != len(w.cols) {
		return bad, fmt.Errorf("parquet: row of %d fields for %d columns", len(fields), len(w.cols))
	}
	for i, v := range fields {
		if v == nil {
			continue
		}
		c := w.cols[i]
		if !c.add(w.row, v, &w.doc) {
			bad = append(bad, i)
			continue
		}
		if c.pageFull() {
			before := len(c.pages)
			c.endPage(w.row+1, w.z)
			w.held += len(c.pages) - before
		}
	}
	w.row++
	if w.row >= groupRows || w.held >= groupBytes {
		w.endGroup()
	}
	return bad, w.err
}

// Close writes what is left and the footer, and returns the number of rows of
// each row group. It does not close the stream.
func (w *Writer) Close() ([]int64, error) {
	w.endGroup()
	footer := marshal(w.footer())
	w.write(footer)
	w.write(append(binary.LittleEndian.AppendUint32(nil, uint32(len(footer))), magic...))
	if w.z != nil {
		compressors.Put(w.z)
		w.z = nil
	}
	groups := make([]int64, len(w.groups))
	for i := range w.groups {
		groups[i] = w.groups[i].NumRows
	}
	return groups, w.err
}

func (w *Writer) endGroup() {
	if w.row == 0 || w.err != nil {
		return
	}
	g := format.RowGroup{NumRows: int64(w.row), FileOffset: w.off, Ordinal: int16(len(w.groups))}
	for _, c := range w.cols {
		c.endPage(w.row, w.z)
		g.Columns = append(g.Columns, w.chunk(c))
		c.reset()
	}
	for i := range g.Columns {
		g.TotalByteSize += g.Columns[i].MetaData.TotalUncompressedSize
		g.TotalCompressedSize += g.Columns[i].MetaData.TotalCompressedSize
	}
	w.groups = append(w.groups, g)
	w.row, w.held = 0, 0
}

// chunk writes the pages of a column and describes them.
func (w *Writer) chunk(c *builder) format.ColumnChunk {
	start := w.off
	m := format.ColumnMetaData{
		Type:         physical(c.Type),
		Encoding:     []format.Encoding{format.RLE},
		PathInSchema: []string{c.Name},
		Codec:        c.codec,
		NumValues:    int64(w.row),
		Statistics:   c.statistics(w.row),
	}
	if dict := c.dictionaryPage(w.z); dict != nil {
		m.DictionaryPageOffset = w.off
		m.Encoding = append(m.Encoding, format.RLEDictionary)
		w.write(dict)
	}
	if c.plains > 0 || c.dictPages > 0 {
		m.Encoding = append(m.Encoding, format.Plain)
	}
	m.DataPageOffset = w.off
	w.write(c.pages)
	m.TotalUncompressedSize = c.raw
	m.TotalCompressedSize = w.off - start
	return format.ColumnChunk{FileOffset: start, MetaData: m}
}

func (w *Writer) footer() *format.FileMetaData {
	f := &format.FileMetaData{
		Version:          1,
		Schema:           []format.SchemaElement{{Name: "row", NumChildren: thrift.New(int32(len(w.cols)))}},
		RowGroups:        w.groups,
		KeyValueMetadata: w.meta,
		CreatedBy:        "camonica",
	}
	for _, c := range w.cols {
		f.Schema = append(f.Schema, element(c.Column))
		f.ColumnOrders = append(f.ColumnOrders, format.ColumnOrder{Value: &format.TypeDefinedOrder{}})
	}
	for i := range w.groups {
		f.NumRows += w.groups[i].NumRows
	}
	return f
}

func (w *Writer) write(b []byte) {
	if w.err != nil || len(b) == 0 {
		return
	}
	n, err := w.dst.Write(b)
	w.off += int64(n)
	w.err = err
}

// marshal encodes a structure of the format. It is one of ours, so it can be.
func marshal(v any) []byte {
	b, err := thrift.Marshal(new(thrift.CompactProtocol), v)
	if err != nil {
		panic("parquet: internal error: " + err.Error())
	}
	return b
}

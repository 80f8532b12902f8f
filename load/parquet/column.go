package parquet

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/load"
)

// jsonDepth is the nesting that a JSON value may have; what shred writes was
// parsed with a lower limit.
const jsonDepth = 512

// A builder encodes one column of the row group at hand.
type builder struct {
	load.Column
	codec format.CompressionCodec

	// The open page: levels, and either plain values or numbers of texts.
	levels  levelRuns
	first   int // row of the group at which the page starts
	values  int // that are not null
	plain   []byte
	numbers []uint32
	dict    dictionary
	useDict bool // numbers, not plain
	gaveUp  bool // the dictionary did not pay: plain from now on

	// The chunk so far.
	pages             []byte // finished pages with their headers
	dictPages, plains int    // of the data pages
	nonNull           int
	raw               int64 // bytes of all pages and headers before compression
	hasRange          bool
	lo, hi            int64 // for the types in ranged
}

func newBuilder(c load.Column) *builder {
	b := &builder{Column: c, codec: format.Zstd}
	if c.Type == load.UUID {
		b.codec = format.Uncompressed // random bytes
	}
	b.reset()
	return b
}

// reset begins a row group.
func (b *builder) reset() {
	b.startPage(0)
	b.dict.reset()
	b.useDict = b.Type == load.Text && !b.gaveUp
	b.pages, b.raw = b.pages[:0], 0
	b.dictPages, b.plains, b.nonNull = 0, 0, 0
	b.hasRange = false
}

func (b *builder) startPage(row int) {
	b.levels.reset()
	b.first, b.values = row, 0
	b.plain, b.numbers = b.plain[:0], b.numbers[:0]
}

// add appends a value at row of the group; false if the type can't hold it.
func (b *builder) add(row int, v []byte, doc *jsondoc.Doc) bool {
	switch b.Type {
	case load.Text:
		b.addText(v)
	case load.JSON:
		b.addJSON(v, doc)
	case load.Int:
		n, ok := load.ParseInt(v, 32)
		if !ok {
			return false
		}
		b.span(n)
		b.plain = binary.LittleEndian.AppendUint32(b.plain, uint32(int32(n)))
	case load.BigInt, load.Timestamp, load.Decimal:
		n, ok := parse64(b.Type, v)
		if !ok {
			return false
		}
		b.span(n)
		b.plain = binary.LittleEndian.AppendUint64(b.plain, uint64(n))
	case load.Date:
		n, ok := load.ParseDate(v)
		if !ok {
			return false
		}
		b.span(int64(n))
		b.plain = binary.LittleEndian.AppendUint32(b.plain, uint32(n))
	case load.Double:
		f, ok := load.ParseDouble(v)
		if !ok {
			return false
		}
		b.plain = binary.LittleEndian.AppendUint64(b.plain, math.Float64bits(f))
	case load.Bool:
		t, ok := load.ParseBool(v)
		if !ok {
			return false
		}
		if b.values%8 == 0 {
			b.plain = append(b.plain, 0)
		}
		if t {
			b.plain[b.values/8] |= 1 << (b.values % 8)
		}
	case load.UUID:
		n := len(b.plain)
		b.plain = slices.Grow(b.plain, 16)[:n+16]
		if !load.ParseUUID(v, (*[16]byte)(b.plain[n:])) {
			b.plain = b.plain[:n]
			return false
		}
	}
	b.levels.value(row - b.first)
	b.values++
	return true
}

func parse64(t load.Type, v []byte) (int64, bool) {
	switch t {
	case load.Timestamp:
		return load.ParseTimestamp(v)
	case load.Decimal:
		return load.ParseDecimal(v)
	}
	return load.ParseInt(v, 64)
}

func (b *builder) span(n int64) {
	if !b.hasRange {
		b.hasRange, b.lo, b.hi = true, n, n
		return
	}
	b.lo, b.hi = min(b.lo, n), max(b.hi, n)
}

func (b *builder) addBytes(v []byte) {
	b.plain = binary.LittleEndian.AppendUint32(b.plain, uint32(len(v)))
	b.plain = append(b.plain, v...)
}

// addJSON appends JSON text. Other text is what a tabular row has for a string
// in a column whose values may be of several types: it becomes a JSON string.
func (b *builder) addJSON(v []byte, doc *jsondoc.Doc) {
	if doc.Parse(v, jsonDepth) == nil {
		b.addBytes(validText(v))
		return
	}
	n := len(b.plain)
	b.plain = append(b.plain, 0, 0, 0, 0)
	b.plain = jsondoc.AppendString(b.plain, string(v))
	binary.LittleEndian.PutUint32(b.plain[n:], uint32(len(b.plain)-n-4))
}

func (b *builder) addText(v []byte) {
	if !b.useDict {
		b.addBytes(validText(v))
		return
	}
	known := len(b.dict.offsets)
	n := b.dict.number(v)
	if len(b.dict.offsets) > known && !utf8.Valid(v) {
		b.dict.forget()
		n = b.dict.number(validText(v))
	}
	b.numbers = append(b.numbers, n)
	if len(b.dict.offsets) > known && b.dict.full(b.nonNull+len(b.numbers)) {
		b.giveUp()
	}
}

// giveUp turns the open page into plain values.
func (b *builder) giveUp() {
	b.useDict, b.gaveUp = false, true
	for _, n := range b.numbers {
		b.addBytes(b.dict.text(n))
	}
	b.numbers = b.numbers[:0]
}

// validText replaces what is not UTF-8 by U+FFFD: readers refuse it.
func validText(v []byte) []byte {
	if utf8.Valid(v) {
		return v
	}
	out := make([]byte, 0, len(v)+8)
	for len(v) > 0 {
		r, n := utf8.DecodeRune(v)
		out = utf8.AppendRune(out, r)
		v = v[n:]
	}
	return out
}

// pageFull tells that the open page should end.
func (b *builder) pageFull() bool {
	return b.values >= pageRows || len(b.plain) >= pageBytes
}

// endPage finishes the open page, which ends before row.
func (b *builder) endPage(row int, z *compressor) {
	b.levels.nulls(row - b.first)
	if b.levels.rows == 0 {
		return
	}
	page := append(z.page[:0], 0, 0, 0, 0)
	page = b.levels.append(page)
	binary.LittleEndian.PutUint32(page, uint32(len(page)-4))
	enc := format.Plain
	if b.useDict && b.values > 0 {
		enc = format.RLEDictionary
		width := bits.Len(uint(len(b.dict.offsets) - 1))
		page = append(page, byte(width))
		page = appendHybrid(page, b.numbers, width)
		b.dictPages++
	} else {
		page = append(page, b.plain...)
		b.plains++
	}
	z.page = page
	b.pages = b.appendPage(b.pages, z, page, format.PageHeader{
		Type: format.DataPage,
		DataPageHeader: thrift.New(format.DataPageHeader{
			NumValues:               int32(b.levels.rows),
			Encoding:                enc,
			DefinitionLevelEncoding: format.RLE,
			RepetitionLevelEncoding: format.RLE,
		}),
	})
	b.nonNull += b.values
	b.startPage(row)
}

// appendPage adds the header and the page, compressed as the column is.
func (b *builder) appendPage(dst []byte, z *compressor, page []byte, h format.PageHeader) []byte {
	body := page
	if b.codec == format.Zstd {
		z.out = z.enc.EncodeAll(page, z.out[:0])
		body = z.out
	}
	h.UncompressedPageSize, h.CompressedPageSize = int32(len(page)), int32(len(body))
	head := marshal(&h)
	b.raw += int64(len(head) + len(page))
	return append(append(dst, head...), body...)
}

// dictionaryPage returns the page that the chunk starts with; nothing if no data
// page refers to it.
func (b *builder) dictionaryPage(z *compressor) []byte {
	if b.dictPages == 0 {
		return nil
	}
	z.dict = b.appendPage(z.dict[:0], z, b.dict.page, format.PageHeader{
		Type: format.DictionaryPage,
		DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{
			NumValues: int32(len(b.dict.offsets)),
			Encoding:  format.Plain,
		}),
	})
	return z.dict
}

// statistics are the number of nulls and, for numbers and times, the range.
func (b *builder) statistics(rows int) format.Statistics {
	s := format.Statistics{NullCount: int64(rows - b.nonNull)}
	if !b.hasRange {
		return s
	}
	if physical(b.Type) == format.Int32 {
		s.MinValue = binary.LittleEndian.AppendUint32(nil, uint32(b.lo))
		s.MaxValue = binary.LittleEndian.AppendUint32(nil, uint32(b.hi))
		return s
	}
	s.MinValue = binary.LittleEndian.AppendUint64(nil, uint64(b.lo))
	s.MaxValue = binary.LittleEndian.AppendUint64(nil, uint64(b.hi))
	return s
}

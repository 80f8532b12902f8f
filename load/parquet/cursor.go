package parquet

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"math"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/zframe"
)

// A Vector holds consecutive values of a column. Which of the slices is used
// depends on the type: Bytes for text and JSON, Doubles for doubles, UUIDs, and
// Ints for all others (bools are 0 and 1, dates days, timestamps microseconds,
// decimals units of 10^-load.DecimalScale). Places of nulls hold anything.
type Vector struct {
	Valid   []bool
	Ints    []int64
	Doubles []float64
	Bytes   [][]byte // valid as long as the Vector refers to them; not to be changed
	UUIDs   [][16]byte
}

func (v *Vector) resize(t load.Type, n int) {
	v.Valid = sized(v.Valid, n)
	switch t {
	case load.Text, load.JSON:
		v.Bytes = sized(v.Bytes, n)
	case load.Double:
		v.Doubles = sized(v.Doubles, n)
	case load.UUID:
		v.UUIDs = sized(v.UUIDs, n)
	default:
		v.Ints = sized(v.Ints, n)
	}
}

func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// A Cursor reads the rows of one column of a row group, page by page. It is not
// for concurrent use.
type Cursor struct {
	typ   load.Type
	codec format.CompressionCodec
	pages []byte // not yet decoded
	left  int    // rows not yet read
	dict  [][]byte

	levels  []uint32 // of the open page's rows not yet read
	levelsB []uint32 // what levels is a part of
	plain   []byte   // values not yet read
	bit     int      // bools: of plain[0]
	numbers []uint32 // if the page refers to the dictionary
	byDict  bool
}

// Read fills v with the next n rows. Fewer than n are left: io.ErrUnexpectedEOF.
func (c *Cursor) Read(v *Vector, n int) error {
	if n > c.left {
		return io.ErrUnexpectedEOF
	}
	v.resize(c.typ, n)
	for done := 0; done < n; {
		if len(c.levels) == 0 {
			if err := c.nextPage(); err != nil {
				return err
			}
			continue
		}
		k := min(n-done, len(c.levels))
		if err := c.values(v, done, c.levels[:k]); err != nil {
			return err
		}
		c.levels = c.levels[k:]
		done += k
	}
	c.left -= n
	return nil
}

// values fills v from place at on, one value for each level.
func (c *Cursor) values(v *Vector, at int, levels []uint32) error {
	for i, l := range levels {
		v.Valid[at+i] = l != 0
		if l == 0 {
			continue
		}
		if c.byDict {
			if len(c.numbers) == 0 || int(c.numbers[0]) >= len(c.dict) {
				return errDamaged
			}
			v.Bytes[at+i] = c.dict[c.numbers[0]]
			c.numbers = c.numbers[1:]
			continue
		}
		if !c.plainValue(v, at+i) {
			return errDamaged
		}
	}
	return nil
}

// plainValue takes the next plain value; false if there is none.
func (c *Cursor) plainValue(v *Vector, i int) bool {
	p := c.plain
	switch c.typ {
	case load.Text, load.JSON:
		text, rest, ok := cutText(p)
		if !ok {
			return false
		}
		v.Bytes[i], c.plain = text, rest
	case load.Int, load.Date:
		if len(p) < 4 {
			return false
		}
		v.Ints[i], c.plain = int64(int32(binary.LittleEndian.Uint32(p))), p[4:]
	case load.BigInt, load.Timestamp, load.Decimal:
		if len(p) < 8 {
			return false
		}
		v.Ints[i], c.plain = int64(binary.LittleEndian.Uint64(p)), p[8:]
	case load.Double:
		if len(p) < 8 {
			return false
		}
		v.Doubles[i], c.plain = math.Float64frombits(binary.LittleEndian.Uint64(p)), p[8:]
	case load.UUID:
		if len(p) < 16 {
			return false
		}
		v.UUIDs[i], c.plain = [16]byte(p), p[16:]
	case load.Bool:
		if len(p) == 0 {
			return false
		}
		v.Ints[i] = int64(p[0] >> c.bit & 1)
		if c.bit++; c.bit == 8 {
			c.plain, c.bit = p[1:], 0
		}
	}
	return true
}

func cutText(p []byte) (text, rest []byte, ok bool) {
	if len(p) < 4 {
		return nil, nil, false
	}
	n := uint64(binary.LittleEndian.Uint32(p))
	if n > uint64(len(p)-4) {
		return nil, nil, false
	}
	return p[4 : 4+n : 4+n], p[4+n:], true
}

// nextPage opens the next data page, after the dictionary if that comes first.
func (c *Cursor) nextPage() error {
	var h format.PageHeader
	header := wholeStruct(c.pages)
	if header == nil || thrift.Unmarshal(new(thrift.CompactProtocol), header, &h) != nil {
		return errDamaged
	}
	c.pages = c.pages[len(header):]
	size := int(h.CompressedPageSize)
	if size < 0 || size > len(c.pages) || h.UncompressedPageSize < 0 || h.UncompressedPageSize > maxPage {
		return errDamaged
	}
	page := c.pages[:size]
	c.pages = c.pages[size:]
	if c.codec == format.Zstd {
		var err error
		if page, err = inflate(page, int(h.UncompressedPageSize)); err != nil {
			return errDamaged
		}
	}
	if len(page) != int(h.UncompressedPageSize) {
		return errDamaged
	}
	switch h.Type {
	case format.DictionaryPage:
		return c.readDictionary(page, int(h.DictionaryPageHeader.V.NumValues))
	case format.DataPage:
		return c.openPage(page, &h.DataPageHeader.V)
	}
	return errDamaged
}

// inflate decompresses a page of that many bytes. Room for an unusually large one
// grows with what is decompressed.
func inflate(page []byte, size int) ([]byte, error) {
	if size <= surePage {
		return decoder.DecodeAll(page, make([]byte, 0, size))
	}
	z, err := zframe.NewReader(bufio.NewReader(bytes.NewReader(page)))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	return io.ReadAll(io.LimitReader(z, int64(size)+1))
}

func (c *Cursor) readDictionary(page []byte, n int) error {
	if c.typ != load.Text || n < 0 || n > len(page)/4 {
		return errDamaged
	}
	c.dict = make([][]byte, n)
	for i := range c.dict {
		var ok bool
		if c.dict[i], page, ok = cutText(page); !ok {
			return errDamaged
		}
	}
	return nil
}

func (c *Cursor) openPage(page []byte, h *format.DataPageHeader) error {
	rows := int(h.NumValues)
	levels, rest, ok := cutText(page)
	if !ok || rows <= 0 || rows > c.left {
		return errDamaged
	}
	c.levelsB = sized(c.levelsB, rows)
	c.levels = c.levelsB
	if err := readHybrid(c.levels, levels, 1); err != nil {
		return err
	}
	c.byDict = h.Encoding == format.RLEDictionary
	if !c.byDict {
		if h.Encoding != format.Plain {
			return errDamaged
		}
		c.plain, c.bit = rest, 0
		return nil
	}
	if len(rest) == 0 || c.typ != load.Text {
		return errDamaged
	}
	values := 0
	for _, l := range c.levels {
		values += int(l)
	}
	c.numbers = sized(c.numbers, values)
	return readHybrid(c.numbers, rest[1:], int(rest[0]))
}

package dedupe

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math/bits"
)

// A Position says where an event is: bin in the upper 28 bits, number of the
// event in the bin's output in the lower 36.
type Position uint64

// The largest parts of a Position.
const (
	MaxBin    = 1<<28 - 1
	MaxNumber = 1<<numberBits - 1

	numberBits = 36
)

// At makes a Position. Bin and number must not exceed MaxBin and MaxNumber.
func At(bin int, number int64) Position {
	if bin < 0 || bin > MaxBin || number < 0 || number > MaxNumber {
		panic(fmt.Sprintf("dedupe: internal error: position %d, %d", bin, number))
	}
	return Position(uint64(bin)<<numberBits | uint64(number))
}

// Bin returns the bin.
func (p Position) Bin() int { return int(p >> numberBits) }

// Number returns the number of the event in the bin.
func (p Position) Number() int64 { return int64(p & MaxNumber) }

// A Row is what deduplication knows of an event.
type Row struct {
	Hi, Lo uint64 // hash of event_id
	FP     uint64 // hash of the fingerprint
	Pos    Position
	ETL    int64 // etl_tstamp, milliseconds since 1970
}

const (
	shortRow = 32 // without ETL
	longRow  = 40
)

// bucket returns the bucket, 0 to n-1, that the row's id falls into. Buckets are
// ranges of Hi.
func (r *Row) bucket(n int) int {
	b, _ := bits.Mul64(r.Hi, uint64(n))
	return int(b)
}

// put encodes the row into b, which has room for one of its width.
func (r *Row) put(b []byte) {
	binary.BigEndian.PutUint64(b, r.Hi)
	binary.BigEndian.PutUint64(b[8:], r.Lo)
	binary.BigEndian.PutUint64(b[16:], r.FP)
	binary.BigEndian.PutUint64(b[24:], uint64(r.Pos))
	if len(b) == longRow {
		binary.BigEndian.PutUint64(b[32:], uint64(r.ETL))
	}
}

// row decodes what put wrote; etl stands in for the missing time of a short row.
func row(b []byte, etl int64) Row {
	r := Row{
		Hi:  binary.BigEndian.Uint64(b),
		Lo:  binary.BigEndian.Uint64(b[8:]),
		FP:  binary.BigEndian.Uint64(b[16:]),
		Pos: Position(binary.BigEndian.Uint64(b[24:])),
		ETL: etl,
	}
	if len(b) == longRow {
		r.ETL = int64(binary.BigEndian.Uint64(b[32:]))
	}
	return r
}

// compareRows orders by id, fingerprint, etl time, position: the survivor of
// natural copies comes first.
func compareRows(a, b *Row) int {
	switch {
	case a.Hi != b.Hi:
		return cmp.Compare(a.Hi, b.Hi)
	case a.Lo != b.Lo:
		return cmp.Compare(a.Lo, b.Lo)
	case a.FP != b.FP:
		return cmp.Compare(a.FP, b.FP)
	case a.ETL != b.ETL:
		return cmp.Compare(a.ETL, b.ETL)
	}
	return cmp.Compare(a.Pos, b.Pos)
}

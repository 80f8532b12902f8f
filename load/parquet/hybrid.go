package parquet

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// The RLE/bit-packing hybrid of Parquet: a sequence of runs, each a varint
// header followed by either one repeated value (header = length<<1) or groups of
// eight bit-packed values (header = groups<<1 | 1).

// minRun is the number of equal values from which a run is worth its header.
const minRun = 16

var errHybrid = errors.New("parquet: damaged run-length data")

// levelRuns collects definition levels as lengths of alternating runs, the
// first of them nulls, so that nulls between two values are one addition.
type levelRuns struct {
	runs []uint32
	rows int
}

func (l *levelRuns) reset() { l.runs, l.rows = l.runs[:0], 0 }

// value adds one value at row, and nulls for all rows before it.
func (l *levelRuns) value(row int) {
	n := len(l.runs)
	if l.rows == row && n > 0 && n%2 == 0 {
		l.runs[n-1]++
		l.rows++
		return
	}
	l.nulls(row)
	if len(l.runs)%2 == 0 {
		l.runs = append(l.runs, 0)
	}
	l.runs = append(l.runs, 1)
	l.rows++
}

// nulls adds nulls up to row.
func (l *levelRuns) nulls(row int) {
	gap := uint32(row - l.rows)
	if gap == 0 {
		return
	}
	if len(l.runs)%2 == 1 {
		l.runs[len(l.runs)-1] += gap
	} else {
		l.runs = append(l.runs, gap)
	}
	l.rows = row
}

// append encodes the levels with bit width 1.
func (l *levelRuns) append(dst []byte) []byte {
	var packed []byte // groups of eight levels not yet written
	var group byte    // the open group
	var filled uint32
	flush := func() {
		if len(packed) > 0 {
			dst = binary.AppendUvarint(dst, uint64(len(packed))<<1|1)
			dst = append(dst, packed...)
			packed = packed[:0]
		}
	}
	for i, n := range l.runs {
		bit := byte(i & 1)
		if filled > 0 {
			take := min(n, 8-filled)
			if bit == 1 {
				group |= (1<<take - 1) << filled
			}
			filled += take
			n -= take
			if filled < 8 {
				continue
			}
			packed = append(packed, group)
			group, filled = 0, 0
		}
		if n >= minRun {
			flush()
			dst = binary.AppendUvarint(dst, uint64(n)<<1)
			dst = append(dst, bit)
			continue
		}
		for ; n >= 8; n -= 8 {
			packed = append(packed, -bit)
		}
		if n > 0 {
			group, filled = -bit&(1<<n-1), n
		}
	}
	if filled > 0 {
		packed = append(packed, group)
	}
	flush()
	return dst
}

// appendHybrid encodes values of width bits.
func appendHybrid(dst []byte, values []uint32, width int) []byte {
	start := 0 // of what is to be bit-packed
	for i := 0; i < len(values); {
		end := i + 1
		for end < len(values) && values[end] == values[i] {
			end++
		}
		// A run may begin only after whole groups of the packed values before it.
		from := start + (i-start+7)/8*8
		if end-from < minRun {
			i = end
			continue
		}
		dst = appendPacked(dst, values[start:from], width)
		dst = binary.AppendUvarint(dst, uint64(end-from)<<1)
		for b := range (width + 7) / 8 {
			dst = append(dst, byte(values[i]>>(8*b)))
		}
		start, i = end, end
	}
	return appendPacked(dst, values[start:], width)
}

// appendPacked adds one bit-packed run; the last group is filled with zeros.
func appendPacked(dst []byte, values []uint32, width int) []byte {
	if len(values) == 0 {
		return dst
	}
	groups := (len(values) + 7) / 8
	dst = binary.AppendUvarint(dst, uint64(groups)<<1|1)
	var acc uint64
	n := 0
	for _, v := range values {
		acc |= uint64(v) << n
		for n += width; n >= 8; n -= 8 {
			dst = append(dst, byte(acc))
			acc >>= 8
		}
	}
	for n += (groups*8 - len(values)) * width; n > 0; n -= 8 {
		dst = append(dst, byte(acc))
		acc >>= 8
	}
	return dst
}

// readHybrid decodes len(dst) values of width bits.
func readHybrid(dst []uint32, src []byte, width int) error {
	if width < 0 || width > 32 {
		return errHybrid
	}
	for len(dst) > 0 {
		h, n := binary.Uvarint(src)
		if n <= 0 || h>>1 == 0 {
			return errHybrid
		}
		src = src[n:]
		if h&1 == 0 {
			size := (width + 7) / 8
			if len(src) < size {
				return errHybrid
			}
			var v uint32
			for i, b := range src[:size] {
				v |= uint32(b) << (8 * i)
			}
			src = src[size:]
			run := dst[:min(h>>1, uint64(len(dst)))]
			for i := range run {
				run[i] = v
			}
			dst = dst[len(run):]
			continue
		}
		groups := h >> 1
		if hi, size := bits.Mul64(groups, uint64(width)); hi != 0 || size > uint64(len(src)) {
			return errHybrid
		}
		packed := src[:groups*uint64(width)]
		src = src[len(packed):]
		count := min(groups*8, uint64(len(dst)))
		unpack(dst[:count], packed, width)
		dst = dst[count:]
	}
	return nil
}

func unpack(dst []uint32, src []byte, width int) {
	var acc uint64
	n := 0
	mask := uint64(1)<<width - 1
	for i := range dst {
		for n < width {
			acc |= uint64(src[0]) << n
			src = src[1:]
			n += 8
		}
		dst[i] = uint32(acc & mask)
		acc >>= width
		n -= width
	}
}

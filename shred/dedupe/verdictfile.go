package dedupe

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"sort"
)

// A verdict takes 8 bytes: number of the event in its bin, then two bits.
const verdictSize = 8

type verdictWriter struct {
	w     writer
	buf   *bufio.Writer
	index []byte
	bin   int
	n     uint64 // verdicts of bin
	total uint64
}

func newVerdictWriter(w io.Writer) *verdictWriter {
	v := &verdictWriter{bin: -1}
	v.buf = bufio.NewWriterSize(w, mergeBuffer)
	v.w.w = v.buf
	v.w.write([]byte(verdictMagic))
	return v
}

func (v *verdictWriter) add(e *entry) error {
	if b := e.pos.Bin(); b != v.bin {
		v.endBin()
		v.bin = b
	}
	var b [verdictSize]byte
	binary.BigEndian.PutUint64(b[:], uint64(e.pos.Number())<<2|uint64(e.v))
	v.w.write(b[:])
	v.n++
	return v.w.err
}

func (v *verdictWriter) endBin() {
	if v.n == 0 {
		return
	}
	v.index = binary.BigEndian.AppendUint32(v.index, uint32(v.bin))
	v.index = binary.BigEndian.AppendUint64(v.index, v.total)
	v.index = binary.BigEndian.AppendUint64(v.index, v.n)
	v.total, v.n = v.total+v.n, 0
}

func (v *verdictWriter) close() error {
	v.endBin()
	at := v.w.n
	v.w.write(v.index)
	v.w.tail(at, verdictMagic)
	if v.w.err == nil {
		v.w.err = v.buf.Flush()
	}
	if v.w.err != nil {
		return fmt.Errorf("write verdict file: %w", v.w.err)
	}
	return nil
}

// A VerdictFile is an opened verdict file.
type VerdictFile struct {
	o    Object
	bins []binRange
}

type binRange struct {
	bin      int
	first, n uint64
}

const binRangeSize = 4 + 8 + 8

// OpenVerdicts reads the index of a verdict file.
func OpenVerdicts(ctx context.Context, o Object) (*VerdictFile, error) {
	b, end, err := o.index(ctx, verdictMagic)
	if err != nil {
		return nil, fmt.Errorf("open verdict file: %w", err)
	}
	f := &VerdictFile{o: o}
	var next uint64
	last := -1
	for ; len(b) >= binRangeSize; b = b[binRangeSize:] {
		r := binRange{int(binary.BigEndian.Uint32(b)), binary.BigEndian.Uint64(b[4:]), binary.BigEndian.Uint64(b[12:])}
		if r.bin <= last || r.bin > MaxBin || r.first != next || r.n == 0 || r.n > uint64(end)/verdictSize {
			return nil, fmt.Errorf("open verdict file: %w", ErrFormat)
		}
		next, last = r.first+r.n, r.bin
		f.bins = append(f.bins, r)
	}
	if len(b) != 0 || next*verdictSize+magicSize != uint64(end) {
		return nil, fmt.Errorf("open verdict file: %w", ErrFormat)
	}
	return f, nil
}

// appendBin appends the verdicts of a bin as they lie in the file.
func (f *VerdictFile) appendBin(ctx context.Context, bin int, dst []uint64) ([]uint64, error) {
	i := sort.Search(len(f.bins), func(i int) bool { return f.bins[i].bin >= bin })
	if i == len(f.bins) || f.bins[i].bin != bin {
		return dst, nil
	}
	r := f.bins[i]
	b, err := f.o.read(ctx, magicSize+int64(r.first)*verdictSize, int64(r.n)*verdictSize)
	if err != nil {
		return dst, fmt.Errorf("read verdicts: %w", err)
	}
	for ; len(b) > 0; b = b[verdictSize:] {
		dst = append(dst, binary.BigEndian.Uint64(b))
	}
	return dst, nil
}

// A Cursor answers for the events of one bin. It holds 8 bytes per event of the
// bin that is not simply kept.
type Cursor struct {
	verdicts []uint64
}

// NewCursor reads the verdicts of a bin from the files of all buckets. open is
// called with 0 to buckets-1.
func NewCursor(ctx context.Context, bin, buckets int, open func(bucket int) (Object, error)) (*Cursor, error) {
	c := &Cursor{}
	for b := range buckets {
		o, err := open(b)
		if err != nil {
			return nil, err
		}
		f, err := OpenVerdicts(ctx, o)
		if err != nil {
			return nil, err
		}
		if c.verdicts, err = f.appendBin(ctx, bin, c.verdicts); err != nil {
			return nil, err
		}
	}
	slices.Sort(c.verdicts)
	return c, nil
}

// At returns the verdict on the event of that number. Numbers must ascend from
// call to call.
func (c *Cursor) At(number int64) Verdict {
	for len(c.verdicts) > 0 && int64(c.verdicts[0]>>2) < number {
		c.verdicts = c.verdicts[1:]
	}
	if len(c.verdicts) == 0 || int64(c.verdicts[0]>>2) != number {
		return Keep
	}
	return Verdict(c.verdicts[0] & 3)
}

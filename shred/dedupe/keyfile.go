package dedupe

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
)

// A KeyWriter writes the key file of one bin. It holds at most a segment of rows
// in memory and writes them grouped by bucket.
type KeyWriter struct {
	w       writer
	buckets int
	rows    []Row
	counts  []uint32 // rows of the segment per bucket
	index   []byte
	out     []byte
	total   int64
}

// NewKeyWriter starts a key file of that many buckets.
func NewKeyWriter(w io.Writer, buckets int) *KeyWriter {
	k := &KeyWriter{w: writer{w: w}, buckets: buckets, counts: make([]uint32, buckets)}
	k.w.write([]byte(keyMagic))
	k.index = binary.BigEndian.AppendUint32(nil, uint32(buckets))
	return k
}

// Add takes the row of the next event.
func (k *KeyWriter) Add(r Row) error {
	k.rows = append(k.rows, r)
	k.counts[r.bucket(k.buckets)]++
	if len(k.rows) == segmentRows {
		k.flush()
	}
	return k.w.err
}

// Close writes what is left and the index, and returns the number of rows.
func (k *KeyWriter) Close() (int64, error) {
	k.flush()
	at := k.w.n
	k.w.write(k.index)
	k.w.tail(at, keyMagic)
	if k.w.err != nil {
		return k.total, fmt.Errorf("write key file: %w", k.w.err)
	}
	return k.total, nil
}

// flush writes a segment. Its rows carry their etl time only if they have
// different ones.
func (k *KeyWriter) flush() {
	if len(k.rows) == 0 {
		return
	}
	first := k.rows[0].ETL
	earliest, same := first, true
	for i := range k.rows {
		earliest = min(earliest, k.rows[i].ETL)
		same = same && k.rows[i].ETL == first
	}
	width := longRow
	if same {
		width = shortRow
	}

	k.index = binary.BigEndian.AppendUint64(k.index, uint64(k.w.n))
	k.index = binary.BigEndian.AppendUint64(k.index, uint64(earliest))
	k.index = append(k.index, byte(width))
	at := make([]int, k.buckets)
	sum := 0
	for b, n := range k.counts {
		at[b] = sum
		sum += int(n) * width
		k.index = binary.BigEndian.AppendUint32(k.index, n)
		k.counts[b] = 0
	}
	if cap(k.out) < sum {
		k.out = make([]byte, sum)
	}
	k.out = k.out[:sum]
	for i := range k.rows {
		r := &k.rows[i]
		b := r.bucket(k.buckets)
		r.put(k.out[at[b] : at[b]+width])
		at[b] += width
	}
	k.w.write(k.out)
	k.total += int64(len(k.rows))
	k.rows = k.rows[:0]
}

// A segment of a key file: where it starts and how many rows each bucket has.
type segment struct {
	off    int64
	etl    int64 // the earliest; of short rows the only one
	width  int
	counts []uint32
}

// A KeyFile is an opened key file.
type KeyFile struct {
	o        Object
	buckets  int
	segments []segment
}

// OpenKeys reads the index of a key file.
func OpenKeys(ctx context.Context, o Object) (*KeyFile, error) {
	b, end, err := o.index(ctx, keyMagic)
	if err != nil {
		return nil, fmt.Errorf("open key file: %w", err)
	}
	if len(b) < 4 {
		return nil, fmt.Errorf("open key file: %w", ErrFormat)
	}
	n := int(binary.BigEndian.Uint32(b))
	f := &KeyFile{o: o, buckets: n}
	b = b[4:]
	const fixed = 8 + 8 + 1
	if n < 1 || n > maxBuckets || len(b)%(fixed+4*n) != 0 {
		return nil, fmt.Errorf("open key file: %w", ErrFormat)
	}
	next := int64(magicSize)
	for ; len(b) > 0; b = b[fixed+4*n:] {
		s := segment{off: int64(binary.BigEndian.Uint64(b)), etl: int64(binary.BigEndian.Uint64(b[8:])), width: int(b[16]), counts: make([]uint32, n)}
		if s.off != next || s.width != shortRow && s.width != longRow {
			return nil, fmt.Errorf("open key file: %w", ErrFormat)
		}
		for i := range s.counts {
			s.counts[i] = binary.BigEndian.Uint32(b[fixed+4*i:])
			next += int64(s.counts[i]) * int64(s.width)
		}
		f.segments = append(f.segments, s)
	}
	if next != end {
		return nil, fmt.Errorf("open key file: %w", ErrFormat)
	}
	return f, nil
}

// Buckets returns the number of buckets.
func (f *KeyFile) Buckets() int { return f.buckets }

// Rows returns the number of rows of a bucket.
func (f *KeyFile) Rows(bucket int) (n int64) {
	for i := range f.segments {
		n += int64(f.segments[i].counts[bucket])
	}
	return n
}

// Earliest returns the smallest etl time of all rows, false if there is none.
func (f *KeyFile) Earliest() (etl int64, ok bool) {
	for i := range f.segments {
		if s := &f.segments[i]; !ok || s.etl < etl {
			etl, ok = s.etl, true
		}
	}
	return etl, ok
}

// each hands every row of the bucket to yield.
func (f *KeyFile) each(ctx context.Context, bucket int, yield func(Row) error) error {
	for i := range f.segments {
		if err := f.eachOf(ctx, &f.segments[i], bucket, yield); err != nil {
			return err
		}
	}
	return nil
}

func (f *KeyFile) eachOf(ctx context.Context, s *segment, bucket int, yield func(Row) error) error {
	off := s.off
	for _, n := range s.counts[:bucket] {
		off += int64(n) * int64(s.width)
	}
	n := int64(s.counts[bucket]) * int64(s.width)
	if n == 0 {
		return nil
	}
	r, err := f.o.Open(ctx, off, n)
	if err != nil {
		return fmt.Errorf("read keys: %w", err)
	}
	defer r.Close()
	buf := make([]byte, mergeBuffer/longRow*s.width)
	for n > 0 {
		part := buf[:min(n, int64(len(buf)))]
		if _, err := io.ReadFull(r, part); err != nil {
			return fmt.Errorf("read keys: %w", err)
		}
		n -= int64(len(part))
		for ; len(part) > 0; part = part[s.width:] {
			if err := yield(row(part[:s.width], s.etl)); err != nil {
				return err
			}
		}
	}
	return nil
}

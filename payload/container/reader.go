package container

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// Limits bound what an object may make us hold or do.
type Limits struct {
	Record       int   // bytes of a record
	Decompressed int64 // bytes of a compressed object once plain
}

// DefaultLimits take records of up to 16 MiB, far beyond what collectors accept,
// and objects of up to 64 GiB.
func DefaultLimits() Limits { return Limits{Record: 16 << 20, Decompressed: 64 << 30} }

// Overhead bounds what reading an object takes for lengths that it declares but
// has no bytes for. Most of it is bzip2's, which takes 400 kB at once for each
// level, 3.6 MB in all; a zstd window gets zframe.SureWindow, a block of lzop 256
// KiB. The rest of the memory grows with the bytes that are there.
const Overhead = 4 << 20

// ErrNoRecords says that an object is neither compressed in a way that we know,
// nor holds Thrift records in a framing that we know.
var ErrNoRecords = errors.New("container: neither a known compression nor blocks nor lines of Base64")

// sampleSize is what is kept of a record that is too long.
const sampleSize = 1 << 10

// A Record is one line without its end, or one Thrift record.
type Record struct {
	Bytes   []byte // valid until the next call of Next; of a long record its first KiB
	Number  int64  // in the object, from 0; also records that are no events count
	TooLong bool
	Size    int64 // in bytes
}

// A DamagedError ends an object whose rest cannot be read: cut off, altered, or
// too large. It quotes nothing of the object.
type DamagedError struct {
	Compression string // "gzip", "bzip2", "zstd", "lzop"; "" for plain objects
	Records     int64  // that were read before
	Partial     []byte // what is there of the record after them: at most 1 KiB
	Err         error
}

func (e *DamagedError) Error() string {
	kind := e.Compression
	if kind == "" {
		kind = "plain"
	}
	what := "damaged"
	switch {
	case errors.Is(e.Err, io.ErrUnexpectedEOF):
		what = "cut off"
	case errors.Is(e.Err, ErrTooLarge):
		what = "too large"
	}
	return fmt.Sprintf("container: %s object is %s after %d records: %v", kind, what, e.Records, e.Err)
}

func (e *DamagedError) Unwrap() error { return e.Err }

// framing cuts plain bytes into records. At the end, or where the object is
// damaged, it says what is there of an unfinished record.
type framing interface {
	next() (Record, error)
	partial() []byte
}

// A Reader gives the records of one object.
type Reader struct {
	src         source
	compression string
	framing     framing
	done        func()
	records     int64
	err         error
}

// Open starts to read an object: lines, or Thrift records if binary. The caller
// closes r; Close of the Reader only gives memory back.
func Open(r io.Reader, binary bool, limits Limits) (*Reader, error) {
	z := &Reader{src: source{r: r}, done: func() {}}
	packed := bufio.NewReaderSize(&z.src, 64<<10)
	first, err := packed.Peek(peekSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	z.compression = compression(first)
	plain, done, err := decompressor(z.compression, packed)
	z.done = done
	if err != nil {
		z.Close()
		return nil, z.fault(err)
	}
	if z.compression != "" {
		plain = &capped{r: plain, n: limits.Decompressed}
	}
	if !binary {
		z.framing = newLines(plain, limits.Record, true)
		return z, nil
	}
	buffered := bufio.NewReaderSize(plain, 64<<10)
	first, err = buffered.Peek(len(blockMarker))
	if err != nil && !errors.Is(err, io.EOF) && len(first) == 0 {
		z.Close()
		return nil, z.fault(err)
	}
	switch {
	case string(first) == blockMarker:
		z.framing = &blocks{r: buffered, max: limits.Record}
	case z.compression == "" && !isText(first):
		return nil, z.fault(ErrNoRecords)
	default:
		z.framing = &base64Lines{lines: newLines(buffered, limits.Record, false)}
	}
	return z, nil
}

// isText tells whether b could be the beginning of Base64 lines, good or bad.
func isText(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf || c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			return false
		}
	}
	return true
}

// Next returns the next record. After the last it is io.EOF; *DamagedError if
// the rest cannot be read; else the error of the reader underneath.
func (z *Reader) Next() (Record, error) {
	if z.err != nil {
		return Record{}, z.err
	}
	rec, err := z.framing.next()
	if err != nil {
		z.err = z.fault(err)
		return Record{}, z.err
	}
	rec.Number = z.records
	z.records++
	return rec, nil
}

// Close gives the reader's memory back. It does not close the object.
func (z *Reader) Close() {
	z.done()
	z.done = func() {}
	z.err = io.ErrClosedPipe
}

// fault tells the end, damage, and errors of the reader underneath apart.
func (z *Reader) fault(err error) error {
	if z.src.err != nil {
		return z.src.err
	}
	if errors.Is(err, io.EOF) && z.framing != nil {
		return io.EOF
	}
	d := &DamagedError{Compression: z.compression, Records: z.records, Err: err}
	if errors.Is(err, io.EOF) {
		d.Err = io.ErrUnexpectedEOF
	}
	if z.framing != nil {
		d.Partial = sample(z.framing.partial())
	}
	return d
}

// sample copies the beginning of b.
func sample(b []byte) []byte { return append([]byte(nil), b[:min(len(b), sampleSize)]...) }

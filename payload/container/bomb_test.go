package container_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/camonica/camonica/payload/container"
	"github.com/camonica/camonica/payload/lzop"
)

// allocated is how much memory f takes, what it gives back included.
func allocated(f func()) int64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.GC() // what is kept for the next reader goes with the second
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

// zeros is 64 MiB of zeros without a line end.
const zeros = 64 << 20

// bzippedZeros is 64 MiB of zeros as bzip2 writes them.
const bzippedZeros = "QlpoOTFBWSZTWQ4J4t8BX45AAMAAAAggADCATUZCoCWpCoCXMUFZJlNZvAS1wwCidcAAwAAACCAAIKQINjKKiE0qKiE4u5IpwoSFALuD6A=="

// TestBombs holds for objects that decompress to a thousand times their size: what
// is held is bounded by the limit of a record, not by what the object becomes.
func TestBombs(t *testing.T) {
	plain := make([]byte, zeros)
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	bz, err := base64.StdEncoding.DecodeString(bzippedZeros)
	if err != nil {
		t.Fatal(err)
	}
	for name, object := range map[string][]byte{
		"gzip": gzipped(t, string(plain)), "zstd": enc.EncodeAll(plain, nil), "lzop": lzopped(t, plain), "bzip2": bz,
	} {
		for _, binary := range []bool{false, true} {
			got := allocated(func() {
				z, err := container.Open(bytes.NewReader(object), binary, container.Limits{Record: 1 << 20, Decompressed: zeros})
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				defer z.Close()
				rec, err := z.Next()
				if err != nil || !rec.TooLong || rec.Size != zeros || len(rec.Bytes) > 1<<10 {
					t.Errorf("%s: got %d bytes of %d, too long %t, %v", name, len(rec.Bytes), rec.Size, rec.TooLong, err)
				}
				if _, err := z.Next(); !errors.Is(err, io.EOF) {
					t.Errorf("%s: got %v after the record", name, err)
				}
			})
			if got > zeros/2 {
				t.Errorf("%s: %d bytes allocated for an object of %d", name, got, len(object))
			}
		}
		_, err := readAll(bytes.NewReader(object), false, container.Limits{Record: 1 << 20, Decompressed: 1 << 20})
		if !errors.Is(err, container.ErrTooLarge) || !strings.Contains(err.Error(), name+" object is too large") {
			t.Errorf("%s beyond its limit: got %v", name, err)
		}
	}
}

// TestSmallObjectOfALargeWindow holds for what zstd --long makes of a pipe: the
// window is as large for a few lines as for a day's log.
func TestSmallObjectOfALargeWindow(t *testing.T) {
	text := strings.Repeat("a line of text that comes again and again\n", 50_000)
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, zstd.WithWindowSize(128<<20), zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{text[:len(text)/2], text[len(text)/2:]} {
		if _, err := io.WriteString(w, part); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if b.Bytes()[5] != 0x88 {
		t.Fatalf("the window is not 128 MiB: %x", b.Bytes()[:6])
	}
	got, err := readAll(bytes.NewReader(b.Bytes()), false, limits)
	if err != nil || len(got) != 50_000 {
		t.Errorf("got %d lines and %v", len(got), err)
	}
}

// TestLies holds for objects that say they are larger than they are: memory comes
// with the bytes, not with what is said of them.
func TestLies(t *testing.T) {
	header := lzopped(t, nil)
	header = header[:len(header)-4]
	lie := func(parts ...any) []byte {
		var b []byte
		for _, p := range parts {
			switch p := p.(type) {
			case string:
				b = append(b, p...)
			case []byte:
				b = append(b, p...)
			case uint32:
				b = binary.BigEndian.AppendUint32(b, p)
			}
		}
		return b
	}
	record := binary.AppendUvarint([]byte{0x1a}, 16<<20-1)
	const (
		zstdWindow = "\x28\xb5\x2f\xfd\x00\x88\x09\x00\x00a"
		nothing    = "BZh1\x17\x72\x45\x38\x50\x90\x00\x00\x00\x00"
		bzip2Block = "BZh9\x31\x41\x59\x26\x53\x59\x00\x00\x00\x00\xff\xff\xff\xff\xff"
	)
	framed := func(message ...any) []byte { return lie(append([]any{marker, "\xff\xff\xff\x7f"}, message...)...) }
	for name, object := range map[string][]byte{
		"lzop stored block":       lie(header, uint32(64<<20), uint32(64<<20), uint32(1), "abc"),
		"lzop compressed block":   lie(header, uint32(64<<20), uint32(63<<20), uint32(1), "abc"),
		"lzop block that is all":  lie(header, uint32(64<<20), uint32(256<<10), uint32(1), "\x14abc", bytes.Repeat([]byte{0xff}, 256<<10-4)),
		"lzop extra field":        lie(lzop.Magic, "\x10\x10\x20\x60\x09\x40\x01\x05\x00\x00\x00\x40", make([]byte, 13), uint32(0), uint32(1<<31)),
		"lzop name":               lie(lzop.Magic, "\x10\x10\x20\x60\x09\x40\x01\x05", make([]byte, 16), "\xffabc"),
		"lzop of a block's lie":   lzopped(t, framed(record, "abc")),
		"record of a block":       framed(record, "abc"),
		"field of a block":        framed("\x12\xff\xff\xff\xff\x07abc"),
		"length of no end":        framed("\x1a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
		"zstd content size":       lie("\x28\xb5\x2f\xfd\xe0\x00\x00\x00\x08\x00\x00\x00\x00\x01\x00\x00a"),
		"zstd window":             lie(zstdWindow),
		"zstd window, again":      bytes.Repeat([]byte(zstdWindow), 1000),
		"zstd after a frame":      lie("\x50\x2a\x4d\x18\x00\x00\x00\x00", zstdWindow),
		"zstd block that repeats": lie("\x28\xb5\x2f\xfd\x00\x88\xfb\xff\x0fa"),
		"zstd block":              lie("\x28\xb5\x2f\xfd\x00\x88\x05\x00\x10a"),
		"zstd window too large":   lie("\x28\xb5\x2f\xfd\x00\xf8\x09\x00\x00a"),
		"zstd skippable frame":    lie("\x50\x2a\x4d\x18\xff\xff\xff\xffabc"),
		"gzip extra field":        lie("\x1f\x8b\x08\x04\x00\x00\x00\x00\x00\x00\xff\xffabc"),
		"gzip name without end":   lie("\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\x00", strings.Repeat("n", 2000)),
		"gzip of a block's lie":   gzipped(t, string(framed(record, "abc"))),
		"bzip2 block":             lie(bzip2Block),
		"bzip2 after another":     lie(nothing, bzip2Block),
	} {
		for _, binary := range []bool{false, true} {
			got := allocated(func() {
				if records, err := readAll(bytes.NewReader(object), binary, container.DefaultLimits()); err == nil && len(records) > 1 {
					t.Errorf("%s: %d records", name, len(records))
				}
			})
			if limit := int64(len(object)) + container.Overhead; got > limit {
				t.Errorf("%s: %d bytes allocated for an object of %d", name, got, len(object))
			}
		}
	}
}

package parquet_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/parquet"
)

func allocated(f func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

// fileOf reads b as a file.
func fileOf(b []byte) (*parquet.File, error) {
	return parquet.Open(int64(len(b)), func(off, n int64) ([]byte, error) {
		if off < 0 || n < 0 || off+n > int64(len(b)) {
			return nil, io.ErrUnexpectedEOF
		}
		return b[off : off+n], nil
	})
}

// TestFooterLies holds for footers that say they have more than they have.
func TestFooterLies(t *testing.T) {
	const huge = "\xff\xff\xff\xff\x07" // 2^31-1
	for name, footer := range map[string]string{
		"schema":              "\x29\xfc" + huge,
		"row groups":          "\x15\x02\x19\xfc" + huge,
		"row groups, padded":  "\x49\xfc\xff\xff\x03" + strings.Repeat("\x00", 1<<16),
		"name":                "\x29\x1c\x48" + huge + "a",
		"list of lists":       "\x29\xf9" + huge + strings.Repeat("\xf9"+huge, 20),
		"map":                 "\xfb" + huge + "\x88",
		"structs without end": strings.Repeat("\x1c", 1<<16),
		"lists without end":   "\x19" + strings.Repeat("\x19", 1<<16),
		"no end":              "\x15",
	} {
		b := []byte("PAR1" + footer)
		b = append(binary.LittleEndian.AppendUint32(b, uint32(len(footer))), "PAR1"...)
		got := allocated(func() {
			if _, err := fileOf(b); err == nil {
				t.Errorf("%s: no error", name)
			}
		})
		if got > int64(len(b))+16<<10 {
			t.Errorf("%s: %d bytes allocated for %d", name, got, len(b))
		}
	}
}

// TestPageLies holds for pages that say they are larger than they are.
func TestPageLies(t *testing.T) {
	noise := make([]byte, 64<<10)
	rand.NewChaCha8([32]byte{1}).Read(noise)
	file, _ := write(t, []load.Column{{Name: "text"}}, [][][]byte{{hex.AppendEncode(nil, noise)}})
	zigzag := func(n uint64) string { return string(binary.AppendUvarint(nil, 2*n)) }
	page := func(plain uint64, packed string, more string) string {
		return "\x15\x00\x15" + zigzag(plain) + "\x15" + zigzag(uint64(len(packed))) + "\x2c\x15\x02\x15\x00\x15\x00\x15\x00" + more + "\x00\x00" + packed
	}
	const (
		size   = "\x28\xb5\x2f\xfd\xa0\x00\x00\x00\x10\x09\x00\x00a" // 256 MiB
		window = "\x28\xb5\x2f\xfd\x00\x88\x09\x00\x00a"
	)
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]string{
		"size":                page(256<<20, size, ""),
		"size of the frame":   page(1, size, ""),
		"second frame":        page(1<<20, window+size, ""),
		"window":              page(256<<20, window, ""),
		"window, small page":  page(1, window, ""),
		"longer than it says": page(2<<20, string(enc.EncodeAll(make([]byte, 64<<20), nil)), ""),
		"statistics":          page(1, window, "\x1c\x18\xff\xff\xff\xff\x07a"),
	} {
		b := bytes.Clone(file)
		copy(b[4:], p)
		got := allocated(func() {
			f, err := fileOf(b)
			if err != nil {
				t.Fatal(err)
			}
			curs, err := f.Cursors(0, []int{0})
			if err != nil {
				t.Fatal(err)
			}
			if err := curs[0].Read(new(parquet.Vector), 1); err == nil {
				t.Errorf("%s: no error", name)
			}
		})
		if got > int64(len(b))+20<<20 {
			t.Errorf("%s: %d bytes allocated for %d", name, got, len(b))
		}
	}
}

// TestLargeValue holds for a page that is as large as it says.
func TestLargeValue(t *testing.T) {
	value := bytes.Repeat([]byte("a long value "), 700_000)
	b, _ := write(t, []load.Column{{Name: "text"}}, [][][]byte{{value}, {[]byte("b")}})
	f, err := fileOf(b)
	if err != nil {
		t.Fatal(err)
	}
	curs, err := f.Cursors(0, []int{0})
	if err != nil {
		t.Fatal(err)
	}
	var v parquet.Vector
	if err := curs[0].Read(&v, 2); err != nil || !bytes.Equal(v.Bytes[0], value) || string(v.Bytes[1]) != "b" {
		t.Errorf("got %v", err)
	}
}

package lzop

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/adler32"
	"io"
	"math/rand/v2"
	"runtime"
	"testing"

	lzo "github.com/anchore/go-lzo"
)

// FuzzDecompress has another decoder as its referee.
func FuzzDecompress(f *testing.F) {
	var c compressor
	for _, plain := range []string{
		"", "abc", "abcabcabcabcabcabc", string(bytes.Repeat([]byte("0123456789"), 3000)),
		string(append(bytes.Repeat([]byte{0}, 40_000), bytes.Repeat([]byte("abcdefghijk"), 2000)...)),
	} {
		f.Add(c.compress(nil, []byte(plain)), uint16(len(plain)))
	}
	f.Add([]byte("\x14abc\x00\x00\x11\x00\x00"), uint16(5))     // M1 after literals of the first byte
	f.Add([]byte("\x17abcdef\x04\x00\x11\x00\x00"), uint16(9))  // M1 after a long run
	f.Add([]byte("\x00\x01aaaaaaaaaaaaaaaaaaa"), uint16(19))    // no end
	f.Add([]byte("\x12a\x20\x00\x00\x00\x00\x00"), uint16(900)) // length without end
	f.Fuzz(func(t *testing.T, packed []byte, size uint16) {
		want := make([]byte, size)
		n, err := lzo.Decompress(packed, want)
		got := make([]byte, size)
		_, ok := decompress(got, packed)
		if ok != (err == nil && n == int(size)) {
			t.Fatalf("%x to %d: got %t, referee says %d %v", packed, size, ok, n, err)
		}
		for room := 1; room < int(size); room *= 2 {
			more, _ := decompress(make([]byte, room), packed)
			if ok && (more <= room || more > int(size)) || more > 0 && more <= room {
				t.Errorf("%x to %d of %d bytes: says that there are at least %d", packed, room, size, more)
			}
		}
		if ok && !bytes.Equal(got, want) {
			t.Errorf("%x to %d: got %x, referee says %x", packed, size, got, want)
		}
	})
}

// allocated is how much memory f takes, what it gives back included.
func allocated(f func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

// TestLargeBlocks holds for blocks larger than those of writers: memory grows with
// what they decompress to, not with what they say.
func TestLargeBlocks(t *testing.T) {
	block := func(size int, packed []byte, sum uint32) []byte {
		b := binary.BigEndian.AppendUint32(header(), uint32(size))
		b = binary.BigEndian.AppendUint32(b, uint32(len(packed)))
		return append(binary.BigEndian.AppendUint32(b, sum), packed...)
	}
	noise := make([]byte, 700<<10)
	rand.NewChaCha8([32]byte{1}).Read(noise)
	var c compressor
	for name, plain := range map[string][]byte{
		"lines": bytes.Repeat([]byte("0123456789abcdefghi\n"), 200_000), "zeros": make([]byte, 60<<20),
		"noise between zeros": append(append(make([]byte, 300<<10), noise...), make([]byte, 3<<20)...),
	} {
		packed := c.compress(nil, plain)
		whole := block(len(plain), packed, adler32.Checksum(plain))
		var got []byte
		taken := allocated(func() {
			r, err := NewReader(bytes.NewReader(append(whole, whole[len(header()):]...)))
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				got = make([]byte, len(plain))
				if _, err := io.ReadFull(r, got); err != nil || !bytes.Equal(got, plain) {
					t.Errorf("%s: got other bytes, or %v", name, err)
				}
			}
		})
		if limit := 2 * int64(growth*len(plain)); taken > limit {
			t.Errorf("%s: %d bytes allocated for %d", name, taken, len(plain))
		}

		// The same, but cut off, and said to be as large as it may be.
		n := len(packed) / 2
		lie := block(min(maxBlock, n*maxRatio), packed[:n], 0)
		taken = allocated(func() { wantNoBlock(t, name, lie) })
		if limit := firstPlain + 12*int64(n) + growth*int64(len(plain)); taken > limit {
			t.Errorf("%s cut off: %d bytes allocated for %d", name, taken, n)
		}
	}
	// A match of a distance that is not there, and 1 MiB that is never reached.
	lie := block(maxBlock, append([]byte("\x14abc"), bytes.Repeat([]byte{0xff}, 1<<20)...), 0)
	taken := allocated(func() { wantNoBlock(t, "distance", lie) })
	if taken > firstPlain+12*int64(len(lie)) {
		t.Errorf("distance: %d bytes allocated for %d", taken, len(lie))
	}
}

func wantNoBlock(t *testing.T, name string, object []byte) {
	t.Helper()
	r, err := NewReader(bytes.NewReader(object))
	if err == nil {
		_, err = r.Read(make([]byte, 1))
	}
	if !errors.Is(err, ErrBlock) {
		t.Errorf("%s: got %v, want %v", name, err, ErrBlock)
	}
}

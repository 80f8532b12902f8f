package lzop

import (
	"bytes"
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
		ok := decompress(got, packed)
		if ok != (err == nil && n == int(size)) {
			t.Fatalf("%x to %d: got %t, referee says %d %v", packed, size, ok, n, err)
		}
		if ok && !bytes.Equal(got, want) {
			t.Errorf("%x to %d: got %x, referee says %x", packed, size, got, want)
		}
	})
}

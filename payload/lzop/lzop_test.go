package lzop_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/adler32"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/camonica/camonica/payload/lzop"
)

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want, object bytes.Buffer
		w := lzop.NewWriter(&object)
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 300_000), 0, 4).Draw(t, "writes") {
			p := texts(n)
			want.Write(p)
			if m, err := w.Write(p); m != len(p) || err != nil {
				t.Fatalf("write of %d: %d %v", len(p), m, err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := lzop.NewReader(&object)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, want.Bytes()) {
			t.Fatalf("read %d bytes %v, want %d", len(got), err, want.Len())
		}
	})
}

// texts has n bytes of all that there is to compress: short and long matches,
// near and far, noise, and runs.
func texts(n int) []byte {
	r := rand.New(rand.NewPCG(uint64(n), 0))
	b := make([]byte, 0, n+3000)
	for len(b) < n {
		switch k := 1 + r.IntN(30); r.IntN(5) {
		case 0:
			b = append(b, bytes.Repeat([]byte{byte(k)}, k*k*k/10+1)...)
		case 1, 2:
			for range k * k {
				b = append(b, byte(r.Uint32()))
			}
		default:
			from := 0
			if len(b) > 0 {
				from = max(0, len(b)-1-r.IntN(min(len(b), 60_000)))
			}
			b = append(b, b[from:min(len(b), from+k*k)]...)
		}
	}
	return b[:n]
}

func TestWriterCompresses(t *testing.T) {
	var b bytes.Buffer
	w := lzop.NewWriter(&b)
	if _, err := w.Write(bytes.Repeat([]byte("a line of a log that goes on and on\n"), 30_000)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 20_000 {
		t.Errorf("1 MB of the same became %d bytes", b.Len())
	}
}

// object builds a container of one block by hand.
func object(flags uint32, extra []byte, size uint32, data []byte, sums ...uint32) []byte {
	crc := flags&0x1000 != 0
	sum := func(b []byte) uint32 {
		if crc {
			return crc32.ChecksumIEEE(b)
		}
		return adler32.Checksum(b)
	}
	h := []byte{0x10, 0x10, 0x20, 0x60, 0x09, 0x40, 1, 5}
	h = binary.BigEndian.AppendUint32(h, flags)
	h = append(h, make([]byte, 12)...)
	h = append(h, 5)
	h = append(h, "a.bin"...)
	b := append([]byte(lzop.Magic), h...)
	b = binary.BigEndian.AppendUint32(b, sum(h))
	if extra != nil {
		e := append(binary.BigEndian.AppendUint32(nil, uint32(len(extra))), extra...)
		b = binary.BigEndian.AppendUint32(append(b, e...), sum(e))
	}
	b = binary.BigEndian.AppendUint32(b, size)
	b = binary.BigEndian.AppendUint32(b, uint32(len(data)))
	for _, s := range sums {
		b = binary.BigEndian.AppendUint32(b, s)
	}
	return append(append(b, data...), 0, 0, 0, 0)
}

// packed is "0123456789" twelve times, as LZO1X-1 writes it.
var (
	plain  = bytes.Repeat([]byte("0123456789"), 12)
	packed = append(append([]byte{17 + 10}, plain[:10]...), 32, 110-33, 9<<2, 0, 17, 0, 0)
)

func TestFlags(t *testing.T) {
	a, c := adler32.Checksum, crc32.ChecksumIEEE
	f := func(name string, b []byte, want error) {
		t.Helper()
		var got []byte
		r, err := lzop.NewReader(bytes.NewReader(b))
		if err == nil {
			got, err = io.ReadAll(r)
		}
		if !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", name, err, want)
		}
		if want == nil && !bytes.Equal(got, plain) {
			t.Errorf("%s: got %q", name, got)
		}
	}
	f("no sums", object(0, nil, 120, packed), nil)
	f("all sums", object(0x303, nil, 120, packed, a(plain), c(plain), a(packed), c(packed)), nil)
	f("stored has no sums of packed bytes", object(0x303, nil, 120, plain, a(plain), c(plain)), nil)
	f("header CRC and extra field", object(0x1041, []byte("more"), 120, packed, a(plain)), nil)
	f("wrong sum", object(1, nil, 120, packed, a(plain)+1), lzop.ErrChecksum)
	f("wrong packed sum", object(2, nil, 120, packed, a(packed)+1), lzop.ErrChecksum)
	f("wrong size", object(0, nil, 121, packed), lzop.ErrBlock)
	f("size beyond what LZO can do", object(0, nil, 60<<20, packed), lzop.ErrBlock)
	f("size beyond the limit", object(0, nil, 65<<20, packed), lzop.ErrBlock)
	f("larger than plain", object(0, nil, 100, plain), lzop.ErrBlock)
	f("multi-part", object(0x400, nil, 120, packed), lzop.ErrUnsupported)
	f("filter", object(0x800, nil, 120, packed), lzop.ErrUnsupported)

	whole := object(1, nil, 120, packed, a(plain))
	f("no end mark", whole[:len(whole)-4], nil)
	f("bytes behind the end", append(whole[:len(whole):len(whole)], "some more bytes"...), lzop.ErrFormat)
	for n := range len(whole) - 4 {
		if n == len(whole)-4-len(packed)-12 {
			continue // before the block: a container without blocks
		}
		f("cut off", whole[:n], io.ErrUnexpectedEOF)
	}
	flipped := bytes.Clone(whole)
	flipped[20] ^= 1
	f("flipped header", flipped, lzop.ErrChecksum)
}

func FuzzReader(f *testing.F) {
	f.Add(object(0, nil, 120, packed))
	f.Add(object(1, nil, 120, plain, adler32.Checksum(plain)))
	f.Add(packed)
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, b := range [][]byte{b, object(0, nil, uint32(len(b))*2, b)} {
			r, err := lzop.NewReader(bytes.NewReader(b))
			if err != nil {
				continue
			}
			if n, err := io.Copy(io.Discard, r); err == nil && n > 256*int64(len(b)) {
				t.Errorf("%d bytes gave %d", len(b), n)
			}
		}
	})
}

// FuzzWriter holds for all bytes: what is written can be read.
func FuzzWriter(f *testing.F) {
	f.Add(plain)
	f.Add(texts(100_000))
	f.Fuzz(func(t *testing.T, want []byte) {
		var object bytes.Buffer
		w := lzop.NewWriter(&object)
		if _, err := w.Write(want); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := lzop.NewReader(&object)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes became %d and %v", len(want), len(got), err)
		}
	})
}

func BenchmarkReader(b *testing.B) {
	var object bytes.Buffer
	w := lzop.NewWriter(&object)
	for i := range 2000 {
		fmt.Fprintf(w, "2026-06-01 00:%02d:%02d GET /i?e=pv&url=https%%3A%%2F%%2Fshop.example%%2F%d&eid=%016x%016x\n", i/60%60, i%60, i%37, i*i*7919, i*104729)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		r, err := lzop.NewReader(bytes.NewReader(object.Bytes()))
		if err != nil {
			b.Fatal(err)
		}
		n, err := io.Copy(io.Discard, r)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(n)
	}
}

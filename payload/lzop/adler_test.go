package lzop

import (
	"bytes"
	"hash/adler32"
	"math/rand/v2"
	"testing"
)

func TestAdler(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	random := make([]byte, 40_000)
	for i := range random {
		random[i] = byte(r.IntN(256))
	}
	for _, b := range [][]byte{random, bytes.Repeat([]byte{0xff}, 40_000), make([]byte, 40_000)} {
		for n := range 100 {
			for _, size := range []int{n, len(b) - n, 5552 + n, 2*5552 - n} {
				if got, want := adler(b[:size]), adler32.Checksum(b[:size]); got != want {
					t.Fatalf("%d bytes: %08x, want %08x", size, got, want)
				}
			}
		}
	}
}

func BenchmarkAdler(b *testing.B) {
	data := bytes.Repeat([]byte("collector payload "), 14_000)
	for name, f := range map[string]func([]byte) uint32{"own": adler, "library": adler32.Checksum} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				f(data)
			}
		})
	}
}

package gunzip_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// A bitWriter writes what no compressor would.
type bitWriter struct {
	b []byte
	n uint
}

func (w *bitWriter) write(v, n uint) {
	for i := range n {
		if w.n%8 == 0 {
			w.b = append(w.b, 0)
		}
		w.b[len(w.b)-1] |= byte(v >> i & 1 << (w.n % 8))
		w.n++
	}
}

// stored writes a stored block, so that what follows has something to repeat.
func (w *bitWriter) stored(b []byte) {
	w.write(0, 3)
	w.n = uint(8 * len(w.b))
	w.b = append(w.b, byte(len(b)), byte(len(b)>>8), ^byte(len(b)), ^byte(len(b)>>8))
	w.b = append(w.b, b...)
	w.n = uint(8 * len(w.b))
}

// lengths writes the header of a dynamic block with these lengths of codes. Each
// length takes four bits: 0 to 15 are symbols of a complete code of four bits.
func (w *bitWriter) lengths(lit, dist []uint8) {
	w.write(0b100|1, 3)
	w.write(uint(len(lit)-257), 5)
	w.write(uint(len(dist)-1), 5)
	w.write(19-4, 4)
	for i := range 19 {
		if i < 3 { // 16, 17 and 18 come first
			w.write(0, 3)
			continue
		}
		w.write(4, 3)
	}
	for _, n := range append(append([]uint8(nil), lit...), dist...) {
		for i := range 4 { // codes come with their first bit first
			w.write(uint(n>>(3-i)&1), 1)
		}
	}
}

// completeLengths draws the lengths of a complete code, by splitting a code that
// is not at its longest until there are enough.
func completeLengths(t *rapid.T, name string, symbols, most int) []uint8 {
	leaves := []uint8{0}
	random := numbers(t)
	deep := rapid.Bool().Draw(t, name+" deep")
	for len(leaves) < most {
		i := random() % len(leaves)
		if deep && random()%4 > 0 {
			i = len(leaves) - 1
		}
		if leaves[i] == 15 {
			if deep {
				deep = false
				continue
			}
			break
		}
		leaves[i]++
		leaves = append(leaves, leaves[i])
	}
	out := make([]uint8, symbols)
	for _, n := range leaves {
		i := random() % symbols
		for out[i] != 0 {
			i = (i + 1) % symbols
		}
		out[i] = n
	}
	return out
}

// TestAnyCode compares blocks of codes that compressors do not choose: long,
// incomplete, over-subscribed, without an end, with symbols that mean nothing; and
// then any bits.
func TestAnyCode(t *testing.T) {
	kinds := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		w := &bitWriter{b: []byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"), n: 80}
		before := make([]byte, rapid.IntRange(0, 60_000).Draw(t, "before"))
		for i := range before {
			before[i] = byte(i >> 2)
		}
		w.stored(before)
		lit := completeLengths(t, "lit", rapid.IntRange(257, 288).Draw(t, "lits"), rapid.IntRange(2, 257).Draw(t, "lit codes"))
		dist := completeLengths(t, "dist", rapid.IntRange(1, 32).Draw(t, "dists"), 1)
		if rapid.IntRange(0, 9).Draw(t, "distances") > 0 {
			dists := rapid.IntRange(2, 32).Draw(t, "dists")
			dist = completeLengths(t, "dist", dists, rapid.IntRange(1, dists).Draw(t, "dist codes"))
		}
		if rapid.IntRange(0, 3).Draw(t, "spoil") == 0 {
			lengths := rapid.SampledFrom([][]uint8{lit, dist}).Draw(t, "spoiled")
			lengths[rapid.IntRange(0, len(lengths)-1).Draw(t, "at")] = rapid.Uint8Range(0, 15).Draw(t, "length")
		}
		w.lengths(lit, dist)
		random := numbers(t)
		for range rapid.IntRange(0, 300).Draw(t, "bytes") {
			w.write(uint(random()), 8)
		}
		_, k := standard(bytes.NewReader(w.b))
		kinds[k]++
		compare(t, w.b)
	})
	if kinds["corrupt"] == 0 || kinds["cut off"] == 0 {
		t.Errorf("not all ends were met: %v", kinds)
	}
}

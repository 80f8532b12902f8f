package dedupe_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/camonica/camonica/shred/dedupe"
	"pgregory.net/rapid"
)

// object makes a readable file of bytes in memory.
func object(b []byte) dedupe.Object {
	return dedupe.Object{Size: int64(len(b)), Open: func(_ context.Context, off, n int64) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(b[off : off+n])), nil
	}}
}

// memSpill keeps spilled runs in memory.
type memSpill struct{ open, made int }

func (s *memSpill) Create() (dedupe.SpillFile, error) {
	s.open++
	s.made++
	return &memFile{s: s}, nil
}

type memFile struct {
	s   *memSpill
	b   []byte
	pos int
}

func (f *memFile) Write(p []byte) (int, error) { f.b = append(f.b, p...); return len(p), nil }
func (f *memFile) Read(p []byte) (int, error) {
	if f.pos == len(f.b) {
		return 0, io.EOF
	}
	n := copy(p, f.b[f.pos:])
	f.pos += n
	return n, nil
}
func (f *memFile) Seek(int64, int) (int64, error) { f.pos = 0; return 0, nil }
func (f *memFile) Close() error                   { f.s.open--; return nil }

// an event of a test.
type ev struct {
	bin     int
	id, fp  string
	etl     int64
	number  int64
	verdict dedupe.Verdict
}

// oracle computes verdicts the plain way.
func oracle(events []*ev, natural, synthetic bool, cardinality int) {
	ids := map[string][]*ev{}
	for _, e := range events {
		ids[e.id] = append(ids[e.id], e)
	}
	for _, same := range ids {
		var left []*ev
		for _, e := range same {
			e.verdict = dedupe.Keep
			for _, o := range same {
				if natural && e != o && e.fp != "" && e.fp == o.fp && before(o, e) {
					e.verdict = dedupe.Drop
				}
			}
			if e.verdict == dedupe.Keep {
				left = append(left, e)
			}
		}
		if synthetic && len(left) > cardinality {
			for _, e := range left {
				e.verdict = dedupe.NewID
			}
		}
	}
}

func before(a, b *ev) bool {
	if a.etl != b.etl {
		return a.etl < b.etl
	}
	return a.bin < b.bin || a.bin == b.bin && a.number < b.number
}

// pipeline runs the real code: key files, judges, cursors.
func pipeline(t interface{ Fatal(...any) }, bins [][]*ev, buckets int, rules dedupe.Rules) []*ev {
	ctx := context.Background()
	h := dedupe.NewHasher([dedupe.KeySize]byte{1, 2, 3})
	var files []*dedupe.KeyFile
	for b, events := range bins {
		var buf bytes.Buffer
		w := dedupe.NewKeyWriter(&buf, buckets)
		for n, e := range events {
			if err := w.Add(h.Row(e.id, e.fp, dedupe.At(b, int64(n)), e.etl)); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := w.Close(); err != nil || n != int64(len(events)) {
			t.Fatal("close:", n, err)
		}
		f, err := dedupe.OpenKeys(ctx, object(buf.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	verdicts := make([][]byte, buckets)
	for p := range buckets {
		var buf bytes.Buffer
		if _, err := dedupe.Judge(ctx, files, p, rules, &buf); err != nil {
			t.Fatal(err)
		}
		verdicts[p] = buf.Bytes()
	}
	var all []*ev
	for b, events := range bins {
		c, err := dedupe.NewCursor(ctx, b, buckets, func(p int) (dedupe.Object, error) { return object(verdicts[p]), nil })
		if err != nil {
			t.Fatal(err)
		}
		for n, e := range events {
			got := *e
			got.verdict = c.At(int64(n))
			all = append(all, &got)
		}
	}
	return all
}

func TestVerdictsEqualOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SampledFrom([]string{"a", "b", "c", "0123456789abcdef", "0123456789abcdef0"})
		fps := rapid.SampledFrom([]string{"", "x", "y", "z"})
		var bins [][]*ev
		var all []*ev
		for b := range rapid.IntRange(0, 4).Draw(t, "bins") {
			var events []*ev
			for n := range rapid.IntRange(0, 12).Draw(t, "events") {
				e := &ev{bin: b, number: int64(n), id: ids.Draw(t, "id"), fp: fps.Draw(t, "fp"), etl: rapid.Int64Range(-2, 2).Draw(t, "etl")}
				events = append(events, e)
				all = append(all, e)
			}
			bins = append(bins, events)
		}
		spill := &memSpill{}
		rules := dedupe.Rules{
			Natural:     rapid.Bool().Draw(t, "natural"),
			Synthetic:   rapid.Bool().Draw(t, "synthetic"),
			Cardinality: rapid.IntRange(1, 3).Draw(t, "cardinality"),
			MaxRows:     rapid.SampledFrom([]int{0, 1, 2, 5}).Draw(t, "max rows"),
			Spill:       spill,
		}
		got := pipeline(t, bins, rapid.IntRange(1, 5).Draw(t, "buckets"), rules)
		oracle(all, rules.Natural, rules.Synthetic, rules.Cardinality)
		for i, e := range all {
			if got[i].verdict != e.verdict {
				t.Fatalf("event %d of bin %d (%q, %q, %d): %v, want %v", e.number, e.bin, e.id, e.fp, e.etl, got[i].verdict, e.verdict)
			}
		}
		if spill.open != 0 {
			t.Fatalf("%d spill files left open", spill.open)
		}
	})
}

func TestNoSpill(t *testing.T) {
	ctx := context.Background()
	h := dedupe.NewHasher([dedupe.KeySize]byte{})
	var buf bytes.Buffer
	w := dedupe.NewKeyWriter(&buf, 1)
	for n := range int64(3) {
		if err := w.Add(h.Row("a", "x", dedupe.At(0, n), 0)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := dedupe.OpenKeys(ctx, object(buf.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := dedupe.Judge(ctx, []*dedupe.KeyFile{f}, 0, dedupe.Rules{Natural: true, MaxRows: 2}, io.Discard); !errors.Is(err, dedupe.ErrNoSpill) {
		t.Errorf("Judge = %v, want ErrNoSpill", err)
	}
}

func TestNewID(t *testing.T) {
	f := func(id, fp string, pos dedupe.Position) string {
		return string(dedupe.AppendNewID(nil, id, fp, pos))
	}
	a := f("1799a90f-f570-4414-b91a-b0db8f39cc2e", "bed9a39a", 7)
	if len(a) != 36 || a[14] != '5' {
		t.Errorf("new id %q is no UUID of version 5", a)
	}
	if b := f("1799a90f-f570-4414-b91a-b0db8f39cc2e", "bed9a39a", 8); b != a {
		t.Errorf("the position changed the id of an event with a fingerprint: %q, %q", a, b)
	}
	if f("x", "", 1) == f("x", "", 2) {
		t.Error("two events without fingerprint got the same new id")
	}
}

func FuzzOpen(f *testing.F) {
	var buf bytes.Buffer
	w := dedupe.NewKeyWriter(&buf, 2)
	w.Add(dedupe.Row{Hi: 1 << 63})
	w.Close()
	f.Add(buf.Bytes())
	f.Add([]byte("CMNVER01\x00\x00\x00\x00\x00\x00\x00\x08CMNVER01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		ctx := context.Background()
		if k, err := dedupe.OpenKeys(ctx, object(b)); err == nil {
			for p := range k.Buckets() {
				dedupe.Judge(ctx, []*dedupe.KeyFile{k}, p, dedupe.Rules{Natural: true, Synthetic: true}, io.Discard)
			}
		}
		dedupe.NewCursor(ctx, 0, 1, func(int) (dedupe.Object, error) { return object(b), nil })
	})
}

// BenchmarkDedupe measures all three stages, per key: hash and write, judge,
// read back.
func BenchmarkDedupe(b *testing.B) {
	ctx := context.Background()
	h := dedupe.NewHasher([dedupe.KeySize]byte{9})
	const bins, perBin = 5, 1_000_000
	buckets := dedupe.Buckets(bins*perBin*150, dedupe.LocalBucket)
	dir := b.TempDir()
	b.ReportAllocs()
	for b.Loop() {
		var files []*dedupe.KeyFile
		var id, fp [36]byte
		for bin := range bins {
			file, err := os.Create(filepath.Join(dir, strconv.Itoa(bin)))
			if err != nil {
				b.Fatal(err)
			}
			defer file.Close()
			w := dedupe.NewKeyWriter(file, buckets)
			for n := range int64(perBin) {
				k := uint64(bin*perBin+int(n)) * 0x9e3779b97f4a7c15
				if n%1000 == 0 {
					k = uint64(n)
				}
				text(id[:], k)
				text(fp[:32], ^k)
				if err := w.Add(h.Row(string(id[:]), string(fp[:32]), dedupe.At(bin, n), 5)); err != nil {
					b.Fatal(err)
				}
			}
			if _, err := w.Close(); err != nil {
				b.Fatal(err)
			}
			f, err := dedupe.OpenKeys(ctx, onDisk(b, file))
			if err != nil {
				b.Fatal(err)
			}
			files = append(files, f)
		}
		verdicts := make([][]byte, buckets)
		for p := range buckets {
			var buf bytes.Buffer
			if _, err := dedupe.Judge(ctx, files, p, dedupe.Rules{Natural: true, Synthetic: true}, &buf); err != nil {
				b.Fatal(err)
			}
			verdicts[p] = buf.Bytes()
		}
		var drops int
		for bin := range bins {
			c, err := dedupe.NewCursor(ctx, bin, buckets, func(p int) (dedupe.Object, error) { return object(verdicts[p]), nil })
			if err != nil {
				b.Fatal(err)
			}
			for n := range int64(perBin) {
				if c.At(n) == dedupe.Drop {
					drops++
				}
			}
		}
		if drops != (bins-1)*perBin/1000 {
			b.Fatal(fmt.Sprint("drops: ", drops))
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/bins/perBin, "ns/key")
}

func onDisk(b *testing.B, f *os.File) dedupe.Object {
	info, err := f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	return dedupe.Object{Size: info.Size(), Open: func(_ context.Context, off, n int64) (io.ReadCloser, error) {
		return io.NopCloser(io.NewSectionReader(f, off, n)), nil
	}}
}

func text(b []byte, k uint64) {
	for i := range b {
		b[i] = "0123456789abcdef"[k>>(i%16*4)&15]
	}
}

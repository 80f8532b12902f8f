package gunzip_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"hash/crc32"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	kpgzip "github.com/klauspost/compress/gzip"
	"pgregory.net/rapid"

	"github.com/camonica/camonica/payload/gunzip"
)

// kind names what an error means, whichever package it is of.
func kind(err error) string {
	var ours gunzip.CorruptError
	var theirs flate.CorruptInputError
	switch {
	case err == nil || err == io.EOF:
		return ""
	case err == io.ErrUnexpectedEOF:
		return "cut off"
	case err == gunzip.ErrHeader, err == gzip.ErrHeader:
		return "header"
	case err == gunzip.ErrChecksum, err == gzip.ErrChecksum:
		return "checksum"
	case errors.As(err, &ours), errors.As(err, &theirs):
		return "corrupt"
	}
	return err.Error()
}

// standard is what the standard library makes of a stream.
func standard(r io.Reader) ([]byte, string) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, kind(err)
	}
	b, err := io.ReadAll(z)
	return b, kind(err)
}

// strict is what the library makes of it that this package stands in for.
func strict(r io.Reader) ([]byte, string) {
	z, err := kpgzip.NewReader(r)
	if err != nil {
		return nil, kind(err)
	}
	b, err := io.ReadAll(z)
	return b, kind(err)
}

func read(r io.Reader) ([]byte, string) {
	z, err := gunzip.NewReader(r)
	if err != nil {
		return nil, kind(err)
	}
	b, err := io.ReadAll(z)
	return b, kind(err)
}

// compare reads a stream with both, and returns what it is. The standard library
// overlooks reserved flags (RFC 1952, 2.3.1.2); there the other library decides.
func compare(t rapid.TB, stream []byte) []byte {
	t.Helper()
	want, wantKind := standard(bytes.NewReader(stream))
	if other, k := strict(bytes.NewReader(stream)); k == "header" {
		want, wantKind = other, k
	}
	if got, k := read(bytes.NewReader(stream)); k != wantKind || !bytes.Equal(got, want) {
		t.Fatalf("got %d bytes and %q, want %d and %q; the same up to %d", len(got), k, len(want), wantKind, common(got, want))
	}
	return want
}

func common(a, b []byte) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// compress makes a member of each part.
func compress(t rapid.TB, level int, parts ...[]byte) []byte {
	var b bytes.Buffer
	for _, p := range parts {
		w, err := gzip.NewWriterLevel(&b, level)
		if err != nil {
			t.Fatal(err)
		}
		w.Name, w.Comment, w.Extra = "na\u00efve", "c", []byte("extra")
		if _, err := w.Write(p); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

// data draws bytes of many kinds: of long and short codes, of near and far
// repetitions.
func data(t *rapid.T) []byte {
	var b []byte
	random := numbers(t)
	for range rapid.IntRange(0, 10).Draw(t, "pieces") {
		n := rapid.IntRange(0, 25_000).Draw(t, "length")
		switch rapid.SampledFrom([]string{"bytes", "run", "skewed", "lines", "repeat"}).Draw(t, "piece") {
		case "bytes":
			for range n / 8 {
				b = append(b, byte(random()))
			}
		case "run":
			b = append(b, bytes.Repeat([]byte{byte(random())}, n)...)
		case "skewed": // each byte half as frequent as the one before
			for range n {
				c := byte(0)
				for r := random(); r&1 == 1 && c < 20; r >>= 1 {
					c++
				}
				b = append(b, c)
			}
		case "lines":
			for range n / 40 {
				b = append(b, "GET /i?e=pv&tv=js-"...)
				b = append(b, byte('0'+random()%10), byte('0'+random()%10), '\t')
				b = append(b, strings.Repeat("ab", random()%12)...)
				b = append(b, '\n')
			}
		case "repeat":
			for n > 0 && len(b) > 0 {
				d := 1 + random()%min(len(b), 1<<(1+random()%16))
				m := min(3+random()%300, d)
				b = append(b, b[len(b)-d:len(b)-d+m]...)
				n -= m
			}
		}
	}
	return b
}

// numbers gives numbers of 24 bits that a drawn seed decides.
func numbers(t *rapid.T) func() int {
	seed := rapid.Uint32().Draw(t, "seed")
	return func() int {
		seed = seed*1664525 + 1013904223
		return int(seed >> 8)
	}
}

func TestAnyData(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var parts [][]byte
		for range rapid.IntRange(0, 3).Draw(t, "members") {
			parts = append(parts, data(t))
		}
		level := rapid.IntRange(gzip.HuffmanOnly, gzip.BestCompression).Draw(t, "level")
		stream := compress(t, level, parts...)
		if got := compare(t, stream); !bytes.Equal(got, bytes.Join(parts, nil)) {
			t.Fatal("the standard library reads something else than it wrote")
		}
		want, wantKind := standard(bytes.NewReader(stream))
		for name, r := range map[string]io.Reader{
			"bytes": iotest.OneByteReader(bytes.NewReader(stream)), "halves": iotest.HalfReader(bytes.NewReader(stream)),
			"data and end": iotest.DataErrReader(bytes.NewReader(stream)),
		} {
			if got, k := read(r); k != wantKind || !bytes.Equal(got, want) {
				t.Fatalf("%s: got %d bytes and %q, want %d and %q", name, len(got), k, len(want), wantKind)
			}
		}
	})
}

// small are streams that are tried with every damage.
func small(t testing.TB) map[string][]byte {
	text := []byte(strings.Repeat("GET /i?e=pv 200\n", 3) + "POST /com.snowplowanalytics.snowplow/tp2 200 {\"data\":[]}\n")
	var varied []byte
	for i := range 600 {
		varied = append(varied, byte(i*i>>3), byte(i%7))
	}
	return map[string][]byte{
		"empty":   compress(t, gzip.DefaultCompression, nil),
		"fixed":   compress(t, gzip.DefaultCompression, text),
		"dynamic": compress(t, gzip.BestCompression, varied),
		"huffman": compress(t, gzip.HuffmanOnly, varied),
		"stored":  compress(t, gzip.NoCompression, text, nil, text),
		"members": compress(t, gzip.BestSpeed, text, nil, text[:1]),
	}
}

func TestCutAnywhere(t *testing.T) {
	for name, stream := range small(t) {
		t.Run(name, func(t *testing.T) {
			for n := range len(stream) {
				compare(t, stream[:n])
			}
		})
	}
}

func TestFlippedBits(t *testing.T) {
	for name, stream := range small(t) {
		t.Run(name, func(t *testing.T) {
			for i := range 8 * len(stream) {
				b := bytes.Clone(stream)
				b[i/8] ^= 1 << (i % 8)
				compare(t, b)
			}
		})
	}
}

// TestCutOffLate holds for streams that end while the fast loop is at work.
func TestCutOffLate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stream := compress(t, rapid.IntRange(gzip.HuffmanOnly, gzip.BestCompression).Draw(t, "level"), data(t))
		compare(t, stream[:rapid.IntRange(0, len(stream)).Draw(t, "cut")])
		at := rapid.IntRange(0, len(stream)-1).Draw(t, "at")
		stream[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		compare(t, stream)
	})
}

func TestFraming(t *testing.T) {
	member := compress(t, gzip.DefaultCompression, []byte("text"))
	bare := append([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"), member[bytes.IndexByte(member, 'c')+2:]...)
	header := func(flags byte, rest string, sum bool) []byte {
		b := append([]byte{0x1f, 0x8b, 8, flags, 1, 2, 3, 4, 5, 6}, rest...)
		if sum {
			c := crc32.ChecksumIEEE(b)
			b = append(b, byte(c), byte(c>>8))
		}
		return append(b, bare[10:]...)
	}
	f := func(name string, stream []byte, want string) {
		t.Helper()
		compare(t, stream)
		if _, k := read(bytes.NewReader(stream)); k != want {
			t.Errorf("%s: got %q, want %q", name, k, want)
		}
	}
	f("nothing", nil, "")
	f("no fields", bare, "")
	f("extra", header(4, "\x03\x00abc", false), "")
	f("long extra", header(4, "\xff\xff"+strings.Repeat("x", 65535), false), "")
	f("extra cut off", header(4, "\xff\xff", false), "cut off")
	f("all fields", header(0x1f, "\x01\x00xname\x00comment\x00", true), "")
	f("sum", header(2, "", true), "")
	f("wrong sum", header(2, "ab", false), "header")
	f("longest name", header(8, strings.Repeat("n", 511)+"\x00", false), "")
	f("longer name", header(8, strings.Repeat("n", 512)+"\x00", false), "header")
	f("reserved flag", header(0x20, "", false), "header")
	f("zeros after it", append(bytes.Clone(bare), make([]byte, 512)...), "header")
	f("few zeros after it", append(bytes.Clone(bare), 0, 0), "cut off")
	f("garbage after it", append(bytes.Clone(bare), "garbage after it"...), "header")
	f("name of a second member cut off", append(bytes.Clone(bare), header(8, "name\x00", false)[:14]...), "cut off")
	f("other method", append([]byte{0x1f, 0x8b, 7}, bare[3:]...), "header")
	f("no gzip", []byte("plain text, as it comes"), "header")
	for i := range 8 {
		b := bytes.Clone(bare)
		b[len(b)-1-i] ^= 1
		f("trailer", b, "checksum")
	}
}

// TestReadErrorComesLast holds for a source that fails: what came before is given,
// and the error is its own.
func TestReadErrorComesLast(t *testing.T) {
	down := errors.New("connection is down")
	text := []byte(strings.Repeat("a line of text\n", 20_000))
	stream := compress(t, gzip.DefaultCompression, text)
	for _, n := range []int{0, 5, 40, len(stream) / 2, len(stream) - 4, len(stream)} {
		want, _ := standard(bytes.NewReader(stream[:n]))
		z, err := gunzip.NewReader(io.MultiReader(bytes.NewReader(stream[:n]), iotest.ErrReader(down)))
		var got []byte
		if err == nil {
			got, err = io.ReadAll(z)
		}
		if !errors.Is(err, down) || !bytes.Equal(got, want) {
			t.Errorf("after %d bytes: got %d bytes and %v, want %d", n, len(got), err, len(want))
		}
	}
	if _, err := gunzip.NewReader(idle{}); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a reader that gives nothing: %v", err)
	}
}

// TestFlush holds for a writer that is not done: what it flushed can be read.
func TestFlush(t *testing.T) {
	r, w := io.Pipe()
	defer r.Close()
	go func() {
		z := gzip.NewWriter(w)
		for range 3 {
			io.WriteString(z, "a line of text\n")
			z.Flush()
		}
		<-t.Context().Done()
	}()
	z, err := gunzip.NewReader(r)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 45)
	if _, err := io.ReadFull(z, got); err != nil || string(got) != strings.Repeat("a line of text\n", 3) {
		t.Errorf("got %q and %v", got, err)
	}
}

// idle gives neither bytes nor an error.
type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

func TestResetTakesNoMemory(t *testing.T) {
	text := []byte(strings.Repeat("a line of text\n", 20_000))
	good, bad := compress(t, gzip.DefaultCompression, text), compress(t, gzip.DefaultCompression, text[:9])
	bad[len(bad)-1]++
	z, err := gunzip.NewReader(bytes.NewReader(good))
	if err != nil {
		t.Fatal(err)
	}
	var r bytes.Reader
	buf := make([]byte, 10_000)
	n := testing.AllocsPerRun(10, func() {
		for _, stream := range [][]byte{bad, good} {
			r.Reset(stream)
			if err := z.Reset(&r); err != nil {
				t.Fatal(err)
			}
			size := 0
			for err = nil; err == nil; {
				var n int
				n, err = z.Read(buf)
				size += n
			}
			if (err == io.EOF) != (size == len(text)) {
				t.Fatalf("got %d bytes and %v", size, err)
			}
		}
	})
	if n > 0 {
		t.Errorf("%v allocations", n)
	}
}

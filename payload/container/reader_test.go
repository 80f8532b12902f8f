package container_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"

	"github.com/camonica/camonica/payload/container"
	"github.com/camonica/camonica/payload/lzop"
)

var limits = container.Limits{Record: 1 << 20, Decompressed: 1 << 24}

// readAll returns the records of an object; of those that are too long, the size.
func readAll(r io.Reader, binary bool, l container.Limits) (records []string, err error) {
	z, err := container.Open(r, binary, l)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	for {
		rec, err := z.Next()
		if errors.Is(err, io.EOF) {
			return records, nil
		}
		if err != nil {
			return records, err
		}
		text := string(rec.Bytes)
		if rec.TooLong {
			text = "too long"
		}
		records = append(records, text)
	}
}

func TestLines(t *testing.T) {
	f := func(in string, want ...string) {
		t.Helper()
		for name, r := range map[string]io.Reader{
			"whole": strings.NewReader(in), "bytes": iotest.OneByteReader(strings.NewReader(in)), "data+err": iotest.DataErrReader(strings.NewReader(in)),
		} {
			got, err := readAll(r, false, limits)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: lines of %q = %q %v, want %q", name, in, got, err, want)
			}
		}
	}
	f("")
	f("\n", "")
	f("a", "a")
	f("a\nb\n", "a", "b")
	f("a\r\nb\r\n", "a", "b")
	f("a\rb\r", "a", "b")
	f("a\r\r\n\nb", "a", "", "", "b")
	f("\xef\xbb\xbfa\n\xef\xbb\xbfb", "a", "\xef\xbb\xbfb")
	f("\xef\xbb\xbf")
	f("\xef\xbb", "\xef\xbb")
}

// TestLinesOfAnyText compares with what regular code would do, also across the
// limit of a record.
func TestLinesOfAnyText(t *testing.T) {
	const limit = 10
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.SampledFrom([]string{"a", "bcdefghi", "\n", "\r", "\r\n", strings.Repeat("x", 70_000)})).Draw(t, "parts")
		in := strings.Join(parts, "")
		var want []string
		flat := strings.ReplaceAll(strings.ReplaceAll(in, "\r\n", "\n"), "\r", "\n")
		for _, line := range strings.Split(strings.TrimSuffix(flat, "\n"), "\n") {
			if len(line) > limit {
				line = "too long"
			}
			want = append(want, line)
		}
		if in == "" {
			want = nil
		}
		got, err := readAll(iotest.HalfReader(strings.NewReader(in)), false, container.Limits{Record: limit})
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("got %q %v, want %q", got, err, want)
		}
	})
}

func TestLongLineLeavesASample(t *testing.T) {
	in := strings.Repeat("y", 3<<20)
	z, err := container.Open(strings.NewReader(in+"\nb"), false, limits)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	rec, err := z.Next()
	if err != nil || !rec.TooLong || rec.Size != 3<<20 || len(rec.Bytes) != 1024 {
		t.Errorf("got %d bytes of %d, too long %t, %v", len(rec.Bytes), rec.Size, rec.TooLong, err)
	}
	if rec, err = z.Next(); err != nil || string(rec.Bytes) != "b" || rec.Number != 1 {
		t.Errorf("got record %d %q %v after the long line", rec.Number, rec.Bytes, err)
	}
}

func gzipped(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, p := range parts {
		w := gzip.NewWriter(&b)
		if _, err := io.WriteString(w, p); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func lzopped(t testing.TB, plain []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := lzop.NewWriter(&b)
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bzipped is "a\nb\n" as bzip2 writes it; Go has no writer.
const bzipped = "QlpoOTFBWSZTWTyFQRIAAAFBAAAQMAAgADDMDHqCcXckU4UJA8hUESA="

func TestCompression(t *testing.T) {
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	bz, err := base64.StdEncoding.DecodeString(bzipped)
	if err != nil {
		t.Fatal(err)
	}
	for name, object := range map[string][]byte{
		"plain": []byte("a\nb\n"), "gzip": gzipped(t, "a\nb\n"), "members": gzipped(t, "a", "\n", "b"),
		"zstd": enc.EncodeAll([]byte("a\nb\n"), nil), "lzop": lzopped(t, []byte("a\nb\n")), "bzip2": bz,
		"two lzop": append(lzopped(t, []byte("a\n")), lzopped(t, []byte("b"))...),
	} {
		got, err := readAll(bytes.NewReader(object), false, limits)
		if want := []string{"a", "b"}; err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %q %v, want %q", name, got, err, want)
		}
	}
}

func TestCutOff(t *testing.T) {
	text := strings.Repeat("a line of text\n", 100_000)
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	bz, err := base64.StdEncoding.DecodeString(bzipped)
	if err != nil {
		t.Fatal(err)
	}
	noise := make([]byte, 900_000)
	rand.NewChaCha8([32]byte{1}).Read(noise)
	for name, object := range map[string][]byte{
		"gzip": gzipped(t, text), "lzop": lzopped(t, []byte(text)), "bzip2": bz, "zstd": enc.EncodeAll(append([]byte(text), noise...), nil),
	} {
		for _, n := range []int{12, len(object) / 2, len(object) - 6} {
			got, err := readAll(bytes.NewReader(object[:n]), false, limits)
			var d *container.DamagedError
			if !errors.As(err, &d) || !errors.Is(err, io.ErrUnexpectedEOF) || d.Compression != name || d.Records != int64(len(got)) {
				t.Errorf("%s cut at %d: got %d records and %v", name, n, len(got), err)
			}
			if n > len(object)/3 && len(got) == 0 && name != "bzip2" { // of which all is one block
				t.Errorf("%s cut at %d: no record stands", name, n)
			}
		}
	}
}

func TestDecompressedSize(t *testing.T) {
	bomb := gzipped(t, strings.Repeat("0\n", 1<<20))
	got, err := readAll(bytes.NewReader(bomb), false, container.Limits{Record: 1 << 20, Decompressed: 1 << 20})
	if !errors.Is(err, container.ErrTooLarge) || len(got) != 1<<19 {
		t.Errorf("got %d records and %v", len(got), err)
	}
	if _, err := readAll(bytes.NewReader(bomb), false, container.Limits{Record: 1 << 20, Decompressed: 2 << 20}); err != nil {
		t.Errorf("an object of just the limit: %v", err)
	}
}

func TestReadErrorIsNoDamage(t *testing.T) {
	down := errors.New("connection is down")
	object := gzipped(t, strings.Repeat("a line of text\n", 100_000))
	r := io.MultiReader(bytes.NewReader(object[:len(object)/2]), iotest.ErrReader(down))
	_, err := readAll(r, false, limits)
	if d := (*container.DamagedError)(nil); errors.As(err, &d) || !errors.Is(err, down) {
		t.Errorf("got %v, want the reader's error", err)
	}
}

const marker = "\x29\xD8\xD5\x06\x58\xCD\x4C\x29\xB2\xBC\x57\x99\x21\x71\xBD\xFF"

// block frames records as the S3 loader does.
func block(records ...string) string {
	m := []byte{0x08, 1, 0x12, 6}
	m = append(m, "byte[]"...)
	for _, r := range records {
		m = binary.AppendUvarint(append(m, 0x1a), uint64(len(r)))
		m = append(m, r...)
	}
	return marker + string(binary.LittleEndian.AppendUint32(nil, uint32(len(m)))) + string(m)
}

func TestBlocks(t *testing.T) {
	f := func(in string, damaged bool, want ...string) {
		t.Helper()
		for _, r := range []io.Reader{strings.NewReader(in), iotest.OneByteReader(strings.NewReader(in))} {
			got, err := readAll(r, true, container.Limits{Record: 100})
			d := (*container.DamagedError)(nil)
			if errors.As(err, &d) != damaged || err != nil && !damaged || !reflect.DeepEqual(got, want) {
				t.Errorf("got %q %v, want %q, damaged %t", got, err, want, damaged)
			}
		}
	}
	f(block("a", "", "b"), false, "a", "b")
	f(block("a")+"stray bytes"+block("b")+marker, false, "a", "b")
	f(block("a", strings.Repeat("x", 101), "b"), false, "a", "too long", "b")
	f(block("a")+block("b")[:len(block("b"))-1], true, "a")
	f(block("a")+marker+"\x05\x00\x00\x00\x1a\xff\x01xx", true, "a")
	f(block("a")+marker+"\x01\x00", true, "a")
	f("\x88LZO\x00\r\n\x1a\n and more", true)
	f("", false)
	f("YQ==\n\r\n!\nYg", false, "a", "!", "b")
}

// FuzzRecords holds for every object: records, or damage, and memory for what is
// there. LZO makes up to 256 bytes of one, and a bzip2 object may ask for each of
// nine levels in turn.
func FuzzRecords(f *testing.F) {
	f.Add([]byte("a\r\nb"), false)
	f.Add([]byte(block("a", "b")), true)
	f.Add(gzipped(f, "a\nb"), false)
	f.Add(lzopped(f, []byte(block("a"))), true)
	bz, err := base64.StdEncoding.DecodeString(bzipped)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(bz, false)
	enc, err := zstd.NewWriter(nil, zstd.WithSingleSegment(true))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(enc.EncodeAll([]byte("a\nb"), nil), false)
	f.Add([]byte("\x28\xb5\x2f\xfd\x00\x88\x09\x00\x00a"), true)
	f.Fuzz(func(t *testing.T, object []byte, binary bool) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got, err := readAll(bytes.NewReader(object), binary, container.Limits{Record: 1000, Decompressed: 1 << 20})
		runtime.ReadMemStats(&after)
		if taken := after.TotalAlloc - before.TotalAlloc; taken > 6*container.Overhead+4*256*uint64(len(object)) {
			t.Errorf("%d bytes allocated for %d", taken, len(object))
		}
		if d := (*container.DamagedError)(nil); err != nil && !errors.As(err, &d) {
			t.Errorf("got %v after %d records, want damage", err, len(got))
		}
	})
}

func BenchmarkLines(b *testing.B) {
	object := []byte(strings.Repeat(strings.Repeat("x", 1200)+"\n", 1000))
	b.SetBytes(int64(len(object)))
	b.ReportAllocs()
	for b.Loop() {
		z, err := container.Open(bytes.NewReader(object), false, limits)
		if err != nil {
			b.Fatal(err)
		}
		for err == nil {
			_, err = z.Next()
		}
		z.Close()
	}
}

package seal_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/seal"
)

var (
	key     = keys.Generate("2018-07-23-13-00-05")
	context = seal.Context{Kind: seal.Enriched, RunID: "2018-07-23-13-00-05", Path: "part-00000.gz"}
)

func random(n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{byte(n)})
	r.Read(b)
	return b
}

func sealed(t testing.TB, plain []byte) []byte {
	t.Helper()
	b, err := io.ReadAll(seal.NewSealingReader(bytes.NewReader(plain), key, context))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// open reads a whole object and tells what came out before any error.
func open(b []byte, k *keys.Key, c seal.Context) ([]byte, error) {
	src := bytes.NewReader(b)
	h, err := seal.ReadHeader(src)
	if err != nil {
		return nil, err
	}
	r, err := seal.NewReader(src, h, k, c)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func openAt(b []byte) ([]byte, error) {
	h, err := seal.ParseHeader(b)
	if err != nil {
		return nil, err
	}
	r, err := seal.NewReaderAt(bytes.NewReader(b), int64(len(b)), h, key, context)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
}

var sizes = []int{0, 1, 15, 16, 17, seal.ChunkSize - 1, seal.ChunkSize, seal.ChunkSize + 1, 2*seal.ChunkSize - 1, 2 * seal.ChunkSize, 5*seal.ChunkSize + 1234}

func TestRoundTrip(t *testing.T) {
	for _, n := range sizes {
		plain := random(n)
		b := sealed(t, plain)
		if got := seal.SealedSize(int64(n)); got != int64(len(b)) {
			t.Errorf("SealedSize(%d) = %d, want %d", n, got, len(b))
		}
		if got, err := seal.PlainSize(int64(len(b))); err != nil || got != int64(n) {
			t.Errorf("PlainSize(%d) = %d, %v, want %d", len(b), got, err, n)
		}
		if got, err := open(b, key, context); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: read %d, %v", n, len(got), err)
		}
		if got, err := openAt(b); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: read at %d, %v", n, len(got), err)
		}
	}
}

// Every way in and out gives the same bytes, however they are cut.
func TestPieces(t *testing.T) {
	plain := random(3*seal.ChunkSize + 77)
	for _, step := range []int{1000, 4096, seal.ChunkSize - 1, seal.ChunkSize, seal.ChunkSize + 1, 3 * seal.ChunkSize} {
		var buf bytes.Buffer
		w, err := seal.NewWriter(&buf, key, context)
		if err != nil {
			t.Fatal(err)
		}
		for p := plain; len(p) > 0; {
			n := min(step, len(p))
			w.Write(p[:n])
			p = p[n:]
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		src := iotest.HalfReader(bytes.NewReader(buf.Bytes()))
		h, err := seal.ReadHeader(src)
		if err != nil {
			t.Fatal(err)
		}
		r, err := seal.NewReader(src, h, key, context)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if _, err := io.CopyBuffer(struct{ io.Writer }{&got}, struct{ io.Reader }{r}, make([]byte, step)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), plain) {
			t.Errorf("step %d: got %d other bytes", step, got.Len())
		}
	}
	s := iotest.OneByteReader(seal.NewSealingReader(iotest.HalfReader(bytes.NewReader(plain)), key, context))
	b, err := io.ReadAll(s)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := open(b, key, context); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("sealing reader: read %d, %v", len(got), err)
	}
}

func TestFrom(t *testing.T) {
	plain := random(3*seal.ChunkSize + 5)
	b := sealed(t, plain)
	h, err := seal.ParseHeader(b)
	if err != nil {
		t.Fatal(err)
	}
	for chunk := range uint64(4) {
		r, err := seal.NewReaderFrom(bytes.NewReader(b[h.Offset(chunk):]), h, key, context, chunk)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, plain[chunk*seal.ChunkSize:]) {
			t.Errorf("from chunk %d: read %d, %v", chunk, len(got), err)
		}
	}
}

func TestSourceError(t *testing.T) {
	want := io.ErrUnexpectedEOF
	s := seal.NewSealingReader(io.MultiReader(bytes.NewReader(random(seal.ChunkSize+10)), iotest.ErrReader(want)), key, context)
	b, err := io.ReadAll(s)
	if err != want {
		t.Errorf("sealing reader: error %v, want %v", err, want)
	}
	if _, err := open(b, key, context); !errors.Is(err, seal.ErrTruncated) {
		t.Errorf("what was sealed before the error opens with %v, want %v", err, seal.ErrTruncated)
	}
}

// An object that was given up, or whose destination failed, is never whole.
func TestAbort(t *testing.T) {
	var buf bytes.Buffer
	w, err := seal.NewWriter(&buf, key, context)
	if err != nil {
		t.Fatal(err)
	}
	w.Write([]byte("x"))
	w.Abort()
	if err := w.Close(); err == nil {
		t.Error("Close after Abort succeeds")
	}
	if _, err := open(buf.Bytes(), key, context); !errors.Is(err, seal.ErrTruncated) {
		t.Errorf("an aborted object opens with %v", err)
	}
	full := &shortDisk{room: 2 * seal.ChunkSize}
	w, err = seal.NewWriter(full, key, context)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(random(4 * seal.ChunkSize)); err != errFull {
		t.Errorf("Write = %v, want %v", err, errFull)
	}
	if err := w.Close(); err != errFull {
		t.Errorf("Close = %v, want %v", err, errFull)
	}
}

var errFull = errors.New("disk full")

type shortDisk struct{ room int }

func (d *shortDisk) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestHeaderTampering(t *testing.T) {
	b := sealed(t, []byte("hello\n"))
	for i := range seal.HeaderSize {
		for bit := range 8 {
			c := bytes.Clone(b)
			c[i] ^= 1 << bit
			got, err := open(c, key, context)
			want := seal.ErrWrongKey
			switch {
			case i < 8:
				want = seal.ErrNotSealed
			case i == 8, i == 9, i == 11:
				want = seal.ErrVersion
			case i == 10 && (c[i] < 12 || c[i] > 24):
				want = seal.ErrVersion
			}
			if !errors.Is(err, want) || !errors.Is(err, seal.ErrIntegrity) || len(got) > 0 {
				t.Errorf("byte %d bit %d: %d bytes, error %v, want %v", i, bit, len(got), err, want)
			}
		}
	}
}

// changed answers what a change to a three-chunk object must lead to: the chunk
// that is named, and that nothing of it or after it is handed out.
func TestChunkTampering(t *testing.T) {
	const stored = seal.ChunkSize + seal.Overhead
	plain := random(2*seal.ChunkSize + 1000)
	b := sealed(t, plain)
	chunk := func(i int) []byte { return b[seal.HeaderSize+i*stored : min(len(b), seal.HeaderSize+(i+1)*stored)] }
	head := b[:seal.HeaderSize]
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	f := func(name string, c []byte, number uint64, want error) {
		t.Helper()
		got, err := open(c, key, context)
		var ce *seal.ChunkError
		if !errors.As(err, &ce) || ce.Chunk != number || !errors.Is(err, want) || !errors.Is(err, seal.ErrIntegrity) {
			t.Errorf("%s: error %v, want %v at chunk %d", name, err, want, number)
		}
		if len(got) > int(number)*seal.ChunkSize || !bytes.HasPrefix(plain, got) {
			t.Errorf("%s: %d bytes came out", name, len(got))
		}
		if _, err := openAt(c); !errors.Is(err, seal.ErrIntegrity) {
			t.Errorf("%s: read at: %v", name, err)
		}
	}
	for i := range 3 {
		for _, at := range []int{0, 1, 500, len(chunk(i)) - 17, len(chunk(i)) - 16, len(chunk(i)) - 1} {
			c := bytes.Clone(b)
			c[seal.HeaderSize+i*stored+at] ^= 0x10
			f(fmt.Sprintf("flip %d/%d", i, at), c, uint64(i), seal.ErrTampered)
		}
	}
	f("cut in the middle", b[:len(b)/2], 1, seal.ErrTampered)
	f("append a byte", append(bytes.Clone(b), 0), 2, seal.ErrTampered)
	f("append a chunk", join(b, chunk(0)), 2, seal.ErrTampered)
	f("append a file", join(b, b), 2, seal.ErrTampered)
	f("exchange chunks", join(head, chunk(1), chunk(0), chunk(2)), 0, seal.ErrTampered)
	f("repeat a chunk", join(head, chunk(0), chunk(0), chunk(1), chunk(2)), 1, seal.ErrTampered)
	f("drop the first", join(head, chunk(1), chunk(2)), 0, seal.ErrTampered)
	f("drop the last", join(head, chunk(0), chunk(1)), 1, seal.ErrTruncated)
	f("only a header", head, 0, seal.ErrTruncated)
	f("an empty last chunk more", join(b, make([]byte, seal.Overhead)), 2, seal.ErrTampered)
}

func TestCut(t *testing.T) {
	const stored = seal.ChunkSize + seal.Overhead
	plain := random(2*seal.ChunkSize + 1000)
	b := sealed(t, plain)
	cuts := []int{0, 1, 8, 91, 92, 93, 107, 108, len(b) / 2, len(b) - 1}
	for i := 1; i < 3; i++ {
		border := seal.HeaderSize + i*stored
		cuts = append(cuts, border-1, border, border+1)
	}
	for _, n := range cuts {
		if got, err := open(b[:n], key, context); !errors.Is(err, seal.ErrIntegrity) {
			t.Errorf("cut at %d: %d bytes, error %v", n, len(got), err)
		}
		if _, err := openAt(b[:n]); !errors.Is(err, seal.ErrIntegrity) {
			t.Errorf("cut at %d, read at: error %v", n, err)
		}
	}
}

func TestWrongPlace(t *testing.T) {
	b := sealed(t, []byte("hello\n"))
	f := func(name string, k *keys.Key, c seal.Context) {
		t.Helper()
		_, err := open(b, k, c)
		var ke *seal.KeyError
		if !errors.Is(err, seal.ErrWrongKey) || !errors.As(err, &ke) || ke.KeyID != key.ID() {
			t.Errorf("%s: error %v", name, err)
		}
	}
	other, err := keys.New(key.ID(), key.RunID(), make([]byte, keys.Size))
	if err != nil {
		t.Fatal(err)
	}
	f("other key of that id", other, context)
	f("other key", keys.Generate(key.RunID()), context)
	f("other name", key, seal.Context{Kind: context.Kind, RunID: context.RunID, Path: "part-00001.gz"})
	f("other kind", key, seal.Context{Kind: seal.Bad, RunID: context.RunID, Path: context.Path})
	f("other run", key, seal.Context{Kind: context.Kind, RunID: "2018-07-24-13-00-05", Path: context.Path})
}

func TestIdentify(t *testing.T) {
	h, err := seal.ParseHeader(sealed(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	got, err := seal.Identify(h, key, "/data/enriched/archive/run=2018-07-23-13-00-05/part-00000.gz.cmn")
	if err != nil || got != context {
		t.Errorf("Identify = %v, %v, want %v", got, err, context)
	}
	if _, err := seal.Identify(h, key, "part-00001.gz.cmn"); !errors.Is(err, seal.ErrWrongKey) {
		t.Errorf("Identify of another name: %v", err)
	}
}

func TestContextPath(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if got := seal.ContextPath(in); got != want {
			t.Errorf("ContextPath(%q) = %q, want %q", in, got, want)
		}
	}
	f("run=ID/part-00000.gz.cmn", "part-00000.gz")
	f("events/run=ID/part-00000.parquet.cmn", "events/part-00000.parquet")
	f("_manifest/run=ID.json.cmn", "_manifest/run=ID.json")
	f("run=ID/vendor=a/run=b/part-00000", "vendor=a/run=b/part-00000")
	f("0123abcd-name.gz", "0123abcd-name.gz")
}

func FuzzOpen(f *testing.F) {
	f.Add(sealed(f, nil))
	f.Add(sealed(f, []byte("hello\n")))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := open(b, key, context)
		if err != nil && !errors.Is(err, seal.ErrIntegrity) {
			t.Errorf("error %v is no integrity error", err)
		}
		at, errAt := openAt(b)
		if (err == nil) != (errAt == nil) || err == nil && !bytes.Equal(got, at) {
			t.Errorf("stream gives %d, %v; random access %d, %v", len(got), err, len(at), errAt)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	plain := random(8 << 20)
	b.SetBytes(int64(len(plain)))
	b.ReportAllocs()
	for b.Loop() {
		w, err := seal.NewWriter(io.Discard, key, context)
		if err != nil {
			b.Fatal(err)
		}
		w.Write(plain)
		w.Close()
	}
}

func BenchmarkOpen(b *testing.B) {
	object := sealed(b, random(8<<20))
	b.SetBytes(8 << 20)
	b.ReportAllocs()
	for b.Loop() {
		src := bytes.NewReader(object)
		h, _ := seal.ReadHeader(src)
		r, err := seal.NewReader(src, h, key, context)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := r.WriteTo(io.Discard); err != nil {
			b.Fatal(err)
		}
		r.Close()
	}
}

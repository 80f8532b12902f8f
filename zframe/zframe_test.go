package zframe_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/zstd"

	"github.com/camonica/camonica/zframe"
)

// read gives what the frames of b decompress to.
func read(src io.Reader) ([]byte, error) {
	z, err := zframe.NewReader(bufio.NewReaderSize(src, 4<<10))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	return io.ReadAll(z)
}

// frame compresses plain in parts, so that the encoder can't know its size.
func frame(t testing.TB, plain []byte, options ...zstd.EOption) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, append([]zstd.EOption{zstd.WithEncoderConcurrency(1)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range [][]byte{plain[:len(plain)/2], plain[len(plain)/2:]} {
		if _, err := w.Write(part); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func noise(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}

// far has the same noise again and again, from 50 KiB to 9 MiB apart, between
// zeros: next to nothing compressed, and matches farther back than any window that
// is given before it has decompressed to as much.
func far() []byte {
	n := noise(50 << 10)
	var b []byte
	for _, apart := range []int{0, 600 << 10, 2 << 20, 5 << 20, 9 << 20, 1 << 20} {
		b = append(append(b, n...), make([]byte, apart)...)
	}
	return append(b, n...)
}

// texts are what frames are made of.
func texts() map[string][]byte {
	line := []byte("2026-06-01 00:00:00 GET /i?e=pv&url=https%3A%2F%2Fshop.example%2F\n")
	return map[string][]byte{
		"nothing": {}, "a line": line, "noise": noise(3 << 20), "far": far(), "lines": bytes.Repeat(line, 100_000),
		"mixed": append(bytes.Repeat(noise(1<<20), 3), bytes.Repeat(line, 40_000)...),
	}
}

func TestReader(t *testing.T) {
	for name, plain := range texts() {
		for _, level := range []zstd.EncoderLevel{zstd.SpeedFastest, zstd.SpeedDefault, zstd.SpeedBestCompression} {
			for _, size := range []int{1 << 10, 8 << 20, 128 << 20} {
				if testing.Short() && level != zstd.SpeedDefault {
					continue
				}
				options := []zstd.EOption{zstd.WithEncoderLevel(level), zstd.WithWindowSize(size)}
				enc, err := zstd.NewWriter(nil, append(options, zstd.WithSingleSegment(true), zstd.WithEncoderCRC(false))...)
				if err != nil {
					t.Fatal(err)
				}
				for form, object := range map[string][]byte{"stream": frame(t, plain, options...), "single segment": enc.EncodeAll(plain, nil)} {
					got, err := read(bytes.NewReader(object))
					if err != nil || !bytes.Equal(got, plain) {
						t.Errorf("%s, level %s, window %d, %s: got %d bytes and %v, want %d", name, level, size, form, len(got), err, len(plain))
					}
				}
			}
		}
	}
}

// TestProgram has the zstd program make the frames.
func TestProgram(t *testing.T) {
	program, err := exec.LookPath("zstd")
	if err != nil {
		t.Skip("zstd is not installed")
	}
	levels := []string{"-1", "-3", "-9", "-19", "-3 --long=27", "--ultra -22 --long=27", "--fast=5 --no-check"}
	if testing.Short() {
		levels = []string{"-3 --long=27"}
	}
	for name, plain := range texts() {
		file := filepath.Join(t.TempDir(), "plain")
		if err := os.WriteFile(file, plain, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, level := range levels {
			for _, piped := range []bool{false, true} {
				cmd := exec.Command(program, append(strings.Fields(level), "-c")...)
				if piped {
					cmd.Stdin = bytes.NewReader(plain)
				} else {
					cmd.Args = append(cmd.Args, file)
				}
				object, err := cmd.Output()
				if err != nil {
					t.Fatal(err)
				}
				got, err := read(bytes.NewReader(object))
				if err != nil || !bytes.Equal(got, plain) {
					t.Errorf("%s, zstd %s, piped %t: got %d bytes and %v, want %d", name, level, piped, len(got), err, len(plain))
				}
			}
		}
	}
}

// skippable is a frame to be passed over.
func skippable(n int) []byte {
	return append(binary.LittleEndian.AppendUint32([]byte("\x5a\x2a\x4d\x18"), uint32(n)), make([]byte, n)...)
}

func TestFramesOneAfterTheOther(t *testing.T) {
	all := bytes.Join([][]byte{
		skippable(0), frame(t, []byte("a"), zstd.WithWindowSize(128<<20)), skippable(10_000), frame(t, nil),
		frame(t, far(), zstd.WithWindowSize(64<<20)), frame(t, []byte("b"), zstd.WithWindowSize(1<<10)), skippable(3),
	}, nil)
	want := append(append([]byte("a"), far()...), 'b')
	for name, src := range map[string]io.Reader{
		"whole": bytes.NewReader(all), "bytes": iotest.OneByteReader(bytes.NewReader(all)), "data+err": iotest.DataErrReader(bytes.NewReader(all)),
	} {
		if got, err := read(src); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: got %d bytes and %v, want %d", name, len(got), err, len(want))
		}
	}
}

func TestBroken(t *testing.T) {
	plain := append(noise(300<<10), bytes.Repeat([]byte("a line of text\n"), 100_000)...)
	whole := frame(t, plain, zstd.WithWindowSize(16<<20))
	for _, n := range []int{1, 3, 4, 5, 6, 7, 100, len(whole) / 2, len(whole) - 5, len(whole) - 1} {
		got, err := read(bytes.NewReader(whole[:n]))
		if !errors.Is(err, io.ErrUnexpectedEOF) || !bytes.HasPrefix(plain, got) {
			t.Errorf("cut at %d of %d: got %d bytes and %v", n, len(whole), len(got), err)
		}
		if n > len(whole)/3 && len(got) < 100<<10 {
			t.Errorf("cut at %d of %d: only %d bytes", n, len(whole), len(got))
		}
	}
	for _, n := range []int{5, 8, 12} {
		if _, err := read(bytes.NewReader(skippable(9)[:n])); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("frame to skip cut at %d: got %v", n, err)
		}
	}
	if _, err := read(strings.NewReader(string(whole) + "more")); !errors.Is(err, zstd.ErrMagicMismatch) {
		t.Errorf("bytes behind the frame: got %v", err)
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)-1] ^= 1
	if _, err := read(bytes.NewReader(flipped)); !errors.Is(err, zstd.ErrCRCMismatch) {
		t.Errorf("flipped checksum: got %v", err)
	}
	down := errors.New("connection is down")
	if _, err := read(io.MultiReader(bytes.NewReader(whole[:1000]), iotest.ErrReader(down))); !errors.Is(err, down) {
		t.Errorf("got %v, want the source's error", err)
	}
	if _, err := read(strings.NewReader("\x28\xb5\x2f\xfd\x00\x90\x09\x00\x00a")); !errors.Is(err, zstd.ErrWindowSizeExceeded) {
		t.Errorf("window of 256 MiB: got %v", err)
	}
}

// TestMemory holds for frames that ask for more than they need.
func TestMemory(t *testing.T) {
	f := func(name string, object []byte, limit int64) {
		t.Helper()
		var before, after runtime.MemStats
		for range 3 { // neither the first reader nor a later one
			runtime.GC()
			runtime.GC() // what is kept for the next reader goes with the second
			runtime.ReadMemStats(&before)
			z, err := zframe.NewReader(bufio.NewReaderSize(bytes.NewReader(object), 4<<10))
			if err != nil {
				t.Fatal(err)
			}
			io.Copy(io.Discard, z)
			z.Close()
			runtime.ReadMemStats(&after)
			if got := int64(after.TotalAlloc - before.TotalAlloc); got > limit {
				t.Errorf("%s: %d bytes allocated for %d, want at most %d", name, got, len(object), limit)
			}
		}
	}
	const sure = 2 * zframe.SureWindow
	a := []byte("a")
	large := frame(t, a, zstd.WithWindowSize(128<<20))
	f("a byte in a window of 128 MiB", large, sure)
	f("after a frame to skip", append(skippable(5), large...), sure)
	f("after a small frame", append(frame(t, a, zstd.WithWindowSize(1<<10)), large...), sure)
	f("the same a hundred times", bytes.Repeat(large, 100), sure)
	f("size of 134 MB", []byte("\x28\xb5\x2f\xfd\xe0\x00\x00\x00\x08\x00\x00\x00\x00\x01\x00\x00a"), sure)
	f("block that is not there", []byte("\x28\xb5\x2f\xfd\x00\x88\x00\x00\x10a"), sure)
	f("100 kB of noise", frame(t, noise(100_000), zstd.WithWindowSize(128<<20)), sure+zframe.PerByte*200_000)
	// What decompresses to more than the window may have all of it, and what it
	// grew from.
	f("zeros", frame(t, make([]byte, 20<<20), zstd.WithWindowSize(16<<20)), sure+2*16<<20)
}

// FuzzReader has the decoder of whole inputs as its referee, which takes memory as
// it decompresses but doesn't read on and on.
func FuzzReader(f *testing.F) {
	n := noise(200)
	for i, plain := range [][]byte{nil, n, append(append(bytes.Clone(n), make([]byte, 2_500_000)...), n...)} {
		for _, size := range []int{1 << 10, 4 << 20} {
			object := frame(f, plain, zstd.WithWindowSize(size))
			f.Add(object)
			f.Add(append(skippable(i), object...))
		}
	}
	f.Add([]byte("\x28\xb5\x2f\xfd\xe0\x00\x00\x30\x00\x00\x00\x00\x00\x01\x00\x00a"))
	referee, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(4<<20))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, object []byte) {
		want, wantErr := referee.DecodeAll(object, nil)
		if errors.Is(wantErr, zstd.ErrDecoderSizeExceeded) || errors.Is(wantErr, zstd.ErrWindowSizeExceeded) {
			return
		}
		got, err := read(bytes.NewReader(object))
		if (err == nil) != (wantErr == nil) || err == nil && !bytes.Equal(got, want) {
			t.Errorf("got %d bytes and %v, referee says %d and %v", len(got), err, len(want), wantErr)
		}
	})
}

func BenchmarkReader(b *testing.B) {
	var plain []byte
	r := rand.New(rand.NewPCG(1, 2))
	for len(plain) < 32<<20 {
		plain = fmt.Appendf(plain, "2026-06-01 00:00:00 GET /i?e=pv&url=https%%3A%%2F%%2Fshop.example%%2F%d&eid=%016x\n", r.IntN(1000), r.Uint64())
	}
	object := frame(b, plain)
	b.SetBytes(int64(len(plain)))
	b.ReportAllocs()
	for b.Loop() {
		z, err := zframe.NewReader(bufio.NewReaderSize(bytes.NewReader(object), 64<<10))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, z); err != nil {
			b.Fatal(err)
		}
		z.Close()
	}
}

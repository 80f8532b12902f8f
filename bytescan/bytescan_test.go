package bytescan_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/camonica/camonica/bytescan"
)

func first(s string, is func(c byte) bool) int {
	for i := range len(s) {
		if is(s[i]) {
			return i
		}
	}
	return len(s)
}

func check(t *testing.T, s string) {
	t.Helper()
	if got, want := bytescan.Space(s), first(s, func(c byte) bool { return c <= ' ' }); got != want {
		t.Fatalf("Space(%q) = %d, want %d", s, got, want)
	}
	special := func(c byte) bool { return c < ' ' || c == '"' || c == '\\' || c >= 0x7f }
	if got, want := bytescan.Special([]byte(s), 0), first(s, special); got != want {
		t.Fatalf("Special(%q) = %d, want %d", s, got, want)
	}
	if got, want := bytescan.ASCII([]byte(s)), first(s, func(c byte) bool { return c >= 0x80 }) == len(s); got != want {
		t.Fatalf("ASCII(%q) = %v, want %v", s, got, want)
	}
	if got, want := bytescan.Printable(s), first(s, func(c byte) bool { return c < ' ' || c >= 0x7f }) == len(s); got != want {
		t.Fatalf("Printable(%q) = %v, want %v", s, got, want)
	}
	var word [8]byte
	copy(word[:], s)
	if got, want := bytescan.EscapeIn(binary.LittleEndian.Uint64(word[:])),
		first(string(word[:]), func(c byte) bool { return c < ' ' || c == '%' }); got != want {
		t.Fatalf("EscapeIn(%q) = %d, want %d", word, got, want)
	}
	var replaced [8]byte
	binary.LittleEndian.PutUint64(replaced[:], bytescan.Replace(binary.LittleEndian.Uint64(word[:]), 'a', '!'))
	if want := bytes.ReplaceAll(word[:], []byte("a"), []byte("!")); !bytes.Equal(replaced[:], want) {
		t.Fatalf("Replace(%q) = %q, want %q", word, replaced, want)
	}
	if got, want := bytescan.Word(s), binary.LittleEndian.Uint64(word[:]); got != want {
		t.Fatalf("Word(%q) = %x, want %x", s, got, want)
	}
}

// Every byte at every place of a word, between neighbours of every kind.
func TestEveryByte(t *testing.T) {
	for _, around := range []byte{'a', '!', '~', '#', '[', ']', '\x21'} {
		for c := range 256 {
			for at := range 49 {
				b := []byte(strings.Repeat(string(rune(around)), 49))
				b[at] = byte(c)
				check(t, string(b))
			}
		}
	}
}

func TestRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		b := make([]byte, r.IntN(90))
		for i := range b {
			b[i] = byte(r.IntN(256))
			if r.IntN(4) > 0 {
				b[i] = 'a' + b[i]%26
			}
		}
		check(t, string(b))
	}
}

func BenchmarkSpecial(b *testing.B) {
	s := []byte(strings.Repeat("abcdefgh", 32))
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		if bytescan.Special(s, 0) != len(s) {
			b.Fatal("found")
		}
	}
}

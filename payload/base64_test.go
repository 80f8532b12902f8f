package payload

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// What vector instructions decode is what decoding a character at a time gives.
func TestBase64WaysAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	common := "ABCXYZabcxyz0189"
	for _, alphabet := range []string{common, common + "-_", common + "+/", common + "+/-_", common + "-_\n", common + "-_ é%", common + "=-_"} {
		for range 5000 {
			b := make([]byte, r.IntN(200))
			for i := range b {
				b[i] = alphabet[r.IntN(len(alphabet))]
			}
			head, _, _ := strings.Cut(string(b), "=")
			want := lenientBase64([]byte("x"), head)
			if !utf8.Valid(want[1:]) {
				want = AppendUTF8([]byte("x"), string(want[1:]))
			}
			if got := AppendBase64([]byte("x"), string(b)); !bytes.Equal(got, want) {
				t.Fatalf("AppendBase64(%q) = %q, want %q", b, got, want)
			}
		}
	}
}

// Every byte at every place of what one vector instruction takes.
func TestBase64EveryByte(t *testing.T) {
	for c := range 256 {
		for at := range 80 {
			b := []byte(strings.Repeat("Zm9v", 20))
			b[at] = byte(c)
			head, _, _ := strings.Cut(string(b), "=")
			want := lenientBase64(nil, head)
			want = AppendUTF8(nil, string(want))
			if got := AppendBase64(nil, string(b)); !bytes.Equal(got, want) {
				t.Fatalf("AppendBase64(%q) = %q, want %q", b, got, want)
			}
		}
	}
}

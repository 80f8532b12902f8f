package seal

import (
	"bytes"
	"crypto/cipher"
	"io"
	"testing"

	"github.com/camonica/camonica/keys"
)

// uses counts under which key and nonce something was sealed.
type uses map[[32 + 12]byte]int

// counted is a cipher that tells which nonces it is used with.
type counted struct {
	cipher.AEAD
	key  []byte
	uses uses
}

func (c *counted) Seal(dst, nonce, plain, extra []byte) []byte {
	c.uses[[44]byte(append(bytes.Clone(c.key), nonce...))]++
	return c.AEAD.Seal(dst, nonce, plain, extra)
}

// No key and nonce are ever used twice: not in a file, and not in many files of
// one run at the same path, which is the worst case, since only the salt tells
// their keys apart.
func TestNonceOnce(t *testing.T) {
	files := 100_000
	if testing.Short() {
		files = 10_000
	}
	key := keys.Generate("1")
	c := Context{Kind: Enriched, RunID: "1", Path: "part-00000"}
	seen := make(uses, files*2)
	want := 0
	plain := make([]byte, 5<<minChunkLog)
	for i := range files {
		h := newHeader(key.ID(), minChunkLog)
		w, err := newWriter(io.Discard, key, c, h)
		if err != nil {
			t.Fatal(err)
		}
		w.chunks.aead = &counted{w.chunks.aead, expand(key.Extract(h.raw[28:60]), labelPayload, c.bytes()), seen}
		n := 0
		if i%100 == 0 {
			n = i / 100 % len(plain)
		}
		w.Write(plain[:n])
		w.Close()
		want += max(1, (n+1<<minChunkLog-1)>>minChunkLog)
	}
	if len(seen) != want {
		t.Errorf("%d chunks under %d pairs of key and nonce", want, len(seen))
	}
}

func TestNonce(t *testing.T) {
	var n nonce
	if got, want := n.set(0x0102, false), []byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0}; !bytes.Equal(got, want) {
		t.Errorf("nonce %x, want %x", got, want)
	}
	if got, want := n.set(1<<63, true), []byte{0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 1}; !bytes.Equal(got, want) {
		t.Errorf("nonce %x, want %x", got, want)
	}
}

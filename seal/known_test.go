package seal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/camonica/camonica/keys"
)

// count is the bytes from first on.
func count(first byte, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = first + byte(i)
	}
	return b
}

func knownKey(t testing.TB) *keys.Key {
	t.Helper()
	key, err := keys.New(keys.ID(count(0x40, 16)), "2018-07-23-13-00-05", count(0, 32))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

var knownContext = Context{Kind: Enriched, RunID: "2018-07-23-13-00-05", Path: "part-00000"}

// knownHeader has a salt that is not random, so that the object is known.
func knownHeader(key *keys.Key, chunkLog uint8) *Header {
	h := newHeader(key.ID(), chunkLog)
	copy(h.raw[28:60], count(0x20, 32))
	return h
}

// Answers computed by an independent implementation.
func TestKnownAnswers(t *testing.T) {
	key := knownKey(t)
	f := func(name string, plain []byte, chunkLog uint8, size int, tag, sum string) {
		t.Helper()
		var buf bytes.Buffer
		w, err := newWriter(&buf, key, knownContext, knownHeader(key, chunkLog))
		if err != nil {
			t.Fatal(err)
		}
		w.Write(plain)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if buf.Len() != size {
			t.Errorf("%s: length %d, want %d", name, buf.Len(), size)
		}
		if got := hex.EncodeToString(buf.Bytes()[60:92]); got != tag {
			t.Errorf("%s: header tag %s, want %s", name, got, tag)
		}
		if got := sha256.Sum256(buf.Bytes()); hex.EncodeToString(got[:]) != sum {
			t.Errorf("%s: digest %x, want %s", name, got, sum)
		}
	}
	const tag16 = "d7cd67af60f1bcfd745def737288ca51244532b639c73bb81154ac0967bf5259"
	f("empty", nil, 16, 108, tag16, "82c5f3714bee3fd2c9ca61d94b9ae5d827d081b3a4b64c9f4e7c71e341980dbe")
	f("hello", []byte("hello\n"), 16, 114, tag16, "43d6f8edb410f3b9f4b4ce6bf5a52985d2db7daefdb269e0c00ba9b87b797d3e")
	f("two chunks", bytes.Repeat(count(0, 256), 17), 12, 4476,
		"efdabfdc83622d59a8533cf3d2aee21db122835fa2313451db0cee14cd2db2d8",
		"4540ebca95c25b37f129c6d127be92cc4dc8e0a3b00e1301c1ea50da5bd22e09")
}

func TestKnownKeys(t *testing.T) {
	prk := knownKey(t).Extract(count(0x20, 32))
	f := func(label, want string) {
		t.Helper()
		if got := hex.EncodeToString(expand(prk, label, knownContext.bytes())); got != want {
			t.Errorf("expand(%q) = %s, want %s", label, got, want)
		}
	}
	f(labelPayload, "68a8c3df72bc9bdc19fa9b5aed82a3776748ec7bde5af57fe7305413a17c133e")
	f(labelHeader, "a66057c0313028fd3478e029bb83f2f3f97e6d452cda9d20d5dfce61f7e3dccc")
}

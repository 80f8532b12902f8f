package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"

	"github.com/camonica/camonica/keys"
)

// Layout of the format.
const (
	magic   = "camonica"
	version = 1
	suite   = 1 // AES-256-GCM; HKDF and HMAC with SHA-256

	// HeaderSize is the length of the header.
	HeaderSize = 92
	// Overhead is what each chunk grows by: its tag.
	Overhead = 16

	taggedSize = 60 // what the header's tag covers

	minChunkLog     = 12 // 4 KiB
	maxChunkLog     = 24 // 16 MiB
	defaultChunkLog = 16

	// ChunkSize is the plaintext in each chunk but the last, as we write it.
	ChunkSize = 1 << defaultChunkLog
)

// A Header is the clear beginning of a sealed object. Until it is verified with
// a key it is a claim.
type Header struct {
	KeyID    keys.ID
	chunkLog uint8
	raw      [HeaderSize]byte
}

// ReadHeader reads a header from r. It checks magic and version, not the tag.
func ReadHeader(r io.Reader) (*Header, error) {
	var b [HeaderSize]byte
	n, err := readFull(r, b[:])
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read header: %w", err)
	}
	return ParseHeader(b[:n])
}

// ParseHeader takes the header from the first bytes of an object. Fewer than
// HeaderSize bytes are ErrTruncated if they could begin a sealed object.
func ParseHeader(b []byte) (*Header, error) {
	if n := min(len(b), len(magic)); string(b[:n]) != magic[:n] || len(b) == 0 {
		return nil, ErrNotSealed
	}
	if len(b) < HeaderSize {
		return nil, fmt.Errorf("header of %d bytes: %w", len(b), ErrTruncated)
	}
	if b[8] != version {
		return nil, &VersionError{"version", b[8]}
	}
	if b[9] != suite {
		return nil, &VersionError{"suite", b[9]}
	}
	if b[10] < minChunkLog || b[10] > maxChunkLog {
		return nil, &VersionError{"chunk size", b[10]}
	}
	if b[11] != 0 {
		return nil, &VersionError{"reserved byte", b[11]}
	}
	h := &Header{chunkLog: b[10]}
	copy(h.raw[:], b)
	copy(h.KeyID[:], b[12:28])
	return h, nil
}

// ChunkSize is the plaintext in each chunk but the last.
func (h *Header) ChunkSize() int { return 1 << h.chunkLog }

// PlainSize is the length of the plaintext in a sealed object of the given
// length. ErrTruncated for a length that no sealed object has.
func (h *Header) PlainSize(sealed int64) (int64, error) {
	return plainSize(sealed, h.ChunkSize())
}

// PlainSize is the length of the plaintext in a sealed object of the given
// length that was written with our ChunkSize.
func PlainSize(sealed int64) (int64, error) { return plainSize(sealed, ChunkSize) }

// SealedSize is the length of the sealed object for n bytes of plaintext.
func SealedSize(n int64) int64 {
	chunks := max(1, (n+ChunkSize-1)/ChunkSize)
	return HeaderSize + n + Overhead*chunks
}

func plainSize(sealed int64, chunk int) (int64, error) {
	body, stored := sealed-HeaderSize, int64(chunk+Overhead)
	if body < Overhead {
		return 0, ErrTruncated
	}
	chunks := (body + stored - 1) / stored
	last := body - (chunks-1)*stored
	if last < Overhead || last == Overhead && chunks > 1 {
		return 0, ErrTruncated
	}
	return body - chunks*Overhead, nil
}

// newHeader is the header of a new object, without its tag.
func newHeader(id keys.ID, chunkLog uint8) *Header {
	h := &Header{KeyID: id, chunkLog: chunkLog}
	copy(h.raw[:], magic)
	h.raw[8], h.raw[9], h.raw[10] = version, suite, chunkLog
	copy(h.raw[12:28], id[:])
	rand.Read(h.raw[28:60])
	return h
}

// tag is the header's tag under a key.
func (h *Header) tag(prk []byte, context []byte) []byte {
	m := hmac.New(sha256.New, expand(prk, labelHeader, context))
	m.Write(h.raw[:taggedSize])
	return m.Sum(nil)
}

// sign sets the tag and gives the cipher for the chunks.
func (h *Header) sign(key *keys.Key, c Context) cipher.AEAD {
	prk, context := key.Extract(h.raw[28:60]), c.bytes()
	copy(h.raw[taggedSize:], h.tag(prk, context))
	return newAEAD(expand(prk, labelPayload, context))
}

// Verify tells whether key and context open the object: nil, or a KeyError.
func (h *Header) Verify(key *keys.Key, c Context) error {
	_, err := h.open(key, c)
	return err
}

// open verifies the tag and gives the cipher for the chunks.
func (h *Header) open(key *keys.Key, c Context) (cipher.AEAD, error) {
	prk, context := key.Extract(h.raw[28:60]), c.bytes()
	if key.ID() != h.KeyID || !hmac.Equal(h.raw[taggedSize:], h.tag(prk, context)) {
		return nil, &KeyError{KeyID: h.KeyID, Run: c.RunID}
	}
	return newAEAD(expand(prk, labelPayload, context)), nil
}

const (
	labelPayload = "camonica/v1/payload"
	labelHeader  = "camonica/v1/header"
)

// expand is the expand step of HKDF-SHA-256 for one block of output.
func expand(prk []byte, label string, context []byte) []byte {
	m := hmac.New(sha256.New, prk)
	var info bytes.Buffer
	info.WriteString(label)
	info.WriteByte(0)
	info.WriteByte(suite)
	info.Write(context)
	info.WriteByte(1)
	m.Write(info.Bytes())
	return m.Sum(nil)
}

func newAEAD(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic("seal: internal error: " + err.Error())
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic("seal: internal error: " + err.Error())
	}
	return aead
}

// nonce is the nonce of a chunk: its number in 11 bytes, then the flag of the
// last chunk.
type nonce [12]byte

func (n *nonce) set(chunk uint64, last bool) []byte {
	for i := 0; i < 8; i++ {
		n[10-i] = byte(chunk >> (8 * i))
	}
	n[11] = 0
	if last {
		n[11] = 1
	}
	return n[:]
}

package keys

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
)

// File is the provider whose key is in a file of the user: AES-256-GCM with the
// file's 32 bytes. A wrapping is nonce (12 random bytes), sealed key and tag.
// The nonces of 2³² wrappings with one key are safely apart.
type File struct {
	path string
	name string
	aead cipher.AEAD
}

var _ Provider = (*File)(nil)

// NewFile makes a key file with a new random key, 64 hexadecimal digits, mode
// 0600. It makes the folder, 0700, but never replaces a file.
func NewFile(path string) error {
	var key [Size]byte
	rand.Read(key[:])
	return createSecret(path, hex.EncodeToString(key[:])+"\n")
}

// OpenFile reads a key file: 64 hexadecimal digits or 44 characters of base64.
// A file that others than its owner may read is refused.
func OpenFile(path string) (*File, error) {
	if path == "" {
		return nil, fmt.Errorf("open key file: no path given")
	}
	text, err := readSecret(path)
	if err != nil {
		return nil, fmt.Errorf("open key file: %w", err)
	}
	key, err := parseKey(bytes.TrimSpace(text))
	clear(text)
	if err != nil {
		return nil, fmt.Errorf("open key file %s: %w", path, err)
	}
	f := &File{path: path, name: fingerprint(key), aead: newGCM(key)}
	clear(key)
	return f, nil
}

func parseKey(text []byte) ([]byte, error) {
	key := make([]byte, Size, Size+1)
	switch len(text) {
	case 64:
		if _, err := hex.Decode(key, text); err != nil {
			return nil, fmt.Errorf("64 characters that are not all hexadecimal digits")
		}
		return key, nil
	case 44:
		if n, err := base64.StdEncoding.Strict().Decode(key[:Size+1], text); err != nil || n != Size {
			return nil, fmt.Errorf("44 characters that are not base64 of %d bytes", Size)
		}
		return key, nil
	}
	return nil, fmt.Errorf("%d characters, want 64 hexadecimal digits or 44 of base64", len(text))
}

// fingerprint names a key-encryption key in records without telling it.
func fingerprint(key []byte) string {
	m := hmac.New(sha256.New, key)
	m.Write([]byte("camonica/v1/kek"))
	return hex.EncodeToString(m.Sum(nil)[:8])
}

func newGCM(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic("keys: internal error: " + err.Error())
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic("keys: internal error: " + err.Error())
	}
	return aead
}

// Wrap seals the secret.
func (f *File) Wrap(_ context.Context, secret []byte, b Binding) ([]Wrapping, error) {
	nonce := make([]byte, f.aead.NonceSize(), f.aead.NonceSize()+len(secret)+f.aead.Overhead())
	rand.Read(nonce)
	return []Wrapping{{
		Provider:   ProviderFile,
		Key:        f.name,
		Ciphertext: f.aead.Seal(nonce, nonce, secret, b.Bytes()),
		Context:    b.Context(),
	}}, nil
}

// Unwrap opens what Wrap sealed.
func (f *File) Unwrap(_ context.Context, w Wrapping, b Binding) ([]byte, error) {
	if w.Provider != ProviderFile {
		return nil, ErrNoWrapping
	}
	n := f.aead.NonceSize()
	if len(w.Ciphertext) < n {
		return nil, fmt.Errorf("%w: it is too short", ErrUnwrap)
	}
	secret, err := f.aead.Open(nil, w.Ciphertext[:n], w.Ciphertext[n:], b.Bytes())
	if err != nil {
		return nil, fmt.Errorf("%w: %s holds key %s, the wrapping was made with %s", ErrUnwrap, f.path, f.name, w.Key)
	}
	return secret, nil
}

// createSecret writes a new file that only its owner may read.
func createSecret(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("create key file: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("create key file: %w", err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		return fmt.Errorf("create key file: %w", err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("create key file: %w", err)
	}
	return f.Close()
}

// readSecret reads a small file that only its owner may read.
func readSecret(path string) ([]byte, error) {
	const limit = 64 << 10 // room for some identities and their comments
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	i, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !i.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	if perm := i.Mode().Perm(); perm&0o077 != 0 {
		return nil, fmt.Errorf("%s has mode %04o: others may read it; want 0600", path, perm)
	}
	if i.Size() > limit {
		return nil, fmt.Errorf("%s has %d bytes, more than %d", path, i.Size(), limit)
	}
	b := make([]byte, i.Size())
	n, err := f.ReadAt(b, 0)
	if n < len(b) {
		return nil, err
	}
	return b, nil
}

package keys

import (
	"context"
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
)

const (
	publicPrefix  = "camonica-pub-"
	privatePrefix = "camonica-key-"

	// KEMHybrid is the default: ML-KEM-768 with X25519, safe as long as either
	// of the two is.
	KEMHybrid = "MLKEM768X25519"
	// KEMX25519 is DHKEM(X25519, HKDF-SHA256).
	KEMX25519 = "X25519"
)

// A Recipient is a new key pair, as texts: Public goes to whoever writes,
// Private only to those who read.
type Recipient struct {
	Public  string // camonica-pub-<KEM>-<base64url>
	Private string // camonica-key-<KEM>-<base64url>
}

// NewRecipient makes a key pair of the given KEM, KEMHybrid if empty.
func NewRecipient(kem string) (*Recipient, error) {
	if kem == "" {
		kem = KEMHybrid
	}
	k, err := kemByName(kem)
	if err != nil {
		return nil, err
	}
	private, err := k.GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("generate key pair: %w", err)
	}
	b, err := private.Bytes()
	if err != nil {
		return nil, fmt.Errorf("generate key pair: %w", err)
	}
	return &Recipient{
		Public:  keyText(publicPrefix, kem, private.PublicKey().Bytes()),
		Private: keyText(privatePrefix, kem, b),
	}, nil
}

// WriteIdentity puts the private key into a new file, mode 0600, with the
// public key as a comment.
func (r *Recipient) WriteIdentity(path string) error {
	return createSecret(path, "# "+r.Public+"\n"+r.Private+"\n")
}

// Recipients is the provider that wraps for public keys, with HPKE in base mode
// (HKDF-SHA-256, AES-256-GCM). A process that has no identity can seal objects
// and can not open any.
type Recipients struct {
	public  []recipient
	private map[string]hpke.PrivateKey // by name of the public key
}

type recipient struct {
	name string
	key  hpke.PublicKey
}

var _ Provider = (*Recipients)(nil)

// OpenRecipients reads public keys, each a text or a file with one a line, and
// the identity file, if any, whose keys become recipients too when no public key
// is given.
func OpenRecipients(public []string, identityFile string) (*Recipients, error) {
	r := &Recipients{private: make(map[string]hpke.PrivateKey)}
	for _, p := range public {
		if err := r.addPublic(p); err != nil {
			return nil, err
		}
	}
	if identityFile != "" {
		if err := r.addIdentities(identityFile, len(public) == 0); err != nil {
			return nil, fmt.Errorf("open identity file: %w", err)
		}
	}
	if len(r.public) == 0 {
		return nil, fmt.Errorf("recipient: no public key and no identity file given")
	}
	return r, nil
}

func (r *Recipients) addPublic(p string) error {
	lines := []string{p}
	if !strings.HasPrefix(p, publicPrefix) {
		b, err := os.ReadFile(p)
		if err != nil {
			return fmt.Errorf("open recipients: %w", err)
		}
		lines = keyLines(b)
	}
	for _, line := range lines {
		kem, b, err := parseKeyText(publicPrefix, line)
		if err != nil {
			return err
		}
		key, err := kem.NewPublicKey(b)
		if err != nil {
			return fmt.Errorf("public key: %w", err)
		}
		r.public = append(r.public, recipient{publicName(key), key})
	}
	return nil
}

func (r *Recipients) addIdentities(path string, recipients bool) error {
	b, err := readSecret(path)
	if err != nil {
		return err
	}
	defer clear(b)
	for _, line := range keyLines(b) {
		kem, b, err := parseKeyText(privatePrefix, line)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		key, err := kem.NewPrivateKey(b)
		if err != nil {
			return fmt.Errorf("%s: private key: %w", path, err)
		}
		name := publicName(key.PublicKey())
		r.private[name] = key
		if recipients {
			r.public = append(r.public, recipient{name, key.PublicKey()})
		}
	}
	return nil
}

// Wrap seals the secret for each recipient.
func (r *Recipients) Wrap(_ context.Context, secret []byte, b Binding) ([]Wrapping, error) {
	var out []Wrapping
	for _, p := range r.public {
		c, err := hpke.Seal(p.key, hpke.HKDFSHA256(), hpke.AES256GCM(), b.Bytes(), secret)
		if err != nil {
			return nil, fmt.Errorf("wrap for %s: %w", p.name, err)
		}
		out = append(out, Wrapping{Provider: ProviderRecipient, Key: p.name, Ciphertext: c, Context: b.Context()})
	}
	return out, nil
}

// Unwrap opens the wrapping for one of the identities.
func (r *Recipients) Unwrap(_ context.Context, w Wrapping, b Binding) ([]byte, error) {
	if w.Provider != ProviderRecipient {
		return nil, ErrNoWrapping
	}
	if len(r.private) == 0 {
		return nil, ErrWriteOnly
	}
	key, ok := r.private[w.Key]
	if !ok {
		return nil, fmt.Errorf("%w: it is for %s, which is no identity at hand", ErrUnwrap, w.Key)
	}
	secret, err := hpke.Open(key, hpke.HKDFSHA256(), hpke.AES256GCM(), b.Bytes(), w.Ciphertext)
	if err != nil {
		return nil, fmt.Errorf("%w: altered, or not made for %s", ErrUnwrap, w.Key)
	}
	return secret, nil
}

func kemByName(name string) (hpke.KEM, error) {
	switch name {
	case KEMHybrid:
		return hpke.MLKEM768X25519(), nil
	case KEMX25519:
		return hpke.DHKEM(ecdh.X25519()), nil
	}
	return nil, fmt.Errorf("unknown KEM %q, want %s or %s", name, KEMHybrid, KEMX25519)
}

// publicName names a public key in records: the whole would fill them.
func publicName(k hpke.PublicKey) string {
	name := KEMX25519
	if k.KEM().ID() == hpke.MLKEM768X25519().ID() {
		name = KEMHybrid
	}
	sum := sha256.Sum256(k.Bytes())
	return name + "-" + hex.EncodeToString(sum[:8])
}

func keyText(prefix, kem string, b []byte) string {
	return prefix + kem + "-" + base64.RawURLEncoding.EncodeToString(b)
}

// parseKeyText never quotes the text: it may be a private key.
func parseKeyText(prefix, text string) (hpke.KEM, []byte, error) {
	rest, ok := strings.CutPrefix(text, prefix)
	if !ok {
		return nil, nil, fmt.Errorf("key text does not begin with %s", prefix)
	}
	name, encoded, _ := strings.Cut(rest, "-")
	kem, err := kemByName(name)
	if err != nil {
		return nil, nil, err
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
	if err != nil {
		return nil, nil, fmt.Errorf("key text: %s key is not base64url", name)
	}
	return kem, b, nil
}

// keyLines are the lines that are neither empty nor comments.
func keyLines(b []byte) []string {
	var lines []string
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines
}

package keys

import (
	"crypto/hpke"
	"fmt"
)

// PublicKey reads the text of a public key, as in Recipient.Public, for sealing
// something else than run keys.
func PublicKey(text string) (hpke.PublicKey, error) {
	kem, b, err := parseKeyText(publicPrefix, text)
	if err != nil {
		return nil, err
	}
	key, err := kem.NewPublicKey(b)
	if err != nil {
		return nil, fmt.Errorf("public key: %w", err)
	}
	return key, nil
}

// Identities reads all private keys of an identity file. A file that others than
// its owner may read is refused.
func Identities(path string) ([]hpke.PrivateKey, error) {
	b, err := readSecret(path)
	if err != nil {
		return nil, fmt.Errorf("open identity file: %w", err)
	}
	defer clear(b)
	var all []hpke.PrivateKey
	for _, line := range keyLines(b) {
		kem, b, err := parseKeyText(privatePrefix, line)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		key, err := kem.NewPrivateKey(b)
		if err != nil {
			return nil, fmt.Errorf("%s: private key: %w", path, err)
		}
		all = append(all, key)
	}
	return all, nil
}

// ReadSecret reads a file that holds a secret, at most 64 KiB. A file that others
// than its owner may read is refused.
func ReadSecret(path string) ([]byte, error) { return readSecret(path) }

package pii

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"  //nolint:gosec // R108 offers it
	"crypto/sha1" //nolint:gosec // R108 offers it
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"os"

	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/keys"
)

// A strategy makes what stands in place of a value.
type strategy interface {
	// append appends the replacement of value, which may be part of dst.
	append(dst []byte, value string, s *state) []byte

	// function names the hash function; "" if the replacement is no hash.
	function() string
}

// minimumKey is the shortest key of the strategy hmac, in bytes.
const minimumKey = 16

func readStrategy(c *settings.Config) (strategy, *settings.Problem) {
	n := c.Parameters().Get("strategy")
	if p := n.Get("pseudonymize"); p.Exists() {
		salt := p.Get("salt")
		if salt.Kind() == jsondoc.String {
			return &pseudonym{hashFunction: p.Get("hashFunction").Text(), salt: salt.Text()}, nil
		}
		b, problem := secret(c, salt, "/strategy/pseudonymize/salt")
		return &pseudonym{hashFunction: p.Get("hashFunction").Text(), salt: string(b)}, problem
	}
	if p := n.Get("hmac"); p.Exists() {
		b, problem := secret(c, p.Get("key"), "/strategy/hmac/key")
		if problem == nil && len(b) < minimumKey {
			problem = c.Problem("/strategy/hmac/key", "a key of at least 16 bytes")
		}
		return &keyed{hashFunction: p.Get("hashFunction").Text(), key: b}, problem
	}
	key, err := keys.PublicKey(n.Get("encrypt").Get("recipient").Text())
	if err != nil || key.KEM().ID() != valueKEM.ID() {
		return nil, c.Problem("/strategy/encrypt/recipient", "a public key that begins with camonica-pub-X25519-")
	}
	return &sealing{recipient: key}, nil
}

// secret reads a secret from the environment or a file; line ends behind it are
// not part of it.
func secret(c *settings.Config, n jsondoc.Node, pointer string) ([]byte, *settings.Problem) {
	var b []byte
	if name := n.Get("env").Text(); name != "" {
		pointer += "/env"
		b = []byte(os.Getenv(name))
	} else {
		pointer += "/file"
		var err error
		if b, err = keys.ReadSecret(n.Get("file").Text()); err != nil {
			p := c.Problem(pointer, "a file with the secret")
			p.Err = err
			return nil, p
		}
	}
	if b = bytes.TrimRight(b, "\r\n"); len(b) == 0 {
		return nil, c.Problem(pointer, "a secret; it is empty or not set")
	}
	return b, nil
}

// pseudonym is the hash of value and salt.
type pseudonym struct{ hashFunction, salt string }

func (p *pseudonym) function() string { return p.hashFunction }

func (p *pseudonym) append(dst []byte, value string, s *state) []byte {
	s.input = append(append(s.input[:0], value...), p.salt...)
	switch p.hashFunction {
	case "MD2":
		return appendHex(dst, md2Sum(s.input))
	case "MD5":
		sum := md5.Sum(s.input) //nolint:gosec // as configured
		return appendHex(dst, sum[:])
	case "SHA-1":
		sum := sha1.Sum(s.input) //nolint:gosec // as configured
		return appendHex(dst, sum[:])
	case "SHA-384":
		sum := sha512.Sum384(s.input)
		return appendHex(dst, sum[:])
	case "SHA-512":
		sum := sha512.Sum512(s.input)
		return appendHex(dst, sum[:])
	}
	sum := sha256.Sum256(s.input)
	return appendHex(dst, sum[:])
}

// keyed is HMAC of the value.
type keyed struct {
	hashFunction string
	key          []byte
}

func (k *keyed) function() string { return k.hashFunction }

func (k *keyed) append(dst []byte, value string, s *state) []byte {
	if s.mac == nil {
		s.mac = hmac.New(map[string]func() hash.Hash{"SHA-256": sha256.New, "SHA-384": sha512.New384, "SHA-512": sha512.New}[k.hashFunction], k.key)
	}
	s.mac.Reset()
	s.input = append(s.input[:0], value...)
	_, _ = s.mac.Write(s.input) // a hash never fails
	s.sum = s.mac.Sum(s.sum[:0])
	return appendHex(dst, s.sum)
}

func appendHex(dst, sum []byte) []byte { return hex.AppendEncode(dst, sum) }

package pii

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/base64"
	"encoding/binary"
)

// The format of a sealed value, docs/format/pii.md: sealedPrefix, then base64url
// of encapsulation (32 bytes), number (4), ciphertext and tag (16). A value of up
// to 40 bytes fits a column of 128 characters.
const (
	sealedPrefix = "cmn1."
	sealedInfo   = "camonica pii value 1"

	encapsulationSize = 32
	numberSize        = 4
	tagSize           = 16

	// renewAfter is how many values are sealed with one encapsulation.
	renewAfter = 1 << 24
)

// valueKEM is the only one for values: encapsulations of others, such as hybrid
// ones with 1120 bytes, do not fit columns.
var valueKEM = hpke.DHKEM(ecdh.X25519())

// sealing encrypts to a public key.
type sealing struct{ recipient hpke.PublicKey }

func (*sealing) function() string { return "" }

func (p *sealing) append(dst []byte, value string, s *state) []byte {
	return s.seal.append(dst, value, p.recipient)
}

// A sealer belongs to one worker. Its key comes from one encapsulation, which
// costs much more than sealing; the number of the value is the nonce.
type sealer struct {
	enc    []byte
	aead   cipher.AEAD
	number uint32
	plain  []byte
	out    []byte
}

func (s *sealer) append(dst []byte, value string, recipient hpke.PublicKey) []byte {
	if s.aead == nil || s.number == renewAfter {
		s.renew(recipient)
	}
	s.number++
	var nonce [12]byte
	binary.BigEndian.PutUint32(nonce[8:], s.number)
	s.plain = append(s.plain[:0], value...)
	s.out = append(append(s.out[:0], s.enc...), nonce[8:]...)
	s.out = s.aead.Seal(s.out, nonce[:], s.plain, nil)
	clear(s.plain)
	dst = append(dst, sealedPrefix...)
	return base64.RawURLEncoding.AppendEncode(dst, s.out)
}

// renew makes a new key. With a valid public key of this KEM nothing can fail.
func (s *sealer) renew(recipient hpke.PublicKey) {
	enc, sender, err := hpke.NewSender(recipient, hpke.HKDFSHA256(), hpke.ExportOnly(), []byte(sealedInfo))
	if err != nil {
		panic("pii: internal error: encapsulate: " + err.Error())
	}
	key, err := sender.Export(sealedInfo, 32)
	if err != nil {
		panic("pii: internal error: export key: " + err.Error())
	}
	s.enc, s.aead, s.number = enc, newAEAD(key), 0
	clear(key)
}

func newAEAD(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err == nil {
		var aead cipher.AEAD
		if aead, err = cipher.NewGCM(block); err == nil {
			return aead
		}
	}
	panic("pii: internal error: AES-256-GCM: " + err.Error())
}

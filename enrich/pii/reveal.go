package pii

import (
	"bufio"
	"bytes"
	"crypto/cipher"
	"crypto/hpke"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/keys"
)

// What can be wrong with a sealed value.
var (
	// ErrNotSealed: a text that is no sealed value.
	ErrNotSealed = errors.New("not a sealed value")
	// ErrCannotOpen: none of the identities opens the value, or it was altered or
	// cut, as databases do that hold fewer characters.
	ErrCannotOpen = errors.New("no identity at hand opens the value, or it was altered")
)

// lineLimit is the longest line that Copy takes.
const lineLimit = 64 << 20

// senders is how many keys of senders are remembered.
const senders = 4096

// A Revealer opens values that the strategy encrypt sealed. It is not for use by
// several goroutines at once.
type Revealer struct {
	identities []hpke.PrivateKey
	known      map[string]cipher.AEAD // by encapsulation
}

// Reveal returns a revealer with the private keys of an identity file.
func Reveal(identityFile string) (*Revealer, error) {
	ids, err := keys.Identities(identityFile)
	if err != nil {
		return nil, err
	}
	r := &Revealer{known: map[string]cipher.AEAD{}}
	for _, id := range ids {
		if id.KEM().ID() == valueKEM.ID() {
			r.identities = append(r.identities, id)
		}
	}
	if len(r.identities) == 0 {
		return nil, fmt.Errorf("%s: no private key of X25519, the kind that values are sealed for", identityFile)
	}
	return r, nil
}

// Value opens one sealed value. Errors are ErrNotSealed and ErrCannotOpen.
func (r *Revealer) Value(sealed string) (string, error) {
	encoded, ok := strings.CutPrefix(sealed, sealedPrefix)
	if !ok {
		return "", ErrNotSealed
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
	if err != nil || len(b) < encapsulationSize+numberSize+tagSize {
		return "", ErrNotSealed
	}
	enc, number, sealedBytes := b[:encapsulationSize], b[encapsulationSize:encapsulationSize+numberSize], b[encapsulationSize+numberSize:]
	nonce := append(make([]byte, 8, 12), number...)
	if aead, ok := r.known[string(enc)]; ok {
		plain, err := aead.Open(nil, nonce, sealedBytes, nil)
		if err != nil {
			return "", ErrCannotOpen
		}
		return string(plain), nil
	}
	for _, id := range r.identities {
		aead, err := open(id, enc)
		if err != nil {
			continue
		}
		if plain, err := aead.Open(nil, nonce, sealedBytes, nil); err == nil {
			r.remember(enc, aead)
			return string(plain), nil
		}
	}
	return "", ErrCannotOpen
}

func (r *Revealer) remember(enc []byte, aead cipher.AEAD) {
	if len(r.known) >= senders {
		clear(r.known)
	}
	r.known[string(enc)] = aead
}

func open(id hpke.PrivateKey, enc []byte) (cipher.AEAD, error) {
	recipient, err := hpke.NewRecipient(enc, id, hpke.HKDFSHA256(), hpke.ExportOnly(), []byte(sealedInfo))
	if err != nil {
		return nil, err
	}
	key, err := recipient.Export(sealedInfo, 32)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return newAEAD(key), nil
}

// Copy copies lines of TSV or JSON and puts in place of each sealed value what
// was sealed. It returns how many it opened and how many it could not; those stay
// as they are.
func (r *Revealer) Copy(dst io.Writer, src io.Reader) (opened, left int, err error) {
	lines := bufio.NewScanner(src)
	lines.Buffer(make([]byte, 64<<10), lineLimit)
	out := bufio.NewWriter(dst)
	var b []byte
	for lines.Scan() {
		b = b[:0]
		for i, field := range bytes.Split(lines.Bytes(), []byte("\t")) {
			if i > 0 {
				b = append(b, '\t')
			}
			var o, l int
			b, o, l = r.appendField(b, string(field))
			opened, left = opened+o, left+l
		}
		if _, err := out.Write(append(b, '\n')); err != nil {
			return opened, left, fmt.Errorf("write revealed line: %w", err)
		}
	}
	if err := lines.Err(); err != nil {
		return opened, left, fmt.Errorf("read line to reveal: %w", err)
	}
	if err := out.Flush(); err != nil {
		return opened, left, fmt.Errorf("write revealed line: %w", err)
	}
	return opened, left, nil
}

// appendField appends a column, or a line of JSON, with its values opened. In
// JSON they are escaped as part of a string, elsewhere made safe for a row.
func (r *Revealer) appendField(dst []byte, field string) (b []byte, opened, left int) {
	inJSON := strings.HasPrefix(field, "{") || strings.HasPrefix(field, "[")
	for {
		i := strings.Index(field, sealedPrefix)
		if i < 0 {
			return append(dst, field...), opened, left
		}
		end := i + len(sealedPrefix)
		for end < len(field) && isBase64URL(field[end]) {
			end++
		}
		dst = append(dst, field[:i]...)
		plain, err := r.Value(field[i:end])
		switch {
		case err != nil:
			left++
			dst = append(dst, field[i:end]...)
		case inJSON:
			opened++
			quoted := jsondoc.AppendString(nil, plain)
			dst = append(dst, quoted[1:len(quoted)-1]...)
		default:
			opened++
			dst = event.AppendSafe(dst, plain)
		}
		field = field[end:]
	}
}

func isBase64URL(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}

package keys

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"log/slog"
)

// Size is the length of run keys and of symmetric key-encryption keys.
const Size = 32

// A Key is a run key in memory. It is safe for use by many goroutines. Its
// bytes lie in locked memory where the system permits and are never printed.
type Key struct {
	id     ID
	run    string
	secret *[Size]byte
}

// Generate makes a new random key for a run.
func Generate(run string) *Key {
	k := &Key{id: NewID(), run: run, secret: lockedSecret()}
	rand.Read(k.secret[:])
	return k
}

// New is the key with the given id and bytes, as a provider unwrapped them.
func New(id ID, run string, secret []byte) (*Key, error) {
	if len(secret) != Size {
		return nil, fmt.Errorf("run key %s: %d bytes, want %d", id, len(secret), Size)
	}
	k := &Key{id: id, run: run, secret: lockedSecret()}
	copy(k.secret[:], secret)
	return k, nil
}

// ID is the key's id, as in the header of the objects it sealed.
func (k *Key) ID() ID { return k.id }

// RunID is the run that the key belongs to, bound into every object it seals.
func (k *Key) RunID() string { return k.run }

// Extract is the extract step of HKDF-SHA-256 with the key as input: the
// pseudo-random key that a file's keys are expanded from.
func (k *Key) Extract(salt []byte) []byte {
	m := hmac.New(sha256.New, salt)
	m.Write(k.secret[:])
	return m.Sum(nil)
}

// Derive is HMAC-SHA-256(run key, label): a key for one purpose other than
// sealing, such as the keyed hashes of event ids.
func (k *Key) Derive(label string) [Size]byte {
	m := hmac.New(sha256.New, k.secret[:])
	m.Write([]byte(label))
	return [Size]byte(m.Sum(nil))
}

// String names the key without its bytes.
func (k Key) String() string { return "key " + k.id.String() + " of run " + k.run }

// GoString is String: a key is never printed, whatever the verb.
func (k Key) GoString() string { return k.String() }

// Format is String for every verb.
func (k Key) Format(f fmt.State, _ rune) { fmt.Fprint(f, k.String()) }

// LogValue is String for structured logs.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

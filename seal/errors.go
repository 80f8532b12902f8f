package seal

import (
	"errors"
	"fmt"

	"github.com/camonica/camonica/keys"
)

// ErrIntegrity matches every error of this package that says an object is not
// what it should be. Such an object must not be used, and reading it again does
// not help.
var ErrIntegrity = errors.New("seal: integrity error")

// The findings, each of which is an ErrIntegrity. Beside them stand
// VersionError, KeyError and ChunkError, which say more.
var (
	// ErrNotSealed: the object does not begin with the magic.
	ErrNotSealed error = integrity("not a sealed object")
	// ErrVersion: version, suite or chunk size that this build does not know.
	ErrVersion error = integrity("unknown version of the sealed format")
	// ErrWrongKey: the header's tag does not match. The key is another one, the
	// object lies in another place than it was written for, or the header was
	// altered: the tag can not tell which.
	ErrWrongKey error = integrity("header does not match key and place")
	// ErrTampered: the tag of a chunk does not match.
	ErrTampered error = integrity("chunk altered")
	// ErrTruncated: the object ends before its last chunk.
	ErrTruncated error = integrity("object cut short")
)

type integrity string

func (e integrity) Error() string        { return "seal: " + string(e) }
func (e integrity) Is(target error) bool { return target == ErrIntegrity }

// A VersionError tells which byte of the header is unknown. It is ErrVersion.
type VersionError struct {
	Field string // version, suite, chunk size or reserved byte
	Value byte
}

func (e *VersionError) Error() string { return fmt.Sprintf("seal: unknown %s %d", e.Field, e.Value) }
func (e *VersionError) Unwrap() error { return ErrVersion }

// A KeyError names the key that did not open a header. It is ErrWrongKey.
type KeyError struct {
	KeyID keys.ID
	Run   string
}

func (e *KeyError) Error() string {
	return fmt.Sprintf("%v (key %s, run %s)", ErrWrongKey, e.KeyID, e.Run)
}
func (e *KeyError) Unwrap() error { return ErrWrongKey }

// A ChunkError names the chunk, counted from 0, at which reading stopped. It is
// ErrTampered or ErrTruncated.
type ChunkError struct {
	Chunk uint64
	Err   error
}

func (e *ChunkError) Error() string { return fmt.Sprintf("%v (chunk %d)", e.Err, e.Chunk) }
func (e *ChunkError) Unwrap() error { return e.Err }

package seal_test

import (
	"bytes"
	"errors"
	"runtime"
	"testing"

	"github.com/camonica/camonica/seal"
)

// TestChunkSizeIsNoClaim holds for a header that says its chunks are of 16 MiB:
// nothing is allocated for them before the key has vouched for the header.
func TestChunkSizeIsNoClaim(t *testing.T) {
	object := bytes.Clone(sealed(t, []byte("abc")))
	object[10] = 24
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := open(object, key, context)
	_, errAt := openAt(object)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, seal.ErrWrongKey) || !errors.Is(errAt, seal.ErrWrongKey) {
		t.Errorf("got %v and %v", err, errAt)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 64<<10 {
		t.Errorf("%d bytes allocated for an object of %d", got, len(object))
	}
}

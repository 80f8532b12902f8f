package prefetch_test

import (
	"strings"
	"testing"
	"unsafe"

	"github.com/camonica/camonica/internal/prefetch"
)

// TestString fetches texts of all lengths and, as that must not fault, some that lie
// where no memory is.
func TestString(t *testing.T) {
	text := strings.Repeat("0123456789", 60)
	for n := range text {
		prefetch.String(text[n:])
		prefetch.String(text[:n])
	}
	prefetch.String("")
	prefetch.String(unsafe.String((*byte)(unsafe.Add(unsafe.Pointer(unsafe.StringData(text)), 1<<40)), 1000)) //nolint:gosec // that is what is tried
	if text != strings.Repeat("0123456789", 60) {
		t.Error("the text was changed")
	}
}

func BenchmarkString(b *testing.B) {
	text := strings.Repeat("x", 500)
	for b.Loop() {
		prefetch.String(text)
	}
}

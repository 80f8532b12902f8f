package inspect_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/camonica/camonica/inspect"
)

// FuzzPrint prints whatever is in a file: it may fail and must not panic.
func FuzzPrint(f *testing.F) {
	for _, seed := range []string{"", row("a"), failedRow(), "PAR1PAR1", "CMNKEY01", "CMNVER01", "{\"a\":1}\n{}", "camonica\x01", "\x1f\x8b\x08"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		name := filepath.Join(t.TempDir(), "object")
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		o, err := inspect.Open(context.Background(), name, nil)
		if err != nil {
			return
		}
		defer o.Close()
		for _, form := range []inspect.Form{inspect.Text, inspect.JSON, inspect.TSV, inspect.Raw} {
			_ = o.Print(context.Background(), io.Discard, inspect.Options{Form: form, Payload: true})
		}
	})
}

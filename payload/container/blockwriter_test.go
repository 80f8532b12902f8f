package container_test

import (
	"bytes"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/camonica/camonica/payload/container"
	"github.com/camonica/camonica/payload/lzop"
)

func TestBlocksReadWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var object bytes.Buffer
		z := lzop.NewWriter(&object)
		w := container.NewBlockWriter(z)
		var want []string
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 3000), 0, 250).Draw(t, "sizes") {
			record := bytes.Repeat([]byte{0x29, byte(n)}, n)
			if err := w.WriteRecord(record); err != nil {
				t.Fatal(err)
			}
			if n > 0 {
				want = append(want, string(record))
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		got, err := readAll(&object, true, limits)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("got %d records and %v, want %d", len(got), err, len(want))
		}
	})
}

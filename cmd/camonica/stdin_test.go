package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/spf13/cobra"
)

func TestStdin(t *testing.T) {
	read := func(ctx context.Context, r io.Reader) (string, error) {
		c := &cobra.Command{}
		c.SetContext(ctx)
		c.SetIn(r)
		b, err := io.ReadAll(stdin(c))
		return string(b), err
	}
	text := strings.Repeat("0123456789", 20_000)
	for _, r := range []io.Reader{strings.NewReader(text), iotest.DataErrReader(strings.NewReader(text)), iotest.HalfReader(strings.NewReader(text))} {
		if got, err := read(context.Background(), r); err != nil || got != text {
			t.Errorf("%d bytes, %v", len(got), err)
		}
	}
	if _, err := read(context.Background(), iotest.ErrReader(io.ErrNoProgress)); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("error of the input: %v", err)
	}
	// Nobody ever writes.
	blocked, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := read(ctx, blocked); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
}

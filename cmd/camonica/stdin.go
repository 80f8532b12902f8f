package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"
)

// stdin is the command's standard input, which stops to be read when the command
// is interrupted: a read of a terminal or pipe can't be broken off otherwise.
func stdin(cmd *cobra.Command) io.Reader {
	return &interruptible{stop: cmd.Context().Done(), r: cmd.InOrStdin(), done: make(chan readResult, 1)}
}

// An interruptible reader leaves a read that it waits for behind when stop is
// closed.
type interruptible struct {
	stop <-chan struct{}
	r    io.Reader
	done chan readResult
	buf  []byte
	rest []byte // of buf, read and not yet handed on
	err  error
}

type readResult struct {
	n   int
	err error
}

// stdinBuffer is how much is read at a time.
const stdinBuffer = 64 << 10

func (s *interruptible) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		if s.err != nil {
			return 0, s.err
		}
		if s.buf == nil {
			s.buf = make([]byte, stdinBuffer)
		}
		go func() {
			n, err := s.r.Read(s.buf)
			s.done <- readResult{n, err}
		}()
		select {
		case res := <-s.done:
			s.rest, s.err = s.buf[:res.n], res.err
		case <-s.stop:
			// The buffer belongs to the read that is left behind.
			s.err = context.Canceled
			return 0, s.err
		}
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	if n == 0 && len(p) > 0 {
		return 0, s.err
	}
	return n, nil
}

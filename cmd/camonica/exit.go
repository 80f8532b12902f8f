package main

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// Exit codes: those of R108's runner, which schedulers are written against.
// Codes of workers are in worker.go.
const (
	exitOK       = 0
	exitFailed   = 1  // configuration, options, a failed step
	exitNoData   = 3  // nothing to process
	exitNotEmpty = 4  // an earlier run is unfinished
	exitLocked   = 17 // another run holds the lock
)

// A usageError is a wrong call; it is answered with a hint at the help.
type usageError struct{ error }

// An exitError carries the code a command ends with. A nil Err prints nothing.
type exitError struct {
	Code int
	Err  error
}

func (e *exitError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("exit code %d", e.Code)
	}
	return e.Err.Error()
}

func (e *exitError) Unwrap() error { return e.Err }

// report prints err, if any, and returns the exit code for it.
func report(w io.Writer, err error) int {
	if err == nil {
		return exitOK
	}
	code := exitFailed
	var ee *exitError
	if errors.As(err, &ee) {
		if code = ee.Code; ee.Err == nil {
			return code
		}
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(w, "camonica: interrupted")
		return exitFailed
	}
	fmt.Fprintf(w, "camonica: %v\n", err)
	var h interface{ Hint() string }
	if errors.As(err, &h) && h.Hint() != "" {
		fmt.Fprintf(w, "  %s\n", h.Hint())
	}
	var u usageError
	if errors.As(err, &u) {
		fmt.Fprintln(w, "  see camonica --help, or --help after a command")
	}
	return code
}

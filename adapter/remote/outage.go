package remote

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
)

// An OutageError says that a service gave no answer that can be used. It stops
// the run; the payload is no failed event. It names neither address nor content.
type OutageError struct {
	Vendor, Version string // of the API
	Err             error
}

func (e *OutageError) Error() string {
	return fmt.Sprintf("remote adapter of %s/%s: %v", e.Vendor, e.Version, e.Err)
}

func (e *OutageError) Unwrap() error { return e.Err }

// Temporary says that the same request may be answered later.
func (e *OutageError) Temporary() bool { return true }

// An answerError is a request without a useful answer, in our own words: Go's
// errors quote the address.
type answerError struct {
	what      string
	status    int // 0 if there was no answer, or one with a good status
	temporary bool
}

func (e *answerError) Error() string {
	if e.status != 0 {
		return "status " + strconv.Itoa(e.status)
	}
	return "answer " + e.what
}

// aboutPayload tells whether the service refuses this payload rather than all.
func (e *answerError) aboutPayload() bool {
	switch e.status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return true
	}
	return false
}

func unreachable(err error) error {
	what := "did not come: connection failed"
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case errors.As(err, &dns):
		what = "did not come: unknown host"
	case errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout():
		what = "did not come in time"
	}
	return &answerError{what: what, temporary: true}
}

package httpreg

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/camonica/camonica/iglu"
)

// errUnreachable is what failures are that say nothing about the schema.
var errUnreachable = errors.New("httpreg: registry unreachable")

// A failure is a request that brought no schema. It names no address: that may
// hold what should not be in a log.
type failure struct {
	err       error // iglu.ErrDenied, iglu.ErrBroken, errUnreachable
	what      string
	status    int // 0 if there was no answer
	temporary bool
	after     time.Duration
}

func (f *failure) Error() string {
	if f.status != 0 {
		return fmt.Sprintf("%v: status %d", f.err, f.status)
	}
	return fmt.Sprintf("%v: %s", f.err, f.what)
}

func (f *failure) Unwrap() error { return f.err }

// Temporary tells whether another try may succeed.
func (f *failure) Temporary() bool { return f.temporary }

// RetryAfter returns how long the registry asks to wait before another try.
func (f *failure) RetryAfter() time.Duration { return f.after }

// refused says what a status other than 2xx means.
func (r *Registry) refused(resp *http.Response) error {
	status := resp.StatusCode
	if slices.Contains(r.missing, status) {
		return iglu.ErrNotFound
	}
	f := &failure{err: iglu.ErrBroken, status: status}
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		f.err = iglu.ErrDenied
	case status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status >= 500:
		f.err, f.temporary = errUnreachable, true
		f.after = retryAfter(resp.Header.Get("Retry-After"))
	}
	return f
}

func retryAfter(s string) time.Duration {
	if n, err := strconv.Atoi(s); err == nil && n > 0 {
		return time.Duration(min(n, 3600)) * time.Second
	}
	if t, err := http.ParseTime(s); err == nil {
		return max(0, time.Until(t))
	}
	return 0
}

// unreachable describes a request without answer, in our own words: Go's errors
// quote the address.
func unreachable(err error) error {
	what := "connection failed"
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case errors.As(err, &dns):
		what = "unknown host"
	case errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout():
		what = "no answer in time"
	}
	return &failure{err: errUnreachable, what: what, temporary: true}
}

package lookup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// ErrTooLong reports an answer with a body above the limit.
var ErrTooLong = errors.New("answer is too long")

// A RequestError is a request without an answer. Its text has neither the
// address nor credentials.
type RequestError struct {
	Timeout bool
	Err     error
}

func (e *RequestError) Error() string {
	if e.Timeout {
		return "request failed: timeout"
	}
	return "request failed: " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *RequestError) Unwrap() error { return e.Err }

// A Request is what a client sends.
type Request struct {
	Method  string
	URL     string
	Header  http.Header // may be nil
	User    *url.Userinfo
	Body    string
	Timeout time.Duration // of one attempt
	Once    bool          // no second attempt
}

// An Answer is what came back, of any status.
type Answer struct {
	Status int
	Body   []byte
}

// OK tells whether the status is 2xx.
func (a *Answer) OK() bool { return a.Status >= 200 && a.Status < 300 }

// A Client sends requests. It is for use by many goroutines.
type Client struct {
	http  *http.Client
	slots chan struct{}
}

// NewClient returns a client over the transport; nil is one that verifies peers
// and keeps a bounded number of connections.
func NewClient(transport http.RoundTripper) *Client {
	if transport == nil {
		transport = &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout:   10 * time.Second,
			MaxIdleConns:          connections,
			MaxIdleConnsPerHost:   connections,
			IdleConnTimeout:       90 * time.Second,
			ForceAttemptHTTP2:     true,
			ResponseHeaderTimeout: time.Minute,
		}
	}
	return &Client{
		http: &http.Client{
			Transport:     transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		slots: make(chan struct{}, connections),
	}
}

// Do sends a request, again after a pause if there is no answer or one of status
// 5xx or 429. It returns the last answer, or an error that is a *RequestError or
// ErrTooLong; the context's own error comes back as it is.
func (c *Client) Do(ctx context.Context, r *Request) (*Answer, error) {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	pause := firstPause
	for i := 1; ; i++ {
		a, err := c.once(ctx, r)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		again := err != nil && !errors.Is(err, ErrTooLong) || err == nil && (a.Status >= 500 || a.Status == http.StatusTooManyRequests)
		if !again || r.Once || i >= attempts {
			return a, err
		}
		select {
		case <-time.After(pause):
			pause *= 4
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (c *Client) once(ctx context.Context, r *Request) (*Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, r.Timeout)
	defer cancel()
	var body io.Reader
	if r.Body != "" {
		body = strings.NewReader(r.Body)
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, body)
	if err != nil {
		return nil, &RequestError{Err: errors.New("the address is not usable")}
	}
	for name, values := range r.Header {
		req.Header[name] = values
	}
	if r.User != nil {
		password, _ := r.User.Password()
		req.SetBasicAuth(r.User.Username(), password)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, requestError(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit+1))
	switch {
	case err != nil:
		return nil, requestError(err)
	case len(b) > answerLimit:
		return nil, fmt.Errorf("%w: more than %d bytes", ErrTooLong, answerLimit)
	}
	return &Answer{Status: resp.StatusCode, Body: b}, nil
}

// requestError takes what names the address off an error.
func requestError(err error) error {
	e := &RequestError{Err: errors.New("no answer")}
	var timeout interface{ Timeout() bool }
	if errors.As(err, &timeout) {
		e.Timeout = timeout.Timeout()
	}
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &dns):
		e.Err = errors.New("the host's name does not resolve")
	case errors.As(err, &op) && op.Op == "dial":
		e.Err = errors.New("no connection to the host")
	case strings.Contains(err.Error(), "tls:"), strings.Contains(err.Error(), "x509:"):
		e.Err = errors.New("the host's certificate cannot be trusted")
	}
	return e
}

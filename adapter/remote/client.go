package remote

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	defaultConnect = 5 * time.Second
	defaultRead    = 30 * time.Second
	maxRequests    = 8        // at once
	maxAnswer      = 16 << 20 // bytes; a collector takes bodies of 1 MB, and events are about as long
	tries          = 3
	firstPause     = 200 * time.Millisecond // doubles with each try
)

// Config names a service and the API whose payloads it adapts.
type Config struct {
	Vendor, Version string
	URL             string
	ConnectTimeout  time.Duration     // 0 is 5 s
	ReadTimeout     time.Duration     // for a whole answer; 0 is 30 s
	RequireTLS      bool              // refuse http
	Transport       http.RoundTripper // nil for one of its own
}

// ErrPlaintext refuses a service over http where encryption is demanded.
var ErrPlaintext = errors.New("remote: adapter over http: connections must be encrypted")

type client struct {
	url  string
	http *http.Client
}

func newClient(cfg Config) (*client, error) {
	u, err := url.Parse(cfg.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("remote: address of adapter must be http://host… or https://host…")
	}
	if cfg.RequireTLS && u.Scheme == "http" {
		return nil, ErrPlaintext
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = defaultConnect
	}
	if cfg.ReadTimeout == 0 {
		cfg.ReadTimeout = defaultRead
	}
	if cfg.Transport == nil {
		cfg.Transport = &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         (&net.Dialer{Timeout: cfg.ConnectTimeout}).DialContext,
			TLSHandshakeTimeout: cfg.ConnectTimeout,
			MaxConnsPerHost:     maxRequests,
			MaxIdleConnsPerHost: maxRequests,
			IdleConnTimeout:     defaultRead,
			ForceAttemptHTTP2:   true,
		}
	}
	return &client{url: cfg.URL, http: &http.Client{
		Transport: cfg.Transport,
		Timeout:   cfg.ConnectTimeout + cfg.ReadTimeout,
		// A redirect would send events where nobody configured them to go.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// post sends the request until there is an answer, at most a few times.
func (c *client) post(ctx context.Context, body []byte) ([]byte, error) {
	pause := firstPause
	for try := 1; ; try++ {
		answer, err := c.once(ctx, body)
		if err == nil {
			return answer, nil
		}
		if temporary := (*answerError)(nil); try == tries || !errors.As(err, &temporary) || !temporary.temporary {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
			pause *= 2
		}
	}
}

func (c *client) once(ctx context.Context, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, unreachable(err)
	}
	defer resp.Body.Close()
	if status := resp.StatusCode; status/100 != 2 {
		return nil, &answerError{
			status: status, temporary: status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout,
		}
	}
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return nil, unreachable(err)
	}
	if len(answer) > maxAnswer {
		return nil, &answerError{what: "is longer than 16 MiB"}
	}
	return answer, nil
}

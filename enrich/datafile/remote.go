package datafile

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/camonica/camonica/enrich/settings"
)

// client returns a client that gives up on servers that do not answer.
func client() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
			TLSHandshakeTimeout:   10 * time.Second,
			ResponseHeaderTimeout: 30 * time.Second,
			MaxIdleConnsPerHost:   2,
			IdleConnTimeout:       30 * time.Second,
			ForceAttemptHTTP2:     true,
		},
		CheckRedirect: redirect,
		Timeout:       30 * time.Minute, // of a whole file
	}
}

// redirect follows at most five redirects, none of them to a plain connection.
func redirect(to *http.Request, via []*http.Request) error {
	if len(via) >= 5 {
		return errors.New("too many redirects")
	}
	if via[0].URL.Scheme == "https" && to.URL.Scheme != "https" {
		return ErrDowngrade
	}
	return nil
}

// A statusError is an answer that is not the file.
type statusError struct{ code int }

func (e *statusError) Error() string { return fmt.Sprintf("server answered with status %d", e.code) }

// remote asks the server for the file until there is an answer.
func (c *Cache) remote(ctx context.Context, uri string) (settings.File, error) {
	kept := c.kept(uri)
	wait := time.Second
	for try := 1; ; try++ {
		f, err := c.get(ctx, uri, kept)
		if err == nil || try == c.o.Tries || !temporary(err) || ctx.Err() != nil {
			return f, err
		}
		if err := c.o.Sleep(ctx, wait); err != nil {
			return settings.File{}, err
		}
		wait *= 3
	}
}

func temporary(err error) bool {
	var s *statusError
	if errors.As(err, &s) {
		return s.code >= 500 || s.code == http.StatusTooManyRequests || s.code == http.StatusRequestTimeout
	}
	return !errors.Is(err, ErrTooLarge) && !errors.Is(err, ErrDowngrade)
}

// get makes one request. The server may answer that one of the kept files is
// what it has.
func (c *Cache) get(ctx context.Context, uri string, kept []entry) (settings.File, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, uri, nil)
	if err != nil {
		return settings.File{}, ErrScheme
	}
	var etags []string
	for _, e := range kept {
		etags = append(etags, e.ETag)
	}
	if len(etags) > 0 {
		request.Header.Set("If-None-Match", strings.Join(etags, ", "))
	}
	answer, err := c.o.Client.Do(request)
	if err != nil {
		return settings.File{}, plainError(err)
	}
	defer answer.Body.Close()
	etag := answer.Header.Get("ETag")
	switch {
	case answer.StatusCode == http.StatusNotModified && len(kept) > 0:
		return c.unchanged(ctx, uri, etag, kept)
	case answer.StatusCode != http.StatusOK:
		return settings.File{}, &statusError{answer.StatusCode}
	}
	data, err := readAll(answer.Body, answer.ContentLength, c.o.MaxSize)
	if err != nil {
		return settings.File{}, plainError(err)
	}
	f := newFile(uri, etag, data)
	return f, c.keep(&f, kept)
}

// unchanged returns the kept file with that ETag; servers that do not repeat it
// mean the only one there is. A damaged one is fetched again.
func (c *Cache) unchanged(ctx context.Context, uri, etag string, kept []entry) (settings.File, error) {
	for _, e := range kept {
		if e.ETag != etag && (etag != "" || len(kept) > 1) {
			continue
		}
		if f, ok := e.read(uri); ok {
			return f, nil
		}
	}
	return c.get(ctx, uri, nil)
}

// plainError takes the address out of an error of the HTTP client: its query may
// hold a licence key.
func plainError(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

package lookup

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestCacheJoinsWhatIsAskedAtOnce(t *testing.T) {
	c := NewCache[int](10, time.Minute)
	var calls atomic.Int32
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			v, err := c.Get(t.Context(), "k", func(context.Context) (int, int, error) {
				calls.Add(1)
				time.Sleep(10 * time.Millisecond)
				return 7, 8, nil
			})
			if v != 7 || err != nil {
				t.Errorf("%d %v", v, err)
			}
		})
	}
	wg.Wait()
	if calls.Load() != 1 {
		t.Errorf("%d calls", calls.Load())
	}
}

func TestCacheTimes(t *testing.T) {
	now := time.Unix(1000, 0)
	c := NewCache[string](10, 100*time.Second)
	c.now = func() time.Time { return now }
	down := errors.New("down")
	answer, fail, calls := "a", error(nil), 0
	get := func() (string, error) {
		return c.Get(t.Context(), "k", func(context.Context) (string, int, error) { calls++; return answer, 1, fail })
	}
	check := func(want string, wantErr error, wantCalls int) {
		t.Helper()
		if v, err := get(); v != want || !errors.Is(err, wantErr) || calls != wantCalls {
			t.Errorf("got %q %v after %d calls, want %q %v after %d", v, err, calls, want, wantErr, wantCalls)
		}
	}
	answer, fail = "", down
	check("", down, 1)
	check("", down, 1)
	now = now.Add(10 * time.Second)
	answer, fail = "a", nil
	check("a", nil, 2)
	now = now.Add(99 * time.Second)
	check("a", nil, 2)
	now = now.Add(time.Second)
	answer, fail = "", down
	check("a", nil, 3) // the last good value
	check("a", nil, 3) // for a tenth of the time
	now = now.Add(10 * time.Second)
	answer, fail = "b", nil
	check("b", nil, 4)
}

func TestCacheExplains(t *testing.T) {
	now := time.Unix(1000, 0)
	c := NewCache[string](2, 100*time.Second)
	c.now = func() time.Time { return now }
	get := func(key string, fail error) {
		_, _ = c.Get(t.Context(), key, func(context.Context) (string, int, error) { return "a", 1, fail })
	}
	check := func(key, want string) {
		t.Helper()
		if got := c.Explain(key); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
	check("k", "asked, as no answer is kept")
	get("k", nil)
	get("down", errors.New("down"))
	check("k", "not asked, as its answer is kept")
	check("down", "not asked, as it failed a short while ago")
	now = now.Add(99 * time.Second)
	check("k", "not asked, as its answer is kept")
	check("down", "asked, as what is kept is too old")
	get("new", nil) // drives out what was used before all others: explaining is no use
	check("k", "asked, as no answer is kept")
	now = now.Add(100 * time.Second)
	check("new", "asked, as what is kept is too old")
}

func TestCacheIsBounded(t *testing.T) {
	c := NewCache[int](3, 0)
	for i := range 100 {
		if _, err := c.Get(t.Context(), string(rune('a'+i)), func(context.Context) (int, int, error) { return i, 1, nil }); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.byKey) != 3 || c.recent.Len() != 3 {
		t.Errorf("%d entries, %d in the list", len(c.byKey), c.recent.Len())
	}
	big := NewCache[int](1000, 0)
	for i := range 10 {
		_, _ = big.Get(t.Context(), string(rune('a'+i)), func(context.Context) (int, int, error) { return i, cacheBytes / 2, nil })
	}
	if big.bytes > cacheBytes {
		t.Errorf("%d bytes", big.bytes)
	}
}

func TestCacheDoesNotKeepTheCallersEnd(t *testing.T) {
	c := NewCache[int](3, 0)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := c.Get(ctx, "k", func(ctx context.Context) (int, int, error) { cancel(); return 0, 0, ctx.Err() })
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if v, err := c.Get(t.Context(), "k", func(context.Context) (int, int, error) { return 5, 1, nil }); v != 5 || err != nil {
		t.Errorf("%d %v", v, err)
	}
}

func TestClient(t *testing.T) {
	var calls atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := calls.Add(1)
		switch r.URL.Path {
		case "/flaky":
			if n < 3 {
				w.WriteHeader(http.StatusBadGateway)
			}
		case "/moved":
			http.Redirect(w, r, "/flaky", http.StatusFound)
		case "/long":
			_, _ = w.Write(make([]byte, answerLimit+1))
		case "/slow":
			time.Sleep(200 * time.Millisecond)
		}
	}))
	defer srv.Close()
	c := NewClient(nil)
	f := func(path string, status int, wantCalls int32) {
		t.Helper()
		calls.Store(0)
		a, err := c.Do(t.Context(), &Request{Method: "GET", URL: srv.URL + path, Timeout: time.Second})
		if err != nil || a.Status != status || calls.Load() != wantCalls {
			t.Errorf("%s: %v %v after %d calls", path, a, err, calls.Load())
		}
	}
	f("/", 200, 1)
	f("/flaky", 200, 3)
	f("/moved", 302, 1)
	if _, err := c.Do(t.Context(), &Request{Method: "GET", URL: srv.URL + "/long", Timeout: time.Second}); !errors.Is(err, ErrTooLong) {
		t.Errorf("long: %v", err)
	}
	_, err := c.Do(t.Context(), &Request{Method: "GET", URL: srv.URL + "/slow?key=secret", Timeout: 20 * time.Millisecond})
	var e *RequestError
	if !errors.As(err, &e) || !e.Timeout || strings.Contains(err.Error(), "secret") {
		t.Errorf("slow: %v", err)
	}
	_, err = c.Do(t.Context(), &Request{Method: "GET", URL: "https://nowhere.invalid/?key=secret", Timeout: time.Second})
	if !errors.As(err, &e) || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "nowhere") {
		t.Errorf("nowhere: %v", err)
	}
}

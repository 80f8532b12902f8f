package retry_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/fault"
	"github.com/camonica/camonica/store/mem"
	"github.com/camonica/camonica/store/retry"
	"github.com/camonica/camonica/store/storetest"
)

// quick never waits long, and never gives up within a test.
var quick = retry.Policy{Attempts: 50, Base: time.Microsecond, Max: 10 * time.Microsecond}

func TestQuiet(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store {
		return retry.New(fault.New(mem.New(), fault.Plan{}), quick)
	})
}

// Errors before a request did anything are unseen, whatever the content is read
// from.
func TestErrors(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store {
		return retry.New(fault.New(mem.New(), fault.Plan{Seed: 1, Errors: 0.3}), quick)
	})
}

// Streams that break and answers that get lost are unseen when the content can
// be read again.
func TestBreaks(t *testing.T) {
	for seed := range uint64(20) {
		s := retry.New(fault.New(mem.New(), fault.Plan{Seed: seed, Errors: 0.2, LateErrors: 0.3, Breaks: 0.3}), quick)
		content := bytes.Repeat([]byte{byte(seed), 1, 2, 3}, 70_000)
		info, err := s.Put(t.Context(), "a", bytes.NewReader(content))
		if err != nil || info.Size != int64(len(content)) || info.SHA256 == "" {
			t.Fatalf("seed %d: Put = %+v, %v", seed, info, err)
		}
		for _, off := range []int64{0, 100_000} {
			r, err := s.Open(t.Context(), "a", off, 150_000)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			r.Close()
			if err != nil || !bytes.Equal(got, content[off:off+150_000]) {
				t.Errorf("seed %d: read %d bytes, %v", seed, len(got), err)
			}
		}
		keys := 0
		for _, err := range s.List(t.Context(), "") {
			if err != nil {
				t.Error(err)
			}
			keys++
		}
		if keys != 1 {
			t.Errorf("seed %d: %d objects listed", seed, keys)
		}
	}
}

// An object that was there before is never taken for that of a lost answer.
func TestAdopt(t *testing.T) {
	inner := mem.New()
	if _, err := store.PutBytes(t.Context(), inner, "a", []byte("other")); err != nil {
		t.Fatal(err)
	}
	s := retry.New(fault.New(inner, fault.Plan{Seed: 3, Errors: 0.5}), quick)
	for range 20 {
		if _, err := store.PutBytes(t.Context(), s, "a", []byte("mine!")); !errors.Is(err, store.ErrExists) {
			t.Fatalf("Put of a taken key: %v", err)
		}
	}
}

// Content that can not be read again is read once.
func TestOnePass(t *testing.T) {
	s := retry.New(fault.New(mem.New(), fault.Plan{Breaks: 1}), quick)
	content := struct{ io.Reader }{strings.NewReader(strings.Repeat("x", 1<<20))}
	var fe *fault.Error
	if _, err := s.Put(t.Context(), "a", content); !errors.As(err, &fe) {
		t.Errorf("Put = %v, want the store's own error", err)
	}
}

func TestGivesUp(t *testing.T) {
	f := fault.New(mem.New(), fault.Plan{Errors: 1})
	s := retry.New(f, retry.Policy{Attempts: 3})
	if _, err := s.Stat(t.Context(), "a"); err == nil {
		t.Error("Stat succeeds")
	}
	if f.Requests() != 3 {
		t.Errorf("%d requests, want 3", f.Requests())
	}
	f = fault.New(mem.New(), fault.Plan{})
	s = retry.New(f, quick)
	if _, err := s.Stat(t.Context(), "a"); !errors.Is(err, store.ErrNotExist) || f.Requests() != 1 {
		t.Errorf("an answer is asked for again: %v, %d requests", err, f.Requests())
	}
}

// throttled asks for a pause once.
type throttled struct {
	store.Store
	asked bool
}

type slowDown struct{ error }

func (slowDown) RetryAfter() time.Duration { return 20 * time.Millisecond }

func (s *throttled) Delete(ctx context.Context, key string) error {
	if s.asked {
		return s.Store.Delete(ctx, key)
	}
	s.asked = true
	return slowDown{errors.New("slow down")}
}

func TestRetryAfter(t *testing.T) {
	s := retry.New(&throttled{Store: mem.New()}, retry.Policy{Attempts: 2, Max: time.Second})
	start := time.Now()
	if err := s.Delete(t.Context(), "a"); err != nil {
		t.Error(err)
	}
	if d := time.Since(start); d < 20*time.Millisecond {
		t.Errorf("waited %v only", d)
	}
}

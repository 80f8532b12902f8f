package dedupe

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// DefaultTTL is how long an events manifest remembers an event.
const DefaultTTL = 180 * 24 * time.Hour

// An Entry is a row of the events manifest: an event that some batch has
// brought. Hashes stand for id and fingerprint.
type Entry struct {
	Hi, Lo, FP uint64
	ETL        int64  // batch time, seconds since 1970
	Expires    int64  // seconds since 1970
	Run        string // run that wrote it; empty if unknown
}

// Accepts tells whether e may be written where prev, if any, is: nothing is
// there, or what the same batch wrote before.
func (e Entry) Accepts(prev *Entry) bool {
	return prev == nil || prev.ETL == e.ETL || prev.Run != "" && prev.Run == e.Run
}

// What an EventsManifest answers besides success. Any other error is of this one
// event: it becomes a failed event.
var (
	// ErrSeen: another batch has the event.
	ErrSeen = errors.New("dedupe: event seen in an earlier batch")
	// ErrUnavailable: the store is overloaded or does not answer. It stops the
	// stage; no event is dropped for it.
	ErrUnavailable = errors.New("dedupe: events manifest does not answer")
)

// An EventsManifest remembers the events of earlier batches. Put writes the
// entry if [Entry.Accepts] says so of what is there, in one step, else answers
// ErrSeen. It is called from many goroutines.
type EventsManifest interface {
	Put(ctx context.Context, e Entry) error
}

// outcome turns an answer of Put into a verdict. The error is for the stage.
func outcome(err error) (Verdict, error) {
	switch {
	case err == nil:
		return Keep, nil
	case errors.Is(err, ErrSeen):
		return Drop, nil
	case errors.Is(err, ErrUnavailable), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return Keep, fmt.Errorf("ask events manifest: %w", err)
	}
	return Fail, nil
}

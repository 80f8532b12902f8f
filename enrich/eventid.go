package enrich

import (
	"crypto/sha1"

	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/event"
)

// A recordDigest stands for the bytes of a record, so that each event of a large
// batch need not read all of it again. It is made for the first event without an
// id of its own.
type recordDigest struct {
	known bool
	sum   [sha1.Size]byte
}

// eventID gives an event without an id one that is a function of its record, the
// record's number in its object and the event's index in the payload.
func (w *Worker) eventID() {
	if w.event.Get(event.EventID) != "" {
		return
	}
	d := &w.digest
	if !d.known {
		d.sum, d.known = sha1.Sum(w.record), true
	}
	b := convert.AppendEventID(w.event.Grow(36), d.sum[:], int64(w.number), w.index)
	w.event.SetSafe(event.EventID, w.event.Done(b))
}

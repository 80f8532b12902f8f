package shred

import (
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/shred/dedupe"
)

// A Keyer makes the rows by which duplicates are found from enriched lines. It
// belongs to one worker.
type Keyer struct {
	hasher *dedupe.Hasher
	line   line
}

// NewKeyer returns a Keyer that hashes with h.
func NewKeyer(h *dedupe.Hasher) *Keyer { return &Keyer{hasher: h} }

// Row returns the row of the event at that position. It is false for a line that
// Shred will refuse for its columns, which is nobody's duplicate.
func (k *Keyer) Row(text []byte, pos dedupe.Position) (dedupe.Row, bool) {
	k.line.set(text)
	id := k.line.str(event.EventID)
	etl, ok := Millis(k.line.str(event.ETLTstamp))
	if len(k.line.ends) < minFields || !ok || !isID(id) || !isTime(k.line.str(event.CollectorTstamp)) {
		return dedupe.Row{}, false
	}
	return k.hasher.Row(id, k.line.str(event.EventFingerprint), pos, etl), true
}

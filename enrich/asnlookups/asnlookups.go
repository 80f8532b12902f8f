package asnlookups

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/iplookups"
	"github.com/camonica/camonica/event"
)

// number is how the data of the entity begins.
const number = `{"number":`

// An Enrichment knows autonomous systems.
type Enrichment struct {
	bots   map[uint32]bool
	bypass []string // platforms whose events are left alone
}

// Enrich adds likelyBot to the entity that ip_lookups derived. It never fails.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	if e.bypasses(w.Event) {
		return nil
	}
	for i := range w.Event.Derived {
		if d := &w.Event.Derived[i]; d.Schema == iplookups.SchemaASN {
			e.tell(w.Event, d)
		}
	}
	return nil
}

func (e *Enrichment) bypasses(ev *event.Event) bool {
	p := ev.Get(event.Platform)
	return p != "" && slices.Contains(e.bypass, p)
}

// numberOf reads the number of a system from its entity.
func numberOf(d *event.Entity) (uint32, bool) {
	rest, ok := strings.CutPrefix(d.Data, number)
	if !ok {
		return 0, false
	}
	end := strings.IndexAny(rest, ",}")
	n, err := strconv.ParseUint(rest[:max(end, 0)], 10, 32)
	return uint32(n), err == nil
}

func (e *Enrichment) tell(ev *event.Event, d *event.Entity) {
	n, ok := numberOf(d)
	if !ok {
		return
	}
	b := append(ev.Grow(len(d.Data)+20), d.Data[:len(d.Data)-1]...)
	b = append(b, `,"likelyBot":`...)
	b = strconv.AppendBool(b, e.bots[n])
	d.Data = ev.Done(append(b, '}'))
}

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
	if p := w.Event.Get(event.Platform); p != "" && slices.Contains(e.bypass, p) {
		return nil
	}
	for i := range w.Event.Derived {
		if d := &w.Event.Derived[i]; d.Schema == iplookups.SchemaASN {
			e.tell(w.Event, d)
		}
	}
	return nil
}

func (e *Enrichment) tell(ev *event.Event, d *event.Entity) {
	rest, ok := strings.CutPrefix(d.Data, number)
	if !ok {
		return
	}
	end := strings.IndexAny(rest, ",}")
	n, err := strconv.ParseUint(rest[:max(end, 0)], 10, 32)
	if err != nil {
		return
	}
	b := append(ev.Grow(len(d.Data)+20), d.Data[:len(d.Data)-1]...)
	b = append(b, `,"likelyBot":`...)
	b = strconv.AppendBool(b, e.bots[uint32(n)])
	d.Data = ev.Done(append(b, '}'))
}

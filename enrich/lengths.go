package enrich

import (
	"strconv"

	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

// lengths compares columns with their limits, counted in UTF-16 units as later
// releases do.
func (w *Worker) lengths() {
	for c := w.event.Longer(0, &w.e.limits); c < event.Count; c = w.event.Longer(c+1, &w.e.limits) {
		s, limit := w.event.Get(c), w.e.limits[c]
		if event.UTF16Len(s) <= limit {
			continue
		}
		if w.e.o.Lengths == AcceptLength {
			w.counts.Overlong++
			continue
		}
		want := "expected at most " + strconv.Itoa(limit) + " characters"
		w.faults.lengths.add(c.String(), want, lengthKeyword, nil, payload.Some(s))
	}
}

// emptyOverlong empties the columns that are too long, but for those that no row
// may lack.
func (w *Worker) emptyOverlong() {
	for i := range w.faults.lengths.reports {
		c, ok := event.ByName(w.faults.lengths.reports[i].Path)
		if ok && !event.Table[c].Required {
			w.event.Set(c, "")
		}
	}
}

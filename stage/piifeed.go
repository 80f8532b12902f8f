package stage

import (
	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/perworker"
	"github.com/camonica/camonica/enrich/pii"
	"github.com/camonica/camonica/event"
)

// feeding are the pii enrichments whose configuration asks for a feed.
func feeding(steps []enrich.Step) []*pii.Enrichment {
	var all []*pii.Enrichment
	for i := range steps {
		if e, ok := steps[i].Enrichment.(*pii.Enrichment); ok && e.Emits() {
			all = append(all, e)
		}
	}
	return all
}

// A piiFeed takes what pii enrichments replaced, for the part of the bin that the
// worker is at.
type piiFeed struct{ workers perworker.Of[feedWorker] }

var _ pii.Feed = (*piiFeed)(nil)

// openFeed connects the enrichments that have something to tell with the feed that
// the document has a place for; nil if there is nothing to connect.
func openFeed(doc *engine.Document, steps []enrich.Step) *piiFeed {
	from := feeding(steps)
	var f *piiFeed
	if _, ok := doc.Places[PlacePIIFeed]; ok && len(from) > 0 {
		f = &piiFeed{}
	}
	for _, e := range from {
		if f == nil {
			e.SetFeed(nil)
			continue
		}
		e.SetFeed(f)
	}
	return f
}

// of returns a worker's end of the feed for the next bin. begin makes the part when
// there is something to write.
func (f *piiFeed) of(worker int, begin func() *part) *feedWorker {
	w := f.workers.Get(worker)
	w.begin, w.part = begin, nil
	w.discard()
	return w
}

// Add implements pii.Feed. What it is given waits until the event is written:
// nothing is told of events that fail.
func (f *piiFeed) Add(worker int, e *event.Event) {
	w := f.workers.Get(worker)
	w.buf = append(e.AppendJSON(w.buf), '\n')
	w.ends = append(w.ends, len(w.buf))
}

// A feedWorker is the feed of one worker. A nil one takes nothing.
type feedWorker struct {
	begin func() *part
	part  *part
	buf   []byte // lines of the event at hand
	ends  []int  // of the lines
}

// write writes what waits.
func (w *feedWorker) write() error {
	if w == nil || len(w.ends) == 0 {
		return nil
	}
	if w.part == nil {
		w.part = w.begin()
	}
	start := 0
	for _, end := range w.ends {
		if err := w.part.row(w.buf[start : end-1]); err != nil {
			return err
		}
		start = end
	}
	w.discard()
	return nil
}

// discard forgets what waits.
func (w *feedWorker) discard() {
	if w != nil {
		w.buf, w.ends = w.buf[:0], w.ends[:0]
	}
}

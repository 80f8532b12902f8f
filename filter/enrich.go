package filter

import (
	"context"
	"fmt"
	"io"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
	"github.com/camonica/camonica/payload/container"
)

// EnrichOptions say how raw records become enriched events.
type EnrichOptions struct {
	// Enrich is the line of steps. With Time 0 events get the collector's time
	// of the first record that has one, so that the output depends on nothing
	// but the input.
	Enrich  enrich.Options
	Limits  container.Limits
	Workers int  // at least 1
	JSON    bool // events as JSON lines instead of TSV
	R108    bool // failed events in the form of R108 instead of the modern one
}

// Enrich reads the records of all inputs and writes enriched events to good and
// failed events to bad, one a line, in the order of the records. bad may be nil:
// failed events are then counted only.
//
// Memory is bounded: 2×Workers batches of at most 256 KiB and one record, and
// what they become. An error is an outage or one of reading and writing; what was
// written by then is whole lines.
func Enrich(ctx context.Context, inputs []Input, o EnrichOptions, good, bad io.Writer) (*Report, error) {
	f := &enrichFilter{o: o, in: recordReader{inputs: inputs, binary: o.Enrich.Format.Binary(), limits: o.Limits}, keepBad: bad != nil}
	defer f.in.close()
	f.workers = make([]*enrich.Worker, o.Workers)
	f.report.failures = make(map[Reason]int64)
	if o.Enrich.Time != 0 {
		if err := f.build(); err != nil {
			return nil, err
		}
	}
	err := ordered(ctx, o.Workers, f.newBatch,
		func(b *enrichBatch) (bool, error) { return f.next(ctx, b) },
		f.work,
		func(b *enrichBatch) error { return f.emit(b, good, bad) })
	return &f.report, err
}

type enrichFilter struct {
	o        EnrichOptions
	in       recordReader
	enricher *enrich.Enricher
	workers  []*enrich.Worker // each made and used by its own goroutine
	keepBad  bool
	report   Report
}

// An enrichBatch is records and what they become.
type enrichBatch struct {
	records
	f         *enrichFilter
	good, bad []byte
	counts    enrich.Counts
	failures  map[Reason]int64
}

func (f *enrichFilter) newBatch() *enrichBatch {
	return &enrichBatch{f: f, failures: make(map[Reason]int64)}
}

func (f *enrichFilter) build() (err error) {
	f.enricher, err = enrich.New(f.o.Enrich)
	if err != nil {
		return fmt.Errorf("set up enrich: %w", err)
	}
	return nil
}

func (f *enrichFilter) next(ctx context.Context, b *enrichBatch) (bool, error) {
	more, err := f.in.fill(ctx, &b.records)
	if err != nil || !more || f.enricher != nil {
		return more, err
	}
	f.o.Enrich.Time = firstTime(f.o.Enrich.Format, &b.records)
	return true, f.build()
}

// firstTime is the collector's time of the first record that has one, else 1:
// the least time that is one.
func firstTime(format payload.Format, b *records) int64 {
	var p payload.Payload
	for _, r := range b.list {
		if r.tooLong > 0 || r.damage != "" {
			continue
		}
		if err := format.Parse(b.buf[r.start:r.end], &p); err == nil && p.HasTimestamp {
			return p.Timestamp
		}
	}
	return 1
}

func (f *enrichFilter) work(ctx context.Context, worker int, b *enrichBatch) error {
	w := f.workers[worker]
	if w == nil {
		w = f.enricher.NewWorker(worker)
		f.workers[worker] = w
	}
	b.good, b.bad, b.counts = recycle(b.good), recycle(b.bad), enrich.Counts{}
	clear(b.failures)
	for _, r := range b.list {
		if err := ctx.Err(); err != nil {
			return err
		}
		c, err := b.one(ctx, w, r, b)
		if err != nil {
			return err
		}
		b.counts.Add(c)
	}
	return nil
}

func (b *enrichBatch) one(ctx context.Context, w *enrich.Worker, r record, out enrich.Output) (enrich.Counts, error) {
	bytes := b.buf[r.start:r.end]
	switch {
	case r.damage != "":
		return w.Damaged(bytes, uint64(r.number), r.damage, out)
	case r.tooLong > 0:
		return w.Oversized(bytes, r.tooLong, int64(b.f.o.Limits.Record), out)
	}
	return w.Record(ctx, bytes, uint64(r.number), out)
}

// Good implements enrich.Output.
func (b *enrichBatch) Good(e *event.Event) error {
	if b.f.o.JSON {
		b.good = append(e.AppendJSON(b.good), '\n')
	} else {
		b.good = append(e.AppendTSV(b.good), '\n')
	}
	return nil
}

// Bad implements enrich.Output.
func (b *enrichBatch) Bad(r *badrow.Row) error {
	b.failures[reasonOf(r)]++
	switch {
	case !b.f.keepBad:
		return nil
	case b.f.o.R108:
		b.bad = r.AppendR108(b.bad)
	default:
		b.bad = r.Append(b.bad)
	}
	b.bad = append(b.bad, '\n')
	return nil
}

func (f *enrichFilter) emit(b *enrichBatch, good, bad io.Writer) error {
	f.report.Add(b.counts)
	f.report.fail(b.failures)
	if _, err := good.Write(b.good); err != nil {
		return fmt.Errorf("write events: %w", err)
	}
	if bad == nil {
		return nil
	}
	if _, err := bad.Write(b.bad); err != nil {
		return fmt.Errorf("write failed events: %w", err)
	}
	return nil
}

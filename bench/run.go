package bench

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/build"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/embedded"
	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/payload"
)

// Options say what to measure.
type Options struct {
	Events  int // in each object; each worker takes all of them
	Seed    uint64
	Workers int      // each with an object of its own
	Rounds  int      // of all passes
	Formats []string // of records, which must be those of trackers' bodies
}

// sampleSize is how much of the rows is kept for the floor: more than the
// compressor's window, so that it does not find them again.
const sampleSize = 16 << 20

// Run measures. It keeps an object and at most 16 MiB of rows of each format in
// memory. The formats take turns, so that what else the machine does hits all.
func Run(ctx context.Context, o Options) (*Report, error) {
	report := &Report{Options: o}
	var benches []*bench
	for _, format := range o.Formats {
		b, err := newBench(format, o)
		if err != nil {
			return nil, fmt.Errorf("format %s: %w", format, err)
		}
		// Once unmeasured: schemas are compiled, buffers grown, rows known.
		if err := b.warm(ctx); err != nil {
			return nil, err
		}
		benches = append(benches, b)
		report.Results = append(report.Results, &b.result)
	}
	for _, b := range benches {
		if err := b.memory(ctx); err != nil {
			return nil, err
		}
	}
	for range o.Rounds {
		for _, b := range benches {
			if err := b.round(ctx); err != nil {
				return nil, err
			}
		}
	}
	for _, b := range benches {
		b.conclude()
	}
	return report, nil
}

func newAdapters() (*adapter.Registry, *iglu.Set) {
	schemas := iglu.NewSet([]iglu.Source{{Name: "embedded", Class: iglu.ClassEmbedded, Registry: embedded.Registry{}}}, iglu.Options{})
	return adapter.NewRegistry(schemas), schemas
}

func newEnricher(format payload.Format, steps []enrich.Step) (*enrich.Enricher, error) {
	eo := enrich.DefaultOptions()
	eo.Format, eo.Steps = format, steps
	eo.Adapter, eo.Schemas = newAdapters()
	eo.Time, eo.Version = time.Now().UnixMilli(), build.String()
	return enrich.New(eo)
}

// A bench measures with the records of one format.
type bench struct {
	data    *data
	key     *keys.Key
	workers []worker
	sample  []byte
	result  Result

	enrich, floor, least, read, adapt []Measure
}

// A worker is one goroutine's memory for every kind of pass.
type worker struct {
	enrich *enrich.Worker
	reader reader
}

func newBench(format string, o Options) (*bench, error) {
	d, err := generate(format, o.Events, o.Seed)
	if err != nil {
		return nil, err
	}
	e, err := newEnricher(d.format, nil)
	if err != nil {
		return nil, err
	}
	adapters, _ := newAdapters()
	b := &bench{data: d, key: keys.Generate("bench"), result: Result{
		Format: format, Records: d.records, RawBytes: d.plain, ObjectBytes: int64(len(d.object)),
		events: float64(o.Events) * float64(o.Workers),
	}}
	for i := range o.Workers {
		b.workers = append(b.workers, worker{enrich: e.NewWorker(i), reader: reader{data: d, adapters: adapters}})
	}
	return b, nil
}

// warm learns the rows.
func (b *bench) warm(ctx context.Context) error {
	out, err := newObject(b.key)
	if err != nil {
		return err
	}
	keep := &keeper{object: out}
	out.rows.w = keep
	if err := enrichPass(ctx, b.data, b.workers[0].enrich, out); err != nil {
		return err
	}
	b.sample = keep.rows.Bytes()
	b.result.RowBytes, b.result.SealedBytes = out.rows.n, out.stored.n
	for i := range b.workers {
		if err := b.workers[i].reader.adaptPass(ctx); err != nil {
			return err
		}
	}
	return nil
}

// A keeper keeps the first rows on their way into the compressor.
type keeper struct {
	*object
	rows bytes.Buffer
}

func (k *keeper) Write(p []byte) (int, error) {
	if k.rows.Len() < sampleSize {
		k.rows.Write(p)
	}
	return k.zstd.Write(p)
}

// memory learns how much memory enrich needs, where the system tells.
func (b *bench) memory(ctx context.Context) error {
	resetPeak()
	_, err := b.time(ctx, b.enrichPass)
	b.result.PeakMemory = peakMemory()
	return err
}

// round has each pass once.
func (b *bench) round(ctx context.Context) error {
	for _, p := range [...]struct {
		into *[]Measure
		pass func(context.Context, *worker) error
	}{
		{&b.enrich, b.enrichPass},
		{&b.floor, func(ctx context.Context, _ *worker) error { return b.floorPass(ctx, false) }},
		{&b.least, func(ctx context.Context, _ *worker) error { return b.floorPass(ctx, true) }},
		{&b.read, func(ctx context.Context, w *worker) error { return w.reader.readPass(ctx) }},
		{&b.adapt, func(ctx context.Context, w *worker) error { return w.reader.adaptPass(ctx) }},
	} {
		m, err := b.time(ctx, p.pass)
		if err != nil {
			return err
		}
		*p.into = append(*p.into, m)
	}
	return nil
}

func (b *bench) conclude() {
	r := &b.result
	r.Enrich, r.Floor, r.Least = median(b.enrich), median(b.floor), median(b.least)
	r.Read, r.Adapt = median(b.read), median(b.adapt)
}

func (b *bench) enrichPass(ctx context.Context, w *worker) error {
	out, err := newObject(b.key)
	if err != nil {
		return err
	}
	return enrichPass(ctx, b.data, w.enrich, out)
}

func (b *bench) floorPass(ctx context.Context, ours bool) error {
	out, err := newObject(b.key)
	if err != nil {
		return err
	}
	return floorPass(ctx, b.data, b.sample, b.result.RowBytes, ours, out)
}

// time has every worker do one pass at the same time.
func (b *bench) time(ctx context.Context, pass func(context.Context, *worker) error) (Measure, error) {
	runtime.GC()
	errs := make([]error, len(b.workers))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	cpu, wall := cpuTime(), time.Now()
	var wg sync.WaitGroup
	for i := range b.workers {
		wg.Go(func() { errs[i] = pass(ctx, &b.workers[i]) })
	}
	wg.Wait()
	m := Measure{Wall: time.Since(wall), CPU: cpuTime() - cpu}
	runtime.ReadMemStats(&after)
	m.Allocs, m.Bytes = after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc
	if m.CPU <= 0 { // not known here
		m.CPU = m.Wall * time.Duration(len(b.workers))
	}
	for _, err := range errs {
		if err != nil {
			return m, err
		}
	}
	return m, ctx.Err()
}

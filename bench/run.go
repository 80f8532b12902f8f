package bench

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
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
	Events  int // in the object; each worker takes all of them
	Seed    uint64
	Workers int // each with an object of its own
	Rounds  int // of enrich and floor
}

// A Measure is the median of all rounds.
type Measure struct {
	Wall, CPU time.Duration // of all workers together
}

// A Report is what was measured. Sizes are those of one object.
type Report struct {
	Options
	Records     int   // raw records
	RawBytes    int64 // plain
	ObjectBytes int64 // compressed
	RowBytes    int64 // enriched, plain
	SealedBytes int64 // compressed and sealed

	Enrich, Floor  Measure
	AllocsPerEvent float64
	BytesPerEvent  float64 // allocated
	PeakMemory     int64   // of the process while it enriched, the object included; 0 = not known here
}

// EventsPerCore is enriched events per second of processor time.
func (r *Report) EventsPerCore() float64 { return r.rate(r.Enrich.CPU) }

// EventsPerSecond is enriched events per second of all workers.
func (r *Report) EventsPerSecond() float64 { return r.rate(r.Enrich.Wall) }

// FloorPerCore is EventsPerCore of the floor.
func (r *Report) FloorPerCore() float64 { return r.rate(r.Floor.CPU) }

// MBPerCore is raw megabytes (10⁶) per second of processor time.
func (r *Report) MBPerCore() float64 {
	return float64(r.RawBytes) * float64(r.Workers) / r.Enrich.CPU.Seconds() / 1e6
}

// Ratio is how many times the floor enrich costs.
func (r *Report) Ratio() float64 { return r.Enrich.CPU.Seconds() / r.Floor.CPU.Seconds() }

func (r *Report) rate(d time.Duration) float64 {
	return float64(r.Events) * float64(r.Workers) / d.Seconds()
}

// sampleSize is how much of the rows is kept for the floor: more than the
// compressor's window, so that it does not find them again.
const sampleSize = 16 << 20

// Run measures. It keeps the object and at most 16 MiB of rows in memory.
func Run(ctx context.Context, o Options) (*Report, error) {
	d, err := generate(o.Events, o.Seed)
	if err != nil {
		return nil, fmt.Errorf("generate records: %w", err)
	}
	e, err := newEnricher(nil)
	if err != nil {
		return nil, err
	}
	b := &bench{o: o, data: d, key: keys.Generate("bench"), report: Report{
		Options: o, Records: d.records, RawBytes: d.plain, ObjectBytes: int64(len(d.object)),
	}}
	for i := range o.Workers {
		b.workers = append(b.workers, e.NewWorker(i))
	}
	// Once unmeasured: schemas are compiled, buffers grown, rows known.
	if err := b.warm(ctx); err != nil {
		return nil, err
	}
	if err := b.rounds(ctx); err != nil {
		return nil, err
	}
	return &b.report, nil
}

func newEnricher(steps []enrich.Step) (*enrich.Enricher, error) {
	format, err := payload.ByName("clj-tomcat")
	if err != nil {
		return nil, err
	}
	schemas := iglu.NewSet([]iglu.Source{{Name: "embedded", Class: iglu.ClassEmbedded, Registry: embedded.Registry{}}}, iglu.Options{})
	eo := enrich.DefaultOptions()
	eo.Format, eo.Adapter, eo.Schemas = format, adapter.NewRegistry(schemas), schemas
	eo.Steps = steps
	eo.Time, eo.Version = time.Now().UnixMilli(), build.String()
	return enrich.New(eo)
}

type bench struct {
	o       Options
	data    *data
	key     *keys.Key
	workers []*enrich.Worker
	sample  []byte
	report  Report
}

// warm learns the rows and the least memory that enrich needs.
func (b *bench) warm(ctx context.Context) error {
	out, err := newObject(b.key)
	if err != nil {
		return err
	}
	keep := &keeper{object: out}
	out.rows.w = keep
	if err := enrichPass(ctx, b.data, b.workers[0], out); err != nil {
		return err
	}
	b.sample = keep.rows.Bytes()
	b.report.RowBytes, b.report.SealedBytes = out.rows.n, out.stored.n
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

func (b *bench) rounds(ctx context.Context) error {
	var enrichs, floors []Measure
	resetPeak()
	for range b.o.Rounds {
		before := memory()
		m, err := b.time(ctx, func(w *enrich.Worker, out *object) error { return enrichPass(ctx, b.data, w, out) })
		if err != nil {
			return err
		}
		after := memory()
		enrichs = append(enrichs, m)
		events := float64(b.o.Events) * float64(b.o.Workers)
		b.report.AllocsPerEvent = float64(after.Mallocs-before.Mallocs) / events
		b.report.BytesPerEvent = float64(after.TotalAlloc-before.TotalAlloc) / events
		if b.report.PeakMemory == 0 {
			b.report.PeakMemory = peakMemory()
		}
		m, err = b.time(ctx, func(_ *enrich.Worker, out *object) error {
			return floorPass(ctx, b.data, b.sample, b.report.RowBytes, out)
		})
		if err != nil {
			return err
		}
		floors = append(floors, m)
	}
	b.report.Enrich, b.report.Floor = median(enrichs), median(floors)
	return nil
}

func memory() (m runtime.MemStats) {
	runtime.ReadMemStats(&m)
	return m
}

// time has every worker do one pass at the same time.
func (b *bench) time(ctx context.Context, pass func(*enrich.Worker, *object) error) (Measure, error) {
	runtime.GC()
	errs := make([]error, len(b.workers))
	cpu, wall := cpuTime(), time.Now()
	var wg sync.WaitGroup
	for i, w := range b.workers {
		wg.Go(func() {
			out, err := newObject(b.key)
			if err == nil {
				err = pass(w, out)
			}
			errs[i] = err
		})
	}
	wg.Wait()
	m := Measure{Wall: time.Since(wall), CPU: cpuTime() - cpu}
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

func median(ms []Measure) Measure {
	of := func(f func(Measure) time.Duration) time.Duration {
		ds := make([]time.Duration, len(ms))
		for i, m := range ms {
			ds[i] = f(m)
		}
		slices.Sort(ds)
		return ds[len(ds)/2]
	}
	return Measure{
		Wall: of(func(m Measure) time.Duration { return m.Wall }),
		CPU:  of(func(m Measure) time.Duration { return m.CPU }),
	}
}

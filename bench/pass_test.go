package bench

import (
	"bytes"
	"context"
	"io"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/payload/container"
)

func BenchmarkEnrich(b *testing.B) { benchmarkEnrich(b, nil) }

// BenchmarkEnrichDefaults adds the enrichments of a new workspace, all of them on.
func BenchmarkEnrichDefaults(b *testing.B) { benchmarkEnrich(b, defaultSteps(b)) }

func defaultSteps(b *testing.B) []enrich.Step {
	_, schemas := newAdapters()
	set, err := loadDefaults(b.Context(), schemas, 1)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { set.Close() })
	return set.Steps
}

func benchmarkEnrich(b *testing.B, steps []enrich.Step) {
	d, err := generate("clj-tomcat", 20_000, 1)
	if err != nil {
		b.Fatal(err)
	}
	e, err := newEnricher(d.format, steps)
	if err != nil {
		b.Fatal(err)
	}
	w, key := e.NewWorker(0), keys.Generate("bench")
	b.ReportAllocs()
	b.SetBytes(d.plain)
	cpu := cpuTime()
	for b.Loop() {
		out, err := newObject(key)
		if err != nil {
			b.Fatal(err)
		}
		if err := enrichPass(context.Background(), d, w, out); err != nil {
			b.Fatal(err)
		}
	}
	// Of the processor, the collector included: a busy machine disturbs it less.
	b.ReportMetric(float64((cpuTime()-cpu).Nanoseconds())/float64(b.N)/20_000, "cpu-ns/event")
}

// rows takes what becomes of events and keeps the row of the last.
type rows struct {
	object
	n int64
}

func (r *rows) Good(e *event.Event) error {
	r.buf = e.AppendTSV(r.buf[:0])
	r.n += int64(len(r.buf))
	return nil
}

// BenchmarkRecord measures what enrich adds to the floor: neither decompression
// nor compression.
func BenchmarkRecord(b *testing.B) { benchmarkRecord(b, nil) }

// BenchmarkRecordEnriched adds the enrichments of a new workspace, all of them on.
func BenchmarkRecordEnriched(b *testing.B) { benchmarkRecord(b, defaultSteps(b)) }

func benchmarkRecord(b *testing.B, steps []enrich.Step) {
	d, err := generate("clj-tomcat", 5000, 1)
	if err != nil {
		b.Fatal(err)
	}
	e, err := newEnricher(d.format, steps)
	if err != nil {
		b.Fatal(err)
	}
	r, err := container.Open(bytes.NewReader(d.object), false, container.DefaultLimits())
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	var records [][]byte
	for {
		rec, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			b.Fatal(err)
		}
		records = append(records, bytes.Clone(rec.Bytes))
	}
	w, out := e.NewWorker(0), new(rows)
	for i := range records { // so that user agents are known
		if _, err := w.Record(context.Background(), records[i], uint64(i), out); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	b.SetBytes(d.plain / int64(len(records)))
	i, cpu := 0, cpuTime()
	for b.Loop() {
		if _, err := w.Record(context.Background(), records[i], uint64(i), out); err != nil {
			b.Fatal(err)
		}
		if i++; i == len(records) {
			i = 0
		}
	}
	b.ReportMetric(float64((cpuTime()-cpu).Nanoseconds())/float64(b.N), "cpu-ns/event")
}

// BenchmarkRead reads what enrich reads, and parses it.
func BenchmarkRead(b *testing.B) {
	for _, format := range []string{"clj-tomcat", "thrift"} {
		b.Run(format, func(b *testing.B) {
			d, err := generate(format, 20_000, 1)
			if err != nil {
				b.Fatal(err)
			}
			r := reader{data: d}
			b.ReportAllocs()
			b.SetBytes(d.plain)
			for b.Loop() {
				if err := r.readPass(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package bench

import (
	"context"
	"testing"

	"github.com/camonica/camonica/keys"
)

func BenchmarkEnrich(b *testing.B) {
	d, err := generate("clj-tomcat", 20_000, 1)
	if err != nil {
		b.Fatal(err)
	}
	e, err := newEnricher(d.format)
	if err != nil {
		b.Fatal(err)
	}
	w, key := e.NewWorker(0), keys.Generate("bench")
	b.ReportAllocs()
	b.SetBytes(d.plain)
	for b.Loop() {
		out, err := newObject(key)
		if err != nil {
			b.Fatal(err)
		}
		if err := enrichPass(context.Background(), d, w, out); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/20_000, "ns/event")
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

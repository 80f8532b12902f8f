package bench

import (
	"context"
	"testing"

	"github.com/camonica/camonica/keys"
)

func BenchmarkEnrich(b *testing.B) {
	d, err := generate(20_000, 1)
	if err != nil {
		b.Fatal(err)
	}
	e, err := newEnricher(nil)
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

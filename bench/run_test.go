package bench_test

import (
	"context"
	"testing"

	"github.com/camonica/camonica/bench"
)

func TestRun(t *testing.T) {
	r, err := bench.Run(context.Background(), bench.Options{Events: 300, Seed: 1, Workers: 2, Rounds: 3})
	if err != nil {
		t.Fatal(err)
	}
	if r.Records != 300 || r.RawBytes < 300*800 || r.ObjectBytes >= r.RawBytes || r.RowBytes < 300*500 || r.SealedBytes >= r.RowBytes {
		t.Errorf("sizes: %+v", r)
	}
	if r.EventsPerCore() <= 0 || r.EventsPerSecond() <= 0 || r.MBPerCore() <= 0 || r.FloorPerCore() <= 0 || r.Ratio() <= 0 {
		t.Errorf("rates: %+v", r)
	}
	if r.AllocsPerEvent <= 0 || r.BytesPerEvent <= 0 {
		t.Errorf("allocations: %+v", r)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := bench.Run(ctx, bench.Options{Events: 10, Workers: 1, Rounds: 1}); err == nil {
		t.Error("a cancelled run has a report")
	}
}

func TestEnrichments(t *testing.T) {
	r, err := bench.Enrichments(context.Background(), bench.Options{Events: 300, Seed: 1, Rounds: 1})
	if err != nil {
		t.Fatal(err)
	}
	if r.None <= 0 || r.Defaults <= 0 || len(r.Bars) != 5 {
		t.Fatalf("report %+v", r)
	}
	for _, b := range r.Bars {
		if b.Value <= 0 || b.Limit <= 0 || b.Name == "" {
			t.Errorf("bar %+v", b)
		}
	}
	if b := (bench.Bar{Value: 2, Limit: 1}); b.Met() {
		t.Error("a figure above its limit keeps it")
	}
}

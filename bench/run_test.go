package bench_test

import (
	"context"
	"testing"

	"github.com/camonica/camonica/bench"
)

func TestRun(t *testing.T) {
	formats := []string{"clj-tomcat", "thrift"}
	report, err := bench.Run(context.Background(), bench.Options{Events: 300, Seed: 1, Workers: 2, Rounds: 3, Formats: formats})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Results) != len(formats) {
		t.Fatalf("%d results", len(report.Results))
	}
	for i, r := range report.Results {
		if r.Format != formats[i] || r.Records != 300 || r.RawBytes < 300*800 || r.ObjectBytes >= r.RawBytes || r.RowBytes < 300*500 || r.SealedBytes >= r.RowBytes {
			t.Errorf("sizes: %+v", r)
		}
		if r.EventsPerCore() <= 0 || r.EventsPerSecond() <= 0 || r.MBPerCore() <= 0 || r.FloorPerCore() <= 0 || r.Ratio() <= 0 {
			t.Errorf("rates: %+v", r)
		}
		if r.ReadPerCore() <= r.EventsPerCore() || r.ReadRatio() <= 1 || r.To(r) != 1 {
			t.Errorf("reading: %+v", r)
		}
		if r.AllocsPerEvent() <= 0 || r.BytesPerEvent() <= 0 {
			t.Errorf("allocations: %+v", r)
		}
	}
	if a, b := report.Results[0].RowBytes, report.Results[1].RowBytes; a != b {
		t.Errorf("the same events have %d and %d bytes", a, b)
	}
}

func TestFormatWithoutBodies(t *testing.T) {
	if _, err := bench.Run(context.Background(), bench.Options{Events: 1, Workers: 1, Rounds: 1, Formats: []string{"cloudfront"}}); err == nil {
		t.Error("cloudfront has no bodies, but no error")
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := bench.Run(ctx, bench.Options{Events: 10, Workers: 1, Rounds: 1, Formats: []string{"clj-tomcat"}}); err == nil {
		t.Error("a cancelled run has a report")
	}
}

func TestEnrichments(t *testing.T) {
	r, err := bench.Enrichments(context.Background(), bench.Options{Events: 300, Seed: 1, Rounds: 1, Formats: []string{"clj-tomcat", "thrift"}})
	if err != nil {
		t.Fatal(err)
	}
	bars := 7
	if r.PeakMemory > 0 {
		bars++
	}
	if r.None <= 0 || r.Defaults <= 0 || len(r.Bars) != bars {
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

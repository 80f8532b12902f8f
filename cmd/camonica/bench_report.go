package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/camonica/camonica/bench"
)

// A benchReport is what people and programs are told of a measurement. The
// figures of the first format stand at the top.
type benchReport struct {
	Events  int `json:"events"`
	Workers int `json:"workers"`
	benchResult
	Others []benchResult `json:"others,omitempty"`
}

// A benchResult is what was measured with records of one format.
type benchResult struct {
	Format          string  `json:"format"`
	RawBytes        int64   `json:"raw_bytes"`
	ObjectBytes     int64   `json:"object_bytes"`
	RowBytes        int64   `json:"enriched_bytes"`
	SealedBytes     int64   `json:"sealed_bytes"`
	EventsPerCore   float64 `json:"events_per_core_second"`
	MBPerCore       float64 `json:"raw_mb_per_core_second"`
	EventsPerSecond float64 `json:"events_per_second"`
	FloorPerCore    float64 `json:"floor_events_per_core_second"`
	Ratio           float64 `json:"enrich_to_floor"`
	LeastPerCore    float64 `json:"own_floor_events_per_core_second"` // with our own reader of gzip
	LeastRatio      float64 `json:"enrich_to_own_floor"`
	ReadPerCore     float64 `json:"read_events_per_core_second"`
	ReadRatio       float64 `json:"read_to_enrich"`
	AdapterAllocs   float64 `json:"adapter_allocations_per_record"`
	AllocsPerEvent  float64 `json:"allocations_per_event"`
	BytesPerEvent   float64 `json:"allocated_bytes_per_event"`
	PeakMemory      int64   `json:"peak_memory_bytes,omitempty"`
	ToFirst         float64 `json:"to_first_format,omitempty"` // enriched events, of others than the first
}

func newBenchReport(r *bench.Report) benchReport {
	first := r.Results[0]
	b := benchReport{Events: r.Events, Workers: r.Workers, benchResult: newBenchResult(first)}
	for _, other := range r.Results[1:] {
		o := newBenchResult(other)
		o.ToFirst = other.To(first)
		b.Others = append(b.Others, o)
	}
	return b
}

func newBenchResult(r *bench.Result) benchResult {
	return benchResult{
		Format:   r.Format,
		RawBytes: r.RawBytes, ObjectBytes: r.ObjectBytes, RowBytes: r.RowBytes, SealedBytes: r.SealedBytes,
		EventsPerCore: r.EventsPerCore(), MBPerCore: r.MBPerCore(), EventsPerSecond: r.EventsPerSecond(),
		FloorPerCore: r.FloorPerCore(), Ratio: r.Ratio(), LeastPerCore: r.LeastPerCore(), LeastRatio: r.LeastRatio(),
		ReadPerCore: r.ReadPerCore(), ReadRatio: r.ReadRatio(),
		AdapterAllocs: r.AdapterAllocs(), AllocsPerEvent: r.AllocsPerEvent(), BytesPerEvent: r.BytesPerEvent(), PeakMemory: r.PeakMemory,
	}
}

func (b benchReport) print(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i, r := range append([]benchResult{b.benchResult}, b.Others...) {
		if i > 0 {
			fmt.Fprintln(t)
		}
		b.printResult(t, r)
	}
	return t.Flush()
}

func (b benchReport) printResult(w io.Writer, r benchResult) {
	fmt.Fprintf(w, "object\t%s, %s, %.1f MB raw, %.1f MB compressed\n", r.Format, count(int64(b.Events), "event"), mb(r.RawBytes), mb(r.ObjectBytes))
	fmt.Fprintf(w, "output\t%.1f MB enriched, %.1f MB compressed and sealed\n", mb(r.RowBytes), mb(r.SealedBytes))
	fmt.Fprintf(w, "enrich\t%s events/s per core, %.1f MB/s raw\n", thousands(int64(r.EventsPerCore)), r.MBPerCore)
	if b.Workers > 1 {
		fmt.Fprintf(w, "together\t%s events/s with %d workers\n", thousands(int64(r.EventsPerSecond)), b.Workers)
	}
	fmt.Fprintf(w, "floor\t%s events/s per core; %s with our own reader\n", thousands(int64(r.FloorPerCore)), thousands(int64(r.LeastPerCore)))
	fmt.Fprintf(w, "ratio\tenrich costs %.2f times the floor; %.2f times that with our own reader\n", r.Ratio, r.LeastRatio)
	fmt.Fprintf(w, "read\t%s events/s per core, %.1f times as fast as enrich\n", thousands(int64(r.ReadPerCore)), r.ReadRatio)
	fmt.Fprintf(w, "adapter\t%.2f allocations per record\n", r.AdapterAllocs)
	fmt.Fprintf(w, "memory\t%.2f allocations and %.0f bytes per event", r.AllocsPerEvent, r.BytesPerEvent)
	if r.PeakMemory > 0 {
		fmt.Fprintf(w, ", peak %.0f MB", mb(r.PeakMemory))
	}
	fmt.Fprintln(w)
	if r.ToFirst > 0 {
		fmt.Fprintf(w, "compared\t%.2f times as many events/s as with %s\n", r.ToFirst, b.Format)
	}
}

func mb(n int64) float64 { return float64(n) / 1e6 }

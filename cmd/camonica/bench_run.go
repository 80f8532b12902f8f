package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/bench"
)

func newBenchRun() *cobra.Command {
	o := bench.Options{}
	var asJSON, enrichments bool
	c := &cobra.Command{
		Use:   "run",
		Short: "Measure enrich on this machine, beside the cost of reading and writing alone",
		Long: `run makes sample records in memory and takes them through enrich: out of gzip, into
enriched events, into compression and encryption. It does the same without enrich –
the floor – and tells how the two compare. Rates are for one second of one core's
time, whatever else the machine does.

With --enrichments it measures the set of a new workspace beside no enrichments, and
those that cost most by themselves, taking turns, and tells whether they keep the
limits that they were made for.`,
		Example: `  camonica bench run
  camonica bench run --events 200000 --json > here.json
  camonica bench run --enrichments`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.Events < 1 || o.Workers < 1 || o.Rounds < 1 {
				return usagef("--events, --workers and --rounds must be at least 1")
			}
			if enrichments {
				return benchEnrichments(cmd, o, asJSON)
			}
			r, err := bench.Run(cmd.Context(), o)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), newBenchResult(r))
			}
			return newBenchResult(r).print(cmd.OutOrStdout())
		},
	}
	f := c.Flags()
	f.IntVar(&o.Events, "events", 50_000, "events in the object; each worker takes all of them")
	f.Uint64Var(&o.Seed, "seed", 1, "seed of the sample records")
	f.IntVar(&o.Workers, "workers", 1, "objects enriched at the same time")
	f.IntVar(&o.Rounds, "rounds", 5, "rounds of enrich and floor; the median counts")
	f.BoolVar(&enrichments, "enrichments", false, "measure enrichments instead")
	f.BoolVar(&asJSON, "json", false, "result as JSON")
	return c
}

// A benchResult is what people and programs are told of a measurement.
type benchResult struct {
	Events          int     `json:"events"`
	Workers         int     `json:"workers"`
	RawBytes        int64   `json:"raw_bytes"`
	ObjectBytes     int64   `json:"object_bytes"`
	RowBytes        int64   `json:"enriched_bytes"`
	SealedBytes     int64   `json:"sealed_bytes"`
	EventsPerCore   float64 `json:"events_per_core_second"`
	MBPerCore       float64 `json:"raw_mb_per_core_second"`
	EventsPerSecond float64 `json:"events_per_second"`
	FloorPerCore    float64 `json:"floor_events_per_core_second"`
	Ratio           float64 `json:"enrich_to_floor"`
	AllocsPerEvent  float64 `json:"allocations_per_event"`
	BytesPerEvent   float64 `json:"allocated_bytes_per_event"`
	PeakMemory      int64   `json:"peak_memory_bytes,omitempty"`
}

func newBenchResult(r *bench.Report) benchResult {
	return benchResult{
		Events: r.Events, Workers: r.Workers,
		RawBytes: r.RawBytes, ObjectBytes: r.ObjectBytes, RowBytes: r.RowBytes, SealedBytes: r.SealedBytes,
		EventsPerCore: r.EventsPerCore(), MBPerCore: r.MBPerCore(), EventsPerSecond: r.EventsPerSecond(),
		FloorPerCore: r.FloorPerCore(), Ratio: r.Ratio(),
		AllocsPerEvent: r.AllocsPerEvent, BytesPerEvent: r.BytesPerEvent, PeakMemory: r.PeakMemory,
	}
}

func (b benchResult) print(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "object\t%s, %.1f MB raw, %.1f MB compressed\n", count(int64(b.Events), "event"), mb(b.RawBytes), mb(b.ObjectBytes))
	fmt.Fprintf(t, "output\t%.1f MB enriched, %.1f MB compressed and sealed\n", mb(b.RowBytes), mb(b.SealedBytes))
	fmt.Fprintf(t, "enrich\t%s events/s per core, %.1f MB/s raw\n", thousands(int64(b.EventsPerCore)), b.MBPerCore)
	if b.Workers > 1 {
		fmt.Fprintf(t, "together\t%s events/s with %d workers\n", thousands(int64(b.EventsPerSecond)), b.Workers)
	}
	fmt.Fprintf(t, "floor\t%s events/s per core\n", thousands(int64(b.FloorPerCore)))
	fmt.Fprintf(t, "ratio\tenrich costs %.2f times the floor\n", b.Ratio)
	fmt.Fprintf(t, "memory\t%.2f allocations and %.0f bytes per event", b.AllocsPerEvent, b.BytesPerEvent)
	if b.PeakMemory > 0 {
		fmt.Fprintf(t, ", peak %.0f MB", mb(b.PeakMemory))
	}
	fmt.Fprintln(t)
	return t.Flush()
}

func mb(n int64) float64 { return float64(n) / 1e6 }

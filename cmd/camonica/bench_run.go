package main

import (
	"github.com/spf13/cobra"

	"github.com/camonica/camonica/bench"
)

func newBenchRun() *cobra.Command {
	o := bench.Options{}
	var asJSON, enrichments bool
	c := &cobra.Command{
		Use:   "run",
		Short: "Measure enrich on this machine, beside the cost of reading and writing alone",
		Long: `run makes sample records in memory and takes them through enrich: out of gzip or LZO,
into enriched events, into compression and encryption. It does the same without enrich
– the floor, gzip read with the usual library, and once more with our own reader, which
is faster –, the reading and parsing of records alone, and their way to raw events, and
tells how they compare. Rates are for one second of one core's time, whatever else the
machine does.

With several formats the same events are measured in each of them, in turns: lines in
gzip, Thrift records in blocks in an lzop container.

With --enrichments it measures the set of a new workspace, all of it on and with an
invented database of places, beside no enrichments, and those that cost most by
themselves, taking turns, and tells whether they keep the limits that they were made
for.`,
		Example: `  camonica bench run
  camonica bench run --format clj-tomcat,thrift
  camonica bench run --events 200000 --json > here.json
  camonica bench run --enrichments`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.Events < 1 || o.Workers < 1 || o.Rounds < 1 {
				return usagef("--events, --workers and --rounds must be at least 1")
			}
			if len(o.Formats) == 0 {
				return usagef("--format names no format")
			}
			for _, format := range o.Formats {
				if err := oneOf("format", format, benchFormats...); err != nil {
					return err
				}
			}
			if enrichments {
				return benchEnrichments(cmd, o, asJSON)
			}
			r, err := bench.Run(cmd.Context(), o)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), newBenchReport(r))
			}
			return newBenchReport(r).print(cmd.OutOrStdout())
		},
	}
	f := c.Flags()
	f.IntVar(&o.Events, "events", 50_000, "events in the object; each worker takes all of them")
	f.Uint64Var(&o.Seed, "seed", 1, "seed of the sample records")
	f.StringSliceVar(&o.Formats, "format", []string{"clj-tomcat"}, "formats to compare with the first: "+list(benchFormats))
	f.IntVar(&o.Workers, "workers", 1, "objects enriched at the same time")
	f.IntVar(&o.Rounds, "rounds", 5, "rounds of all measurements; the median counts")
	f.BoolVar(&enrichments, "enrichments", false, "measure enrichments instead")
	f.BoolVar(&asJSON, "json", false, "result as JSON")
	words(c, "format", benchFormats...)
	return c
}

// benchFormats are the formats that hold the same events.
var benchFormats = []string{"clj-tomcat", "thrift"}

package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"runtime"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/build"
	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/filter"
	"github.com/camonica/camonica/payload"
	"github.com/camonica/camonica/payload/container"
)

// rawFormats are the formats that completion offers; others have a vendor and a
// version in their name.
var rawFormats = []string{"clj-tomcat", "cloudfront", "thrift", "ndjson/com.urbanairship.connect/v1", "tsv/com.amazon.aws.cloudfront/wd_access_log"}

func newEnrich() *cobra.Command {
	var e enrichFlags
	c := &cobra.Command{
		Use:   "enrich --format FORMAT [FILE…]",
		Short: "Raw records in, enriched events out",
		Long: `enrich reads raw collector records from files, or from standard input, and writes
enriched events to standard output, one a line, in the order of the records. How an
input is compressed (gzip, bzip2, zstd, lzop or not at all) is told by its content.

Records that can't become events go to the file given with --failed, one JSON object
a line. In any case a summary on standard error says how many there are and why,
without a word of the events themselves.

The same input and flags give the same bytes, whatever the number of workers: unless
--etl-tstamp is given, events carry the collector's time of the first record that
has one instead of the time of day. Without a resolver only the schemas that come
with the program are known, and nothing calls out.

With --explain or --script nothing is enriched: what happens to single events is shown
on standard output, with what is in them, as JSON lines with --json.`,
		Example: `  camonica enrich --format clj-tomcat logs.txt.gz > enriched.tsv
  zcat logs/*.gz | camonica enrich --format clj-tomcat --failed failed.ndjson > enriched.tsv
  camonica enrich --format cloudfront -r resolver.json -n enrichments/ --output json E123.2026-06-01.gz
  camonica enrich --format clj-tomcat -n enrichments/ --explain --event 3 logs.txt.gz
  camonica enrich --format clj-tomcat --script tidy.js --events 5 logs.txt.gz`,
		RunE: func(cmd *cobra.Command, args []string) error { return e.run(cmd, args) },
	}
	f := c.Flags()
	f.StringVar(&e.format, "format", "", "raw format: clj-tomcat, cloudfront, thrift, ndjson/VENDOR/VERSION or tsv/VENDOR/VERSION (required)")
	f.StringVarP(&e.resolver, "resolver", "r", "", "Iglu resolver file (default: the schemas of the program)")
	f.StringVarP(&e.enrichments, "enrichments", "n", "", "folder of enrichment configurations (default: none)")
	f.Int64Var(&e.time, "etl-tstamp", 0, "etl_tstamp of all events, milliseconds since 1970 (default: the collector's time of the first record)")
	f.StringVar(&e.failed, "failed", "", "file for failed events (default: they are only counted)")
	f.StringVar(&e.failedFormat, "failed-format", "modern", "form of failed events: modern or r108")
	f.StringVar(&e.output, "output", "tsv", "form of events: tsv or json")
	f.IntVar(&e.workers, "workers", runtime.GOMAXPROCS(0), "events enriched at the same time")
	f.BoolVar(&e.json, "json", false, "summary as JSON; with --explain and --script events as JSON")
	f.BoolVarP(&e.quiet, "quiet", "q", false, "no summary")
	e.adapters.register(c)
	e.settings.register(c)
	e.explain.register(c)
	words(c, "format", rawFormats...)
	words(c, "output", "tsv", "json")
	words(c, "failed-format", "modern", "r108")
	filesNamed(c, "resolver", "json")
	folders(c, "enrichments")
	return c
}

// enrichFlags are the flags of the filter enrich.
type enrichFlags struct {
	format, resolver, enrichments string
	time                          int64
	failed, failedFormat, output  string
	workers                       int
	json, quiet                   bool
	adapters                      adaptersFlag
	settings                      optionFlags
	explain                       explainFlags
}

func (e *enrichFlags) check() error {
	if e.format == "" {
		return usagef("--format is required")
	}
	if e.workers < 1 {
		return usagef("--workers must be at least 1")
	}
	if err := oneOf("output", e.output, "tsv", "json"); err != nil {
		return err
	}
	if err := e.settings.check(); err != nil {
		return err
	}
	if err := e.explain.check(); err != nil {
		return err
	}
	return oneOf("failed-format", e.failedFormat, "modern", "r108")
}

func (e *enrichFlags) run(cmd *cobra.Command, args []string) error {
	if err := e.check(); err != nil {
		return err
	}
	o, steps, err := e.options(cmd.Context(), cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	defer steps.Close()
	for _, p := range steps.Warnings {
		fmt.Fprintf(cmd.ErrOrStderr(), "warning: %v\n", &p)
	}
	if e.explain.wanted() {
		return buffered(cmd.OutOrStdout(), func(out io.Writer) error {
			return e.explain.run(cmd.Context(), inputs(stdin(cmd), args), o, e.json, out)
		})
	}
	enrichTo := func(bad io.Writer) error {
		return buffered(cmd.OutOrStdout(), func(good io.Writer) error {
			r, err := filter.Enrich(cmd.Context(), inputs(stdin(cmd), args), o, good, bad)
			if err != nil || e.quiet {
				return err
			}
			return summarise(cmd.ErrOrStderr(), r, e.json)
		})
	}
	if e.failed == "" {
		return enrichTo(nil)
	}
	return toFile(e.failed, nil, func(w io.Writer) error {
		return buffered(w, enrichTo)
	})
}

// options wires formats, adapters, schemas and enrichments.
func (e *enrichFlags) options(ctx context.Context, warnings io.Writer) (filter.EnrichOptions, *configured.Set, error) {
	o := filter.EnrichOptions{
		Enrich: enrich.DefaultOptions(), Limits: container.DefaultLimits(),
		Workers: e.workers, JSON: e.output == "json", R108: e.failedFormat == "r108",
	}
	e.settings.apply(&o)
	var formatOptions []payload.Option
	if e.settings.direct {
		formatOptions = append(formatOptions, payload.DirectAddress())
	}
	format, err := payload.ByName(e.format, formatOptions...)
	if err != nil {
		return o, nil, usagef("--format %q: want clj-tomcat, cloudfront, thrift, ndjson/VENDOR/VERSION or tsv/VENDOR/VERSION", e.format)
	}
	schemas, err := openSchemas(e.resolver)
	if err != nil {
		return o, nil, err
	}
	adapters, err := e.adapters.open(schemas, warnings)
	if err != nil {
		return o, nil, err
	}
	steps, err := openSteps(ctx, schemas, e.enrichments)
	if err != nil {
		return o, nil, err
	}
	o.Enrich.Steps = steps.Steps
	o.Enrich.Format, o.Enrich.Adapter, o.Enrich.Schemas = format, adapters, schemas
	o.Enrich.Time, o.Enrich.Version = e.time, build.Version
	return o, steps, nil
}

// A summary is what people are told of a filter's work.
type summary struct {
	In       int64            `json:"in"`
	Good     int64            `json:"good"`
	Failed   int64            `json:"failed"`
	Skipped  int64            `json:"skipped"`
	Overlong int64            `json:"overlong_columns"`
	Dropped  int64            `json:"dropped_entities"`
	Noted    map[string]int64 `json:"noted,omitempty"` // what enrichments counted
	Failures []summaryReason  `json:"failures"`
}

type summaryReason struct {
	Count  int64  `json:"count"`
	Family string `json:"family"`
	Schema string `json:"schema,omitempty"`
	Field  string `json:"field,omitempty"`
	Reason string `json:"reason"`
}

func newSummary(r *filter.Report) summary {
	s := summary{
		In: r.In, Good: r.Good, Failed: r.Failed, Skipped: r.Skipped,
		Overlong: r.Overlong, Dropped: r.Dropped, Noted: r.Tallies, Failures: []summaryReason{},
	}
	for _, f := range r.Failures() {
		s.Failures = append(s.Failures, summaryReason{f.Count, string(f.Family), f.Schema, f.Field, f.Text})
	}
	return s
}

// noted are the counts by the names that done records have for them.
func (s *summary) noted() map[string]int64 {
	all := map[string]int64{engine.CountOverlong: s.Overlong, engine.CountInvalid: s.Dropped}
	maps.Copy(all, s.Noted)
	return all
}

// shownReasons is how many reasons the summary for people names.
const shownReasons = 20

func summarise(w io.Writer, r *filter.Report, asJSON bool) error {
	s := newSummary(r)
	if asJSON {
		return writeJSON(w, s)
	}
	fmt.Fprintf(w, "%s: %s good, %s failed, %s skipped\n", count(s.In, "event"), thousands(s.Good), thousands(s.Failed), thousands(s.Skipped))
	writeNoted(w, s.noted())
	return printFailures(w, s.Failures)
}

// printFailures lists the reasons why events failed.
func printFailures(w io.Writer, failures []summaryReason) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i, f := range failures {
		if i == shownReasons {
			fmt.Fprintf(t, "  …\t%s more\n", count(int64(len(failures)-i), "reason"))
			break
		}
		where := strings.Join(strings.Fields(f.Schema+" "+f.Field), " ")
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\n", thousands(f.Count), f.Family, where, f.Reason)
	}
	return t.Flush()
}

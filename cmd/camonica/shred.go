package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/build"
	"github.com/camonica/camonica/filter"
	"github.com/camonica/camonica/payload/container"
	"github.com/camonica/camonica/seal/spill"
	"github.com/camonica/camonica/shred"
	"github.com/camonica/camonica/stage"
	"github.com/camonica/camonica/store/file"
)

type shredFlags struct {
	resolver, layout, output, failed, failedFormat, tmp string
	json, quiet                                         bool
}

func newShred() *cobra.Command {
	var s shredFlags
	c := &cobra.Command{
		Use:   "shred --output DIR [FILE…]",
		Short: "Enriched events in, rows for tables out",
		Long: `shred reads enriched events from files, or from standard input, and writes rows into a
new folder: one file for the events table, and one for each kind of entity that the
events carry. Duplicates within the input are removed as the pipeline does: of events
with the same id and fingerprint the earliest stays, and those that only share an id
get a new one. shredding_complete.json, which lists all files, is written last: a
folder without it is not whole.

The same input gives the same bytes. In between, events are kept in sealed temporary
files that have no name.`,
		Example: `  camonica enrich --format clj-tomcat logs.txt.gz | camonica shred --layout r35 --output run=2026-06-01-00-00-00
  camonica shred --output shredded --failed failed.ndjson enriched.tsv`,
		RunE: func(cmd *cobra.Command, args []string) error { return s.run(cmd, args) },
	}
	f := c.Flags()
	f.StringVarP(&s.resolver, "resolver", "r", "", "Iglu resolver file (default: the schemas of the program)")
	f.StringVar(&s.layout, "layout", stage.LayoutR108, "form of the rows: r108 (JSON below shredded-types) or r35 (tab-separated)")
	f.StringVarP(&s.output, "output", "o", "", "folder to write, which must be new or empty (required)")
	f.StringVar(&s.failed, "failed", "", "file for failed events (default: they are only counted)")
	f.StringVar(&s.failedFormat, "failed-format", stage.Modern, "form of failed events: modern or r108")
	f.StringVar(&s.tmp, "tmp-dir", "", "folder for temporary files (default: the system's)")
	f.BoolVar(&s.json, "json", false, "summary as JSON")
	f.BoolVarP(&s.quiet, "quiet", "q", false, "no summary")
	words(c, "layout", stage.LayoutR108, stage.LayoutR35)
	words(c, "failed-format", stage.Modern, stage.R108)
	filesNamed(c, "resolver", "json")
	folders(c, "output")
	folders(c, "tmp-dir")
	return c
}

func (s *shredFlags) run(cmd *cobra.Command, args []string) error {
	if s.output == "" {
		return usagef("--output is required")
	}
	if err := oneOf("layout", s.layout, stage.LayoutR108, stage.LayoutR35); err != nil {
		return err
	}
	if err := oneOf("failed-format", s.failedFormat, stage.Modern, stage.R108); err != nil {
		return err
	}
	o, closeSpool, err := s.options()
	if err != nil {
		return err
	}
	defer closeSpool()
	dir, err := filepath.Abs(s.output)
	if err != nil {
		return err
	}
	dst, err := file.New(dir)
	if err != nil {
		return err
	}
	defer dst.Close()
	shredTo := func(bad io.Writer) error {
		r, report, err := filter.Shred(cmd.Context(), inputs(stdin(cmd), args), o, dst, bad)
		if err != nil || s.quiet {
			return err
		}
		return summariseShred(cmd.ErrOrStderr(), r, report, s.json)
	}
	if s.failed == "" {
		return shredTo(nil)
	}
	return toFile(s.failed, nil, func(w io.Writer) error { return buffered(w, shredTo) })
}

func (s *shredFlags) options() (filter.ShredOptions, func(), error) {
	so, err := stage.ShredOptions(s.layout)
	if err != nil {
		return filter.ShredOptions{}, nil, err
	}
	schemas, err := openSchemas(s.resolver)
	if err != nil {
		return filter.ShredOptions{}, nil, err
	}
	dir, err := filepath.Abs(s.output)
	if err != nil {
		return filter.ShredOptions{}, nil, err
	}
	folder, err := spill.New(s.tmp)
	if err != nil {
		return filter.ShredOptions{}, nil, fmt.Errorf("open scratch space: %w", err)
	}
	so.Schemas, so.Validate, so.R108 = schemas, true, s.failedFormat == stage.R108
	so.Processor = badrow.Processor{Artifact: "camonica", Version: build.Version}
	return filter.ShredOptions{
		Shred: so, Limits: container.DefaultLimits(), Spool: folder, Spill: stage.Spill{Folder: folder},
		Base: "file://" + filepath.ToSlash(dir) + "/", Run: runName(dir),
	}, func() { folder.Close() }, nil
}

// runName is the name of the run whose folder dir is.
func runName(dir string) string { return strings.TrimPrefix(filepath.Base(dir), "run=") }

// A shredSummary is what people are told of shredded events.
type shredSummary struct {
	In       int64           `json:"in"`
	Good     int64           `json:"good"`
	Failed   int64           `json:"failed"`
	Dropped  int64           `json:"duplicates"`
	Entities int64           `json:"entities"`
	Tables   int             `json:"tables"`
	Failures []summaryReason `json:"failures"`
}

func summariseShred(w io.Writer, r *shred.Result, report *filter.Report, asJSON bool) error {
	s := shredSummary{
		In: report.In, Good: r.Stats.Good, Failed: r.Stats.Bad, Dropped: r.Stats.Dropped, Entities: r.Stats.Entities,
		Tables: len(r.Tables), Failures: newSummary(report).Failures,
	}
	if asJSON {
		return writeJSON(w, s)
	}
	fmt.Fprintf(w, "%s: %s good with %s, %s failed, %s dropped; %s\n", count(s.In, "event"), thousands(s.Good),
		entities(s.Entities), thousands(s.Failed), count(s.Dropped, "duplicate"), count(int64(s.Tables), "table"))
	return printFailures(w, s.Failures)
}

func entities(n int64) string {
	if n == 1 {
		return "1 entity"
	}
	return thousands(n) + " entities"
}

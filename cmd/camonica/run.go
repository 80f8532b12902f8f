package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/run"
)

// runFlags are the options of R108's run, and ours.
type runFlags struct {
	pipeline pipelineFlags
	skip     []string
	include  []string
	dryRun   bool
	json     bool
	options  run.Options
	lock     string
	ignore   bool
	consul   string
	zone     string
	workers  int
	quiet    bool
}

func newRun() *cobra.Command {
	var r runFlags
	c := &cobra.Command{
		Use:   "run",
		Short: "Take the raw logs of the moment through the whole pipeline",
		Long: `run takes what lies in raw.in through staging, enrich, shred, load and the archives.
Options, files and exit codes are those of R108's runner.

An unfinished run – after a crash, an outage, a kill – is resumed by the next call: same
run id, same input, and no step is done twice whose output is whole.

Exit codes: 0 done · 1 failed · 3 nothing to do · 4 a folder is not empty, an earlier run
is unfinished · 17 another run is working.`,
		Example: `  camonica run -c shop/config.yml
  camonica run -c shop/config.yml --dry-run
  camonica run -c config.yml -r resolver.json -n enrichments -t targets
  camonica run -c shop/config.yml --resume-from shred
  camonica run abandon 2026-06-01-12-00-00 -c shop/config.yml`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return r.run(cmd) },
	}
	r.pipeline.register(c)
	f := c.Flags()
	f.StringVarP(&r.options.ResumeFrom, "resume-from", "f", "", "begin at this step: "+strings.Join(run.Resumable, ", "))
	f.StringSliceVarP(&r.skip, "skip", "x", nil, "steps to leave out, separated by commas: "+strings.Join(run.Skippable, ", "))
	f.StringSliceVarP(&r.include, "include", "i", nil, "optional work: "+strings.Join(run.Includable, ", "))
	f.StringVarP(&r.lock, "lock", "l", "", "lock file, kept when the run fails")
	f.BoolVar(&r.ignore, "ignore-lock-on-start", false, "take over a lock file that exists")
	f.StringVar(&r.consul, "consul", "", "keep the lock in Consul (not available in this build)")
	f.BoolVarP(&r.options.Debug, "debug", "d", false, "EMR's debugging step, with --jobs jvm")
	f.StringVar(&r.options.RunID, "run-id", "", "unfinished run to resume (default: the newest)")
	f.StringVar(&r.options.Target, "targets-only", "", "load into this target only, by name")
	f.StringVar(&r.zone, "timezone", "UTC", "time zone of run ids")
	f.IntVar(&r.workers, "workers", 0, "bins to work on at once (default: engine.workers, else one per core)")
	f.BoolVar(&r.dryRun, "dry-run", false, "print the plan and touch nothing")
	f.BoolVar(&r.json, "json", false, "plan, progress and result as JSON lines")
	f.BoolVarP(&r.quiet, "quiet", "q", false, "no progress, only the result")
	words(c, "resume-from", run.Resumable...)
	words(c, "skip", run.Skippable...)
	words(c, "include", run.Includable...)
	c.AddCommand(newRunAbandon())
	return c
}

func noArgs(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("unexpected argument %q", args[0])
	}
	return nil
}

func (r *runFlags) run(cmd *cobra.Command) error {
	if r.consul != "" {
		return usagef("--consul: this build keeps locks in files only")
	}
	// R108 keeps the last of several lists.
	r.options.Skip, r.options.Include = r.skip, r.include
	zone, err := time.LoadLocation(r.zone)
	if err != nil {
		return usagef("--timezone: %v", err)
	}
	ctx := cmd.Context()
	x, closeAll, err := r.pipeline.open(ctx, &r.options)
	if err != nil {
		return err
	}
	defer closeAll()
	x.Zone, x.LockFile, x.IgnoreLock = zone, r.lock, r.ignore
	if r.workers > 0 {
		x.Workers = r.workers
	}
	if r.dryRun {
		return r.printPlan(ctx, cmd, x)
	}
	view := newRunView(cmd.OutOrStdout(), cmd.ErrOrStderr(), r.json, r.quiet)
	x.Watch = view.see
	m, err := x.Run(ctx)
	view.end(m, err)
	if err != nil && m != nil && m.Ended.IsZero() {
		err = &unfinishedError{m.Run, err}
	}
	return outcome(err)
}

// An unfinishedError is why a run broke off that the next call goes on with.
type unfinishedError struct {
	run run.ID
	error
}

func (e *unfinishedError) Unwrap() error { return e.error }

// Hint says what to do: what the cause says, else to call again.
func (e *unfinishedError) Hint() string {
	var h interface{ Hint() string }
	if errors.As(e.error, &h) && h.Hint() != "" {
		return h.Hint()
	}
	return fmt.Sprintf("run %s is unfinished: when the cause is gone, the next `camonica run` goes on with it", e.run)
}

func (r *runFlags) printPlan(ctx context.Context, cmd *cobra.Command, x *run.Executor) error {
	plan, err := x.Plan(ctx)
	if err != nil {
		return outcome(err)
	}
	if r.json {
		return writeJSON(cmd.OutOrStdout(), plan)
	}
	return plan.WriteText(cmd.OutOrStdout())
}

// outcome gives an error of a run R108's exit code.
func outcome(err error) error {
	if err == nil {
		return nil
	}
	return &exitError{Code: int(run.OutcomeOf(err)), Err: err}
}

func newRunAbandon() *cobra.Command {
	var p pipelineFlags
	c := &cobra.Command{
		Use:   "abandon ID",
		Short: "Give an unfinished run up: delete what its unfinished steps wrote, and close it",
		Long: `abandon closes a run that cannot or shall not be finished. Outputs of steps that did not
end are deleted; raw objects that were staged stay in raw.processing, for the next run
with --skip staging, and what was loaded stays loaded.`,
		Example: `  camonica run abandon 2026-06-01-12-00-00 -c shop/config.yml`,
		Args:    exactArgs(1, "a run id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			x, closeAll, err := p.open(cmd.Context(), &run.Options{})
			if err != nil {
				return err
			}
			defer closeAll()
			x.Watch = func(p run.Progress) { writeLine(cmd.ErrOrStderr(), "note: %s", p.Text) }
			if err := x.Abandon(cmd.Context(), run.ID(args[0])); err != nil {
				return outcome(err)
			}
			writeLine(cmd.OutOrStdout(), "run %s is abandoned", args[0])
			s, err := x.Status(cmd.Context(), 0)
			if err != nil {
				return err
			}
			writeLine(cmd.OutOrStdout(), "next: %s", s.Next)
			return nil
		},
	}
	p.register(c)
	return c
}

// stderrTerminal tells whether somebody sits at standard error.
func stderrTerminal() bool {
	info, err := os.Stderr.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

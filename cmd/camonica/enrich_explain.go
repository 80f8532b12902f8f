package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/explain"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/filter"
)

// explainFlags are the flags of enrich that show what happens to single events
// instead of enriching.
type explainFlags struct {
	explain bool
	event   int64
	script  string
	events  int64
}

func (x *explainFlags) register(c *cobra.Command) {
	f := c.Flags()
	f.BoolVar(&x.explain, "explain", false, "show what each step does to one event, instead of enriching")
	f.Int64Var(&x.event, "event", 1, "with --explain: which event of the input, from 1")
	f.StringVar(&x.script, "script", "", "try a JavaScript enrichment: show what it does to events, instead of enriching")
	f.Int64Var(&x.events, "events", 10, "with --script: how many events to show")
	filesNamed(c, "script", "js")
}

// wanted says whether events are to be shown.
func (x *explainFlags) wanted() bool { return x.explain || x.script != "" }

func (x *explainFlags) check() error {
	switch {
	case x.explain && x.script != "":
		return usagef("--explain and --script show different things: use one of them; --explain shows configured scripts, too")
	case x.event < 1 || x.events < 1:
		return usagef("--event and --events must be at least 1")
	}
	return nil
}

// trial is the name of the document that the script of --script becomes.
const trial = "--script"

// loadScript makes a step of a file with a script.
func loadScript(ctx context.Context, schemas enrich.Schemas, file string) (*configured.Set, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read script: %w", err)
	}
	text := `{"schema":"iglu:com.snowplowanalytics.snowplow/javascript_script_config/jsonschema/1-0-0","data":` +
		`{"vendor":"com.snowplowanalytics.snowplow","name":"javascript_script_config","enabled":true,"parameters":{"script":"` +
		base64.StdEncoding.EncodeToString(source) + `"}}}`
	return configured.Load(ctx, configured.Options{Schemas: schemas}, []settings.Document{{File: trial, Text: []byte(text)}})
}

// run shows events of the inputs on out.
func (x *explainFlags) run(ctx context.Context, in []filter.Input, o filter.EnrichOptions, asJSON bool, out io.Writer) error {
	r := &explain.Recorder{}
	show := func(e *explain.Event) error { return printEvent(out, e) }
	last := x.event
	if x.script != "" {
		s, err := loadScript(ctx, o.Enrich.Schemas, x.script)
		if err != nil {
			return err
		}
		defer s.Close()
		step := s.Steps[0]
		step.Name = trial
		o.Enrich.Steps = append(o.Enrich.Steps, step)
		// What the script returns and does not fit its schema is told.
		o.Enrich.Derived = enrich.FailDerived
		show = func(e *explain.Event) error { return printTrial(out, e) }
		last = x.events
	} else {
		r.Wanted = func(n int64) bool { return n == x.event }
	}
	if asJSON {
		lines := json.NewEncoder(out)
		lines.SetEscapeHTML(false)
		show = func(e *explain.Event) error { return lines.Encode(e) }
	}
	shown := int64(0)
	r.Line = explain.Line(&o.Enrich)
	r.Take = func(e *explain.Event) error {
		if e.Number > last {
			return nil
		}
		shown++
		if x.script != "" {
			e.Steps = only(e.Steps)
		}
		return show(e)
	}
	o.Enrich.Tracer = r
	err := filter.Each(ctx, in, o, r, func() (bool, error) {
		err := r.EndRecord()
		return r.Count() < last, err
	})
	if err == nil && shown == 0 {
		return fmt.Errorf("the input has %s", count(r.Count(), "event"))
	}
	return err
}

// only keeps the step of the script that is tried.
func only(steps []explain.Step) []explain.Step {
	kept := []explain.Step{}
	for _, s := range steps {
		if s.Name == trial {
			kept = append(kept, s)
		}
	}
	return kept
}

// printTrial says what a script did to an event.
func printTrial(w io.Writer, e *explain.Event) error {
	writeLine(w, "event %d  %s", e.Number, e.ID)
	for i := range e.Steps {
		s := &e.Steps[i]
		if s.Idle() && !s.Spared {
			writeLine(w, "  changes nothing")
		}
		printStep(w, s)
	}
	if len(e.Steps) == 0 {
		writeLine(w, "  the script was not called")
	}
	return printEnd(w, e)
}

// printEvent says what each step did to an event, and why. Core steps that did
// nothing and have nothing to say are left out.
func printEvent(w io.Writer, e *explain.Event) error {
	writeLine(w, "event %d  %s", e.Number, e.ID)
	for i := range e.Steps {
		s := &e.Steps[i]
		if s.Idle() && !s.Configured && s.Note == "" {
			continue
		}
		what := ""
		if s.Idle() && !s.Spared {
			what = ": changes nothing"
		}
		writeLine(w, "%s%s", s.Name, what)
		for _, v := range s.Reads {
			if v.Value != "" {
				writeLine(w, "  reads %s: %s", v.Column, strconv.Quote(v.Value))
			}
		}
		printStep(w, s)
	}
	return printEnd(w, e)
}

// printStep lists what a step did.
func printStep(w io.Writer, s *explain.Step) {
	for _, c := range s.Changes {
		if c.Old == "" {
			writeLine(w, "  %s: %s", c.Column, strconv.Quote(c.New))
			continue
		}
		writeLine(w, "  %s: %s → %s", c.Column, strconv.Quote(c.Old), strconv.Quote(c.New))
	}
	for _, d := range s.Added {
		writeLine(w, "  + %s %s", d.Schema, d.Data)
	}
	for _, d := range s.Removed {
		writeLine(w, "  - %s %s", d.Schema, d.Data)
	}
	if s.Drops {
		writeLine(w, "  drops the event")
	}
	if s.Failure != nil {
		printFailure(w, s.Failure)
	}
	if s.Note != "" {
		writeLine(w, "  note: %s", s.Note)
	}
}

func printFailure(w io.Writer, f *explain.Failure) {
	line := "  fails: " + f.Text
	if f.Field != "" {
		line += "; " + f.Field
	}
	if f.Value != "" {
		line += ": " + strconv.Quote(f.Value)
	}
	writeLine(w, "%s", line)
}

// printEnd says how an event ended.
func printEnd(w io.Writer, e *explain.Event) error {
	if e.Outcome == explain.Failed {
		writeLine(w, "failed: %s", e.Family)
		for i := range e.Failures {
			printFailure(w, &e.Failures[i])
		}
	} else {
		writeLine(w, "%s", e.Outcome)
	}
	_, err := fmt.Fprintln(w)
	return err
}

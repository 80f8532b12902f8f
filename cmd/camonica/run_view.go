package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/run"
)

// runView shows a run to whoever started it: a bar on a terminal, lines
// elsewhere, JSON lines for programs. The result goes to out, all else to aside.
type runView struct {
	out, aside  io.Writer
	json, quiet bool
	terminal    bool

	mu    sync.Mutex
	bar   *progressbar.ProgressBar
	moved time.Time // when a line of progress was last written
}

// lineEvery is how often progress becomes a line where there is no terminal.
const lineEvery = 10 * time.Second

func newRunView(out, aside io.Writer, asJSON, quiet bool) *runView {
	return &runView{out: out, aside: aside, json: asJSON, quiet: quiet, terminal: stderrTerminal(), moved: time.Now()}
}

// see shows one thing that happened.
func (v *runView) see(p run.Progress) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.json {
		v.line(p)
		return
	}
	if v.quiet && p.Kind != run.Noted {
		return
	}
	switch p.Kind {
	case run.RunStarted:
		word := "begins"
		if p.Plan.Resumed {
			word = "goes on"
		}
		writeLine(v.aside, "run %s %s", p.Plan.Run, word)
		for _, n := range p.Plan.Notes {
			writeLine(v.aside, "note: %s", n)
		}
	case run.Noted:
		v.clear()
		writeLine(v.aside, "note: %s", p.Text)
	case run.StageMoved:
		v.move(p.Stage, p.Done, p.Total, countsText(p.Counts))
	case run.StepMoved:
		v.move(p.Step, p.Done, p.Total, "")
	case run.StepEnded:
		v.clear()
		if p.Err == nil {
			writeLine(v.aside, "%-18s %8s  %s", stepName(p.Step, p.Target), p.Took.Round(time.Millisecond), countsText(p.Counts))
		}
	}
}

func stepName(step, target string) string {
	if target == "" {
		return step
	}
	return step + " " + target
}

// move shows how far a step is.
func (v *runView) move(what string, done, total int, text string) {
	if !v.terminal {
		if time.Since(v.moved) >= lineEvery && done < total {
			v.moved = time.Now()
			writeLine(v.aside, "%s: %d of %d %s", what, done, total, text)
		}
		return
	}
	if v.bar == nil || v.bar.GetMax() != total {
		v.clear()
		v.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(v.aside), progressbar.OptionSetWidth(24),
			progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(50*time.Millisecond), progressbar.OptionSetPredictTime(false))
	}
	v.bar.Describe(fmt.Sprintf("%-9s %s", what, text))
	// A bar that cannot be drawn is no reason to fail.
	_ = v.bar.Set(done)
}

func (v *runView) clear() {
	if v.bar != nil {
		_ = v.bar.Clear()
		v.bar = nil
	}
}

// countsText says counts in the order of the pipeline.
func countsText(counts map[string]int64) string {
	var parts []string
	for _, c := range []struct{ name, text string }{
		{"objects", "objects"}, {engine.CountIn, "in"}, {engine.CountGood, "good"}, {engine.CountFailed, "failed"},
		{engine.CountSkipped, "skipped"}, {engine.CountDropped, "copies dropped"}, {"entities", "entities"},
	} {
		if n := counts[c.name]; n > 0 {
			parts = append(parts, thousands(n)+" "+c.text)
		}
	}
	if len(parts) > 0 {
		return strings.Join(parts, ", ")
	}
	var rows int64
	for _, n := range counts {
		rows += n
	}
	if rows > 0 {
		return thousands(rows) + " rows"
	}
	return ""
}

// progressLine is a line of --json.
type progressLine struct {
	Time   time.Time        `json:"time"`
	Kind   run.ProgressKind `json:"kind"`
	Run    run.ID           `json:"run,omitempty"`
	Step   string           `json:"step,omitempty"`
	Target string           `json:"target,omitempty"`
	Stage  string           `json:"stage,omitempty"`
	Done   int              `json:"done,omitempty"`
	Total  int              `json:"total,omitempty"`
	Counts map[string]int64 `json:"counts,omitempty"`
	Millis int64            `json:"ms,omitempty"`
	Error  string           `json:"error,omitempty"`
	Text   string           `json:"text,omitempty"`
}

func (v *runView) line(p run.Progress) {
	l := progressLine{
		Time: time.Now().UTC(), Kind: p.Kind, Step: p.Step, Target: p.Target, Stage: p.Stage,
		Done: p.Done, Total: p.Total, Counts: p.Counts, Millis: p.Took.Milliseconds(), Text: p.Text,
	}
	if p.Plan != nil {
		l.Run = p.Plan.Run
	}
	if p.Err != nil {
		l.Error = p.Err.Error()
	}
	v.encode(l)
}

func (v *runView) encode(x any) {
	b, err := json.Marshal(x)
	if err == nil {
		fmt.Fprintf(v.out, "%s\n", b)
	}
}

// end shows the result of a run; m is nil if none was begun.
func (v *runView) end(m *run.Manifest, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.clear()
	if v.json {
		r := struct {
			Kind     string        `json:"kind"`
			Outcome  int           `json:"outcome"`
			Manifest *run.Manifest `json:"manifest,omitempty"`
		}{"run_ended", int(run.OutcomeOf(err)), m}
		v.encode(r)
		return
	}
	if m == nil || err != nil {
		return
	}
	writeManifest(v.out, m)
}

// writeManifest says what a run did, for people.
func writeManifest(w io.Writer, m *run.Manifest) {
	writeLine(w, "run %s: %s", m.Run, m.Standing())
	if c, ok := m.Counts[engine.StageEnrich]; ok {
		writeLine(w, "  raw records  %11s", thousands(c[engine.CountRecords]))
		writeLine(w, "  events       %11s = %s good + %s failed + %s skipped", thousands(c[engine.CountIn]),
			thousands(c[engine.CountGood]), thousands(c[engine.CountFailed]), thousands(c[engine.CountSkipped]))
		writeNoted(w, c)
	}
	if c, ok := m.Counts[engine.StageShred]; ok {
		writeLine(w, "  shredded     %11s = %s rows of events + %s failed + %s copies dropped", thousands(c[engine.CountIn]),
			thousands(c[engine.CountGood]), thousands(c[engine.CountFailed]), thousands(c[engine.CountDropped]))
	}
	for _, t := range m.Targets {
		writeLine(w, "  loaded into %s:", t.Name)
		names := make([]string, 0, len(t.Rows))
		for name := range t.Rows {
			names = append(names, name)
		}
		slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(t.Rows[b], t.Rows[a]), cmp.Compare(a, b)) })
		for _, name := range names {
			writeLine(w, "    %11s  %s", thousands(t.Rows[name]), name)
		}
	}
	if !m.Ended.IsZero() && !m.Abandoned {
		writeLine(w, "  took %s", m.Ended.Sub(m.Started).Round(time.Millisecond))
	}
}

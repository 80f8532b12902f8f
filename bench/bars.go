package bench

import (
	"context"
	"maps"
	"path"
	"slices"
	"time"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/embedded"
	"github.com/camonica/camonica/keys"
)

// A Bar is a figure of enrichments and the limit that it must keep.
type Bar struct {
	Name  string
	Value float64
	Unit  string
	Limit float64
	Least bool // Value must be at least Limit; else at most
}

// Met tells whether the figure keeps its limit.
func (b *Bar) Met() bool {
	if b.Least {
		return b.Value >= b.Limit
	}
	return b.Value <= b.Limit
}

// An EnrichmentReport is what enrichments cost: medians of rounds that took turns.
type EnrichmentReport struct {
	None, Defaults float64 // events per second of processor time
	Bars           []Bar
	PeakMemory     int64 // of the process; 0 = not known here
}

// The limits of the bars.
const (
	leastRate   = 25_000 // events/s per core with the default set
	leastShare  = 0.7    // of the rate without enrichments
	mostAgent   = 150    // µs for a user agent that was never seen
	leastScript = 10_000 // events/s per core of a script
	mostPII     = 10     // µs for four columns and two paths
)

// Enrichments measures the set of a new workspace beside none, and the enrichments
// that cost most by themselves.
func Enrichments(ctx context.Context, o Options) (*EnrichmentReport, error) {
	o.Workers = 1
	d, err := generate("clj-tomcat", o.Events, o.Seed)
	if err != nil {
		return nil, err
	}
	schemas := iglu.NewSet([]iglu.Source{{Name: "embedded", Class: iglu.ClassEmbedded, Registry: embedded.Registry{}}}, iglu.Options{})
	set, err := configured.Load(ctx, configured.Options{Schemas: schemas}, defaultSet())
	if err != nil {
		return nil, err
	}
	defer set.Close()
	none, err := newPasses(d, nil)
	if err != nil {
		return nil, err
	}
	all, err := newPasses(d, set.Steps)
	if err != nil {
		return nil, err
	}
	single, err := newSingles(ctx, schemas, o.Seed)
	if err != nil {
		return nil, err
	}
	resetPeak()
	var figures [5][]float64
	for range o.Rounds {
		for i, measure := range []func(context.Context) (float64, error){none.rate, all.rate, single.agent, single.script, single.pii} {
			v, err := measure(ctx)
			if err != nil {
				return nil, err
			}
			figures[i] = append(figures[i], v)
		}
	}
	middle := func(i int) float64 {
		slices.Sort(figures[i])
		return figures[i][len(figures[i])/2]
	}
	r := &EnrichmentReport{None: middle(0), Defaults: middle(1), PeakMemory: peakMemory()}
	r.Bars = []Bar{
		{"rate with the default set", r.Defaults, "events/s per core", leastRate, true},
		{"share of the rate without enrichments", r.Defaults / r.None, "", leastShare, true},
		{"user agent seen for the first time, all rules", middle(2), "µs", mostAgent, false},
		{"script: three columns, one entity", middle(3), "events/s per core", leastScript, true},
		{"pii: four columns, two paths", middle(4), "µs", mostPII, false},
	}
	return r, nil
}

// defaultSet is the set of a new workspace.
func defaultSet() []settings.Document {
	files := configured.Defaults()
	var docs []settings.Document
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if path.Ext(name) == ".json" {
			docs = append(docs, settings.Document{File: name, Text: files[name]})
		}
	}
	return docs
}

// passes takes the object through enrich, again and again.
type passes struct {
	b *bench
}

// newPasses warms a worker up with one pass.
func newPasses(d *data, steps []enrich.Step) (*passes, error) {
	e, err := newEnricher(d.format, steps)
	if err != nil {
		return nil, err
	}
	p := &passes{&bench{data: d, key: keys.Generate("bench"), workers: []worker{{enrich: e.NewWorker(0)}}}}
	_, err = p.rate(context.Background())
	return p, err
}

// rate does a pass and returns events per second of processor time.
func (p *passes) rate(ctx context.Context) (float64, error) {
	m, err := p.b.time(ctx, p.b.enrichPass)
	return float64(p.b.data.events) / m.CPU.Seconds(), err
}

// perEvent is the processor time of each of n events.
func perEvent(n int, f func() error) (time.Duration, error) {
	cpu, wall := cpuTime(), time.Now()
	err := f()
	spent := cpuTime() - cpu
	if spent <= 0 { // not known here
		spent = time.Since(wall)
	}
	return spent / time.Duration(n), err
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }

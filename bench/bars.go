package bench

import (
	"bytes"
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
	None, Defaults float64 // events per second of processor time, with records of the first format
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
	mostMemory  = 512    // MiB of the process, the objects that are measured with included
)

// firstRate is the place of the first format's rate without enrichments among the
// figures; that with the default set follows, and then those of the next format.
const firstRate = 3

// Enrichments measures the set of a new workspace, all of it on, beside none, with
// records of each format, and the enrichments that cost most by themselves.
func Enrichments(ctx context.Context, o Options) (*EnrichmentReport, error) {
	o.Workers = 1
	if len(o.Formats) == 0 {
		o.Formats = []string{"clj-tomcat"}
	}
	schemas := iglu.NewSet([]iglu.Source{{Name: "embedded", Class: iglu.ClassEmbedded, Registry: embedded.Registry{}}}, iglu.Options{})
	set, err := loadDefaults(ctx, schemas, o.Seed)
	if err != nil {
		return nil, err
	}
	defer set.Close()
	single, err := newSingles(ctx, schemas, o.Seed)
	if err != nil {
		return nil, err
	}
	figures := []figure{{measure: single.agent}, {measure: single.script}, {measure: single.pii}}
	for _, format := range o.Formats {
		d, err := generate(format, o.Events, o.Seed)
		if err != nil {
			return nil, err
		}
		for _, steps := range [][]enrich.Step{nil, set.Steps} {
			p, err := newPasses(d, steps)
			if err != nil {
				return nil, err
			}
			figures = append(figures, figure{measure: p.rate})
		}
	}
	resetPeak()
	for range o.Rounds {
		for i := range figures {
			if err := figures[i].take(ctx); err != nil {
				return nil, err
			}
		}
	}
	r := &EnrichmentReport{None: figures[firstRate].middle(), Defaults: figures[firstRate+1].middle(), PeakMemory: peakMemory()}
	r.add(o.Formats, figures)
	return r, nil
}

// add makes bars of figures, in the order of Enrichments.
func (r *EnrichmentReport) add(formats []string, figures []figure) {
	for i, format := range formats {
		of := ""
		if i > 0 {
			of = ", " + format
		}
		none, defaults := figures[firstRate+2*i].middle(), figures[firstRate+2*i+1].middle()
		r.Bars = append(r.Bars,
			Bar{"rate with the default set" + of, defaults, "events/s per core", leastRate, true},
			Bar{"share of the rate without enrichments" + of, defaults / none, "", leastShare, true})
	}
	r.Bars = append(r.Bars,
		Bar{"user agent seen for the first time, all rules", figures[0].middle(), "µs", mostAgent, false},
		Bar{"script: three columns, one entity", figures[1].middle(), "events/s per core", leastScript, true},
		Bar{"pii: four columns, two paths", figures[2].middle(), "µs", mostPII, false})
	if r.PeakMemory > 0 {
		r.Bars = append(r.Bars, Bar{"memory, all default data files loaded", float64(r.PeakMemory) / (1 << 20), "MiB", mostMemory, false})
	}
}

// A figure is something measured, again and again.
type figure struct {
	measure func(context.Context) (float64, error)
	values  []float64
}

func (f *figure) take(ctx context.Context) error {
	v, err := f.measure(ctx)
	f.values = append(f.values, v)
	return err
}

func (f *figure) middle() float64 {
	slices.Sort(f.values)
	return f.values[len(f.values)/2]
}

// cityDocument takes places from an invented database.
const cityDocument = `{"schema":"iglu:com.snowplowanalytics.snowplow/ip_lookups/jsonschema/2-0-1","data":{"vendor":"com.snowplowanalytics.snowplow",
"name":"ip_lookups","enabled":true,"parameters":{"geo":{"database":"` + cityFile + `","uri":"bench:"}}}}`

// loadDefaults loads the set of a new workspace with what it leaves off switched
// on, and places from an invented database.
func loadDefaults(ctx context.Context, schemas enrich.Schemas, seed uint64) (*configured.Set, error) {
	cities, err := makeCities(cityNetworks, seed)
	if err != nil {
		return nil, err
	}
	files := configured.Defaults()
	files["ip_lookups.json"] = []byte(cityDocument)
	var docs []settings.Document
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if path.Ext(name) == ".json" {
			text := bytes.Replace(files[name], []byte(`"enabled": false`), []byte(`"enabled": true`), 1)
			docs = append(docs, settings.Document{File: name, Text: text})
		}
	}
	return configured.Load(ctx, configured.Options{Schemas: schemas, Files: dataFile(cities)}, docs)
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

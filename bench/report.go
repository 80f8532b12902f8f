package bench

import (
	"slices"
	"time"
)

// A Measure is what one pass of all workers took, as the median of all rounds.
type Measure struct {
	Wall, CPU     time.Duration
	Allocs, Bytes uint64 // allocated
}

// A Report is what was measured, in the order of Options.Formats.
type Report struct {
	Options
	Results []*Result
}

// A Result is what was measured with the records of one format. Sizes are those
// of one object.
type Result struct {
	Format      string
	Records     int   // raw records
	RawBytes    int64 // plain
	ObjectBytes int64 // compressed
	RowBytes    int64 // enriched, plain
	SealedBytes int64 // compressed and sealed

	Enrich Measure
	// Floor is what nobody can avoid: the object out of its compression, as many
	// bytes as the rows have, compressed and sealed. gzip is read with the library
	// that others would take, so that the floor stays where it is when our own
	// reader gets faster; for Least it is read with ours, record by record.
	Floor, Least Measure
	Read         Measure // the object out of its compression, and each record parsed
	Adapt        Measure // the same, and each record taken to its events

	PeakMemory int64 // of the process while it enriched, the objects included; 0 = not known here

	events float64 // of all workers
}

// EventsPerCore is enriched events per second of processor time.
func (r *Result) EventsPerCore() float64 { return r.events / r.Enrich.CPU.Seconds() }

// EventsPerSecond is enriched events per second of all workers.
func (r *Result) EventsPerSecond() float64 { return r.events / r.Enrich.Wall.Seconds() }

// FloorPerCore is EventsPerCore of the floor.
func (r *Result) FloorPerCore() float64 { return r.events / r.Floor.CPU.Seconds() }

// ReadPerCore is EventsPerCore of reading alone.
func (r *Result) ReadPerCore() float64 { return r.events / r.Read.CPU.Seconds() }

// LeastPerCore is FloorPerCore with our own reader of gzip.
func (r *Result) LeastPerCore() float64 { return r.events / r.Least.CPU.Seconds() }

// MBPerCore is raw megabytes (10⁶) per second of processor time.
func (r *Result) MBPerCore() float64 {
	return float64(r.RawBytes) / float64(r.Records) * r.EventsPerCore() / 1e6
}

// Ratio is how many times the floor enrich costs.
func (r *Result) Ratio() float64 { return r.Enrich.CPU.Seconds() / r.Floor.CPU.Seconds() }

// LeastRatio is Ratio with our own reader of gzip.
func (r *Result) LeastRatio() float64 { return r.Enrich.CPU.Seconds() / r.Least.CPU.Seconds() }

// ReadRatio is how many times faster reading alone is than enrich.
func (r *Result) ReadRatio() float64 { return r.Enrich.CPU.Seconds() / r.Read.CPU.Seconds() }

// To is how many times faster enrich is with the records of r than with those
// of other.
func (r *Result) To(other *Result) float64 { return r.EventsPerCore() / other.EventsPerCore() }

// AllocsPerEvent is how often enrich allocates.
func (r *Result) AllocsPerEvent() float64 { return float64(r.Enrich.Allocs) / r.events }

// BytesPerEvent is how much enrich allocates.
func (r *Result) BytesPerEvent() float64 { return float64(r.Enrich.Bytes) / r.events }

// AdapterAllocs is how often the adapter allocates for a record: what adapting
// adds to reading. Less than nothing, which the runtime's own allocations make of
// nothing, is nothing.
func (r *Result) AdapterAllocs() float64 {
	return max(0, float64(r.Adapt.Allocs)-float64(r.Read.Allocs)) / r.events
}

func median(ms []Measure) Measure {
	return Measure{
		Wall:   middle(ms, func(m Measure) time.Duration { return m.Wall }),
		CPU:    middle(ms, func(m Measure) time.Duration { return m.CPU }),
		Allocs: middle(ms, func(m Measure) uint64 { return m.Allocs }),
		Bytes:  middle(ms, func(m Measure) uint64 { return m.Bytes }),
	}
}

func middle[T time.Duration | uint64](ms []Measure, of func(Measure) T) T {
	vs := make([]T, len(ms))
	for i, m := range ms {
		vs[i] = of(m)
	}
	slices.Sort(vs)
	return vs[len(vs)/2]
}
